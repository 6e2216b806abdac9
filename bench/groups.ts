// How time and memory grow with the number of groups in one region. Takes about 40 seconds.

import type { BenchOptions } from './bench-options.ts'
import { regionOfGroups } from './region-of-groups.ts'

const hourMs = 3_600_000

export async function benchGroups({ quick }: BenchOptions): Promise<void> {
  const hours = quick ? 2 : 6
  let perGroup: number | undefined
  for (const groups of [1, 10, 100]) {
    const before = process.cpuUsage()
    const { region, startMs } = await regionOfGroups(groups, hours)
    await region.clock.runUntil(startMs + hours * hourMs)
    const { user, system } = process.cpuUsage(before)
    const seconds = (user + system) / 1e6
    perGroup ??= seconds
    const heapMb = process.memoryUsage().heapUsed / 2 ** 20
    console.log(
      `groups: ${groups} for ${hours} h took ${seconds.toFixed(1)} s of CPU (${((1000 * seconds) / groups).toFixed(0)} ms ` +
        `a group, ${(seconds / groups / perGroup).toFixed(2)} of one group alone), ${heapMb.toFixed(0)} MB of heap`,
    )
  }
}
