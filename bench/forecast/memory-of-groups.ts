// Run as a process of its own: holds what a shard's Lambda holds of the forecasts of so many groups, and prints its memory as
// JSON. Series are drawn, since a process that had read traces would be as large as they are.
import { fitModel, restoreModel } from '../../shared/domain/forecasting/models.ts'
import { RandomStream } from '../../simulator/kernel/random.ts'

export interface MemoryOfGroups {
  /** Resident, after the last model is there and what was needed to fit them is gone. */
  readonly residentBytes: number
  readonly largestResidentBytes: number
}

const minuteMs = 60_000
const fitDays = 14

function seriesOf(group: number) {
  const random = new RandomStream(group, 'bench', 'memory')
  const ratesRps = Float64Array.from({ length: fitDays * 1440 }, (_, minute) => {
    const season = 1 - 0.6 * Math.cos((2 * Math.PI * minute) / 1440)
    return 100 * season * Math.exp(0.1 * random.normal())
  })
  return { startMs: Date.UTC(2026, 2, 2), binSeconds: 60, ratesRps }
}

/** As a tick has it: restored from the record, the latest minutes beside it, drawn from once. */
function heldFor(group: number) {
  const series = seriesOf(group)
  const record: unknown = JSON.parse(JSON.stringify(fitModel('auto', series).toRecord()))
  const model = restoreModel(record as Parameters<typeof restoreModel>[0])
  const from = Math.max(0, series.ratesRps.length - model.recentBins)
  const recent = { ...series, startMs: series.startMs + from * minuteMs, ratesRps: series.ratesRps.slice(from) }
  return { model, recent, drawn: model.paths(recent, model.horizonBins).count }
}

if (import.meta.main) {
  const held = Array.from({ length: Number(process.argv[2]) }, (_, group) => heldFor(group))
  globalThis.gc?.()
  const figures: MemoryOfGroups = {
    residentBytes: process.memoryUsage().rss,
    largestResidentBytes: process.resourceUsage().maxRSS * 1024,
  }
  // Named last, so that nothing of it is let go before.
  if (held.length > 0) console.log(JSON.stringify(figures))
}
