// How time, memory and AWS calls grow with the number of groups in one region, without ten-second metrics: up to a hundred
// groups for a day. About 3 minutes; --quick: two hours of it.
import type { CallRecord } from '../simulator/kernel/simulated-client.ts'
import type { BenchOptions } from './bench-options.ts'
import { regionOfGroups } from './region-of-groups.ts'

const hourMs = 3_600_000
const controlPlaneCallers = new Set(['discover', 'reconcile', 'learn'])

export async function benchGroups({ quick }: BenchOptions): Promise<void> {
  const hours = quick ? 2 : 24
  for (const groups of [1, 10, 100]) await measure(groups, hours)
}

async function measure(groups: number, hours: number): Promise<void> {
  const calls = new Map<string, number>()
  const count = ({ caller, service, operation }: CallRecord) => {
    if (!controlPlaneCallers.has(caller)) return
    const kind = `${service} ${operation.startsWith('Describe') || operation.startsWith('Get') ? 'reads' : 'others'}`
    calls.set(kind, (calls.get(kind) ?? 0) + 1)
  }
  const before = process.cpuUsage()
  const { region, startMs } = await regionOfGroups(groups, hours, { onCall: count })
  await region.clock.runUntil(startMs + hours * hourMs)
  const { user, system } = process.cpuUsage(before)
  const seconds = (user + system) / 1e6
  const heapMb = process.memoryUsage().heapUsed / 2 ** 20
  console.log(
    `groups: ${groups} for ${hours} h took ${seconds.toFixed(1)} s of CPU (${((1000 * seconds) / groups).toFixed(0)} ms ` +
      `a group), ${heapMb.toFixed(0)} MB of heap; AWS calls per group and minute: ${perGroupAndMinute(calls, groups * hours * 60)}`,
  )
}

function perGroupAndMinute(calls: ReadonlyMap<string, number>, groupMinutes: number): string {
  const sorted = [...calls].sort(([, a], [, b]) => b - a)
  return sorted.map(([kind, count]) => `${kind} ${(count / groupMinutes).toFixed(3)}`).join(', ')
}
