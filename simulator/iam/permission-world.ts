// A region in which every function of the control plane runs as its synthesised role, with one group under a load that makes
// Penumbra do all that it can do.
import { InputError } from '../../shared/domain/errors.ts'
import { environmentNames } from '../../shared/runtime/env.ts'
import { addBootHook } from '../boot-hook.ts'
import { deployControlPlane, functionNames, modeParameterName, tableName, topicName } from '../control-plane.ts'
import type { CallRecord } from '../kernel/simulated-client.ts'
import { Region } from '../region.ts'
import { scenarioSchema } from '../scenario.ts'
import type { SimulatedGroup } from '../services/auto-scaling/simulated-group.ts'
import { createSite } from '../site.ts'
import { ApplicationPhysics } from '../workload/application.ts'
import { drawArrivals } from '../workload/arrivals.ts'
import { DeployedStack } from './deployed-stack.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
/** A Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)
const historyDays = 3
const groupName = 'web'

/** As a team would tag a group that may be let go of sooner than by its policy, and where bursts make a warm pool pay. */
const tags = { enabled: 'true', mode: 'act', 'scale-in': 'penumbra', 'miss-cost-ratio': '20', budget: '1000' }

/** A day's sine between 200 and 1000 rps, with minutes of half as much again that no season foretells. */
function demandRps(timeMs: number): number {
  const daily = 600 - 400 * Math.cos((2 * Math.PI * (timeMs % dayMs)) / dayMs)
  return daily * ((Math.floor(timeMs / minuteMs) * 7919) % 97 < 2 ? 1.6 : 1)
}

export interface PermissionWorld {
  readonly region: Region
  readonly stack: DeployedStack
  /** Every call of every client, oldest first. */
  readonly calls: readonly CallRecord[]
  group(): SimulatedGroup
  pass(minutes: number): Promise<void>
  /** @throws InputError when it has not happened within the time */
  until(what: string, happened: () => boolean, withinMinutes: number): Promise<void>
  setMode(mode: 'run' | 'freeze' | 'restore'): void
  /** @param tags Penumbra's own, without the prefix */
  setTags(tags: Readonly<Record<string, string>>): void
  /** Penumbra's own, without the prefix. */
  removeTag(key: string): void
  hasTag(key: string): boolean
}

export function stackOf(template: unknown, managedPolicies?: Readonly<Record<string, unknown>>): DeployedStack {
  return new DeployedStack(template, { functions: functionNames, table: tableName, topic: topicName }, managedPolicies)
}

export async function makePermissionWorld(stack: DeployedStack): Promise<PermissionWorld> {
  const calls: CallRecord[] = []
  const scenario = scenarioSchema.parse({})
  const region = new Region({
    scenario,
    seed: 1,
    startMs: startMs - 15 * minuteMs,
    onCall: call => calls.push(call),
  })
  await addSite(region, prefixOf(stack))
  // The first fleet has to be in service when the first request comes.
  await region.clock.runUntil(startMs - 1)
  stack.install(region.iam)
  deployControlPlane(region, { stack })
  return worldOf(region, stack, calls)
}

/** What the keys of Penumbra's tags begin with, as the functions are told. */
function prefixOf(stack: DeployedStack): string {
  return stack.variablesOf('reconcile')[environmentNames.tagPrefix]
}

async function addSite(region: Region, prefix: string): Promise<void> {
  const seriesOf = (fromMs: number, count: number, binSeconds: number) => ({
    startMs: fromMs,
    binSeconds,
    ratesRps: Float64Array.from({ length: count }, (_, bin) => demandRps(fromMs + bin * binSeconds * 1000)),
  })
  const site = await createSite(
    region,
    {
      name: groupName,
      tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}:${key}`, value])),
      policy: { metric: 'cpu', targetPercent: 80 },
      arrivals: drawArrivals(seriesOf(startMs, dayMs / 10_000, 10), region.seed),
      physics: new ApplicationPhysics(region.scenario),
      initialInstances: Math.ceil(demandRps(startMs) / 30),
    },
    () => {},
  )
  site.application.preload(seriesOf(startMs - historyDays * dayMs, historyDays * 1440, 60))
  addBootHook(region, groupName)
}

function worldOf(region: Region, stack: DeployedStack, calls: readonly CallRecord[]): PermissionWorld {
  const team = () => ({ nowMs: region.clock.now(), caller: 'team' })
  const prefix = prefixOf(stack)
  const tag = (key: string) => ({
    ResourceId: groupName,
    ResourceType: 'auto-scaling-group',
    Key: `${prefix}:${key}`,
  })
  const pass = (minutes: number) => region.clock.runUntil(region.clock.now() + minutes * minuteMs)
  const group = () => {
    const found = region.autoScaling.group(groupName)
    if (found === undefined) throw new InputError(`${groupName}: got no such group, wanted the story's`)
    return found
  }
  return {
    region,
    stack,
    calls,
    group,
    hasTag: key => group().tags.has(`${prefix}:${key}`),
    pass,
    until: async (what, happened, withinMinutes) => {
      for (let minutes = 0; minutes < withinMinutes && !happened(); minutes++) await pass(1)
      if (!happened()) throw new InputError(`story: got no ${what} within ${withinMinutes} minutes`)
    },
    setMode: mode => {
      region.ssm.operations.PutParameter({ Name: modeParameterName, Value: mode, Overwrite: true }, team())
    },
    setTags: added => {
      const Tags = Object.entries(added).map(([key, Value]) => ({ ...tag(key), Value, PropagateAtLaunch: false }))
      region.autoScaling.operations.CreateOrUpdateTags({ Tags }, team())
    },
    removeTag: key => {
      region.autoScaling.operations.DeleteTags({ Tags: [tag(key)] }, team())
    },
  }
}
