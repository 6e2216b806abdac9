// What one tick of one group costs: wall time of the reconcile handler on one core, the simulated services that answer it
// included, which makes it an upper bound. Takes about 5 seconds.

import type { BenchOptions } from './bench-options.ts'
import { regionOfGroups } from './region-of-groups.ts'

const hourMs = 3_600_000

export async function benchTick({ quick }: BenchOptions): Promise<void> {
  const hours = quick ? 6 : 48
  const milliseconds: number[] = []
  const { region, startMs } = await regionOfGroups(1, hours, {
    wrap: (name, handler) => async (event, context) => {
      const before = performance.now()
      const answer = await handler(event, context)
      if (name === 'reconcile') milliseconds.push(performance.now() - before)
      return answer
    },
  })
  await region.clock.runUntil(startMs + hours * hourMs)
  // The first half hour warms the compiler up, as a warm Lambda is.
  const sorted = milliseconds.slice(30).sort((a, b) => a - b)
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(3)
  console.log(
    `tick: ${sorted.length} ticks of one group, mean ${mean.toFixed(3)} ms, median ${at(0.5)} ms, ` +
      `99th percentile ${at(0.99)} ms, maximum ${at(1)} ms (wanted: mean ≤ 1 ms, 99th percentile ≤ 5 ms)`,
  )
}
