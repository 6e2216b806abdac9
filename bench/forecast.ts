// Forecasts beside the best that are published, on real traces: 30 minutes ahead, coverage, M4, cold start and cost. On two free
// cores about 45 minutes; --quick: four. A peer's answers can be kept in a file (--peers-cache), and are most of the time.
import { existsSync } from 'node:fs'
import { InputError } from '../shared/domain/errors.ts'
import type { BenchOptions } from './bench-options.ts'
import { benchColdStart } from './forecast/cold-start.ts'
import { benchForecastCost } from './forecast/cost.ts'
import { benchCoverage } from './forecast/coverage.ts'
import { benchM4 } from './forecast/m4.ts'
import type { PartOptions } from './forecast/part.ts'
import { openAnswerCache } from './forecast/peers/answer-cache.ts'
import { openPeerRoom } from './forecast/peers/run-peers.ts'
import { benchRolling } from './forecast/rolling.ts'

const parts: Readonly<Record<string, (options: PartOptions) => void | Promise<void>>> = {
  cost: benchForecastCost,
  m4: benchM4,
  coverage: benchCoverage,
  rolling: benchRolling,
  'cold-start': benchColdStart,
}

export async function benchForecast({ data, quick, peersCache, only }: BenchOptions): Promise<void> {
  if (data === undefined || !existsSync(data)) {
    throw new InputError(`got ${data ?? 'no --data'}, wanted --data and the folder of the real traces`)
  }
  const names = only ?? Object.keys(parts)
  const unknown = names.find(name => !Object.hasOwn(parts, name))
  if (unknown !== undefined) {
    throw new InputError(`--only: got "${unknown}", wanted some of ${Object.keys(parts).join(', ')}`)
  }
  const room = openPeerRoom(openAnswerCache(peersCache))
  try {
    for (const name of names) await parts[name]({ data, quick, room, say: line => console.log(line) })
  } finally {
    await room.end()
  }
}
