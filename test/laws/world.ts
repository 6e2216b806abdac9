// A region with Penumbra deployed and one or more sites under load, for tests that set the clock, run the real handlers and
// read what AWS would show.
import { type ControlPlane, deployControlPlane, type LoggedDecision } from '../../simulator/control-plane.ts'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import { Region } from '../../simulator/region.ts'
import { type Scenario, scenarioSchema } from '../../simulator/scenario.ts'
import type { SimulatedGroup } from '../../simulator/services/auto-scaling/simulated-group.ts'
import { createSite } from '../../simulator/site.ts'
import type { TargetTracking } from '../../simulator/team-policy.ts'
import { ApplicationPhysics } from '../../simulator/workload/application.ts'
import { drawArrivals } from '../../simulator/workload/arrivals.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** A Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)

export interface SiteSpec {
  readonly name?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Mean demand at a time, requests per second; default: a day's sine between 200 and 1000. */
  readonly demandRps?: (timeMs: number) => number
  readonly historyDays?: number
  /** Days under load; default 1. */
  readonly days?: number
  /** The team's own; default: CPU at 80 %. */
  readonly policy?: TargetTracking
}

export interface OperatorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export const operatorArn = 'arn:aws:sts::123456789012:assumed-role/operator/ana'

export interface World {
  readonly region: Region
  readonly controlPlane: ControlPlane
  readonly calls: CallRecord[]
  readonly decisions: LoggedDecision[]
  group(name?: string): SimulatedGroup
  /** Lets hours pass. */
  pass(hours: number): Promise<void>
  setMode(mode: string): void
  setTags(tags: Readonly<Record<string, string>>, name?: string): void
  removeTag(key: string, name?: string): void
  /** A launch hook that the team lets continue by itself after half a minute: what a warm pool needs. */
  putLaunchHook(name?: string): void
  /** MinSize as the team would set it. */
  setMinSize(minSize: number, name?: string): void
  /** An operation of the operator API, as a signed request; answers with the status and the parsed body. */
  operate(operation: string, input?: unknown, userArn?: string): Promise<OperatorAnswer>
  /** Calls that change something on AWS, made by Penumbra. */
  mutations(name?: string): CallRecord[]
}

export const daily = (timeMs: number) => 600 - 400 * Math.cos((2 * Math.PI * (timeMs % dayMs)) / dayMs)

/** The same with minutes of half as much again, about two in a hundred, that no season foretells. */
export const bursty = (timeMs: number) => daily(timeMs) * ((Math.floor(timeMs / minuteMs) * 7919) % 97 < 2 ? 1.6 : 1)

export const acting = { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' }

const controlPlaneCallers = new Set(['discover', 'reconcile', 'learn', 'uninstall'])
const team = { nowMs: startMs, caller: 'team' }

export async function makeWorld(
  sites: readonly SiteSpec[],
  options: { scenario?: Partial<Scenario>; autoScalingCallsPerSecond?: number; seed?: number; tagPrefix?: string } = {},
): Promise<World> {
  const calls: CallRecord[] = []
  const decisions: LoggedDecision[] = []
  const scenario = scenarioSchema.parse(options.scenario ?? {})
  const region = new Region({
    scenario,
    seed: options.seed ?? 1,
    startMs: startMs - 15 * minuteMs,
    onCall: call => calls.push(call),
    autoScalingCallsPerSecond: options.autoScalingCallsPerSecond,
  })
  const physics = new ApplicationPhysics(scenario)
  for (const [index, site] of sites.entries()) await addSite(region, physics, site, index)
  // The first fleet has to be in service when the first request comes.
  await region.clock.runUntil(startMs - 1)
  const controlPlane = deployControlPlane(region, {
    onDecision: logged => decisions.push(logged),
    tagPrefix: options.tagPrefix,
  })
  return worldOf(region, controlPlane, calls, decisions)
}

async function addSite(region: Region, physics: ApplicationPhysics, site: SiteSpec, index: number): Promise<void> {
  const demandRps = site.demandRps ?? daily
  const seriesOf = (fromMs: number, count: number, binSeconds: number) => ({
    startMs: fromMs,
    binSeconds,
    ratesRps: Float64Array.from({ length: count }, (_, bin) => demandRps(fromMs + bin * binSeconds * 1000)),
  })
  const steps = ((site.days ?? 1) * dayMs) / 10_000
  const { application } = await createSite(
    region,
    {
      name: site.name ?? 'web',
      tags: site.tags ?? acting,
      policy: site.policy ?? { metric: 'cpu', targetPercent: 80 },
      arrivals: drawArrivals(seriesOf(startMs, steps, 10), region.seed + index),
      physics,
      initialInstances: Math.ceil(demandRps(startMs) / 30),
    },
    () => {},
  )
  const historyMinutes = (site.historyDays ?? 3) * 1440
  application.preload(seriesOf(startMs - historyMinutes * minuteMs, historyMinutes, 60))
}

function worldOf(region: Region, controlPlane: ControlPlane, calls: CallRecord[], decisions: LoggedDecision[]): World {
  const group = (name = 'web') => {
    const found = region.autoScaling.group(name)
    if (found === undefined) throw new Error(`got no group ${name}`)
    return found
  }
  const tag = (key: string, name: string) => ({ ResourceId: name, ResourceType: 'auto-scaling-group', Key: key })
  const { operations } = region.autoScaling
  return {
    region,
    controlPlane,
    calls,
    decisions,
    group,
    pass: hours => region.clock.runUntil(region.clock.now() + hours * hourMs),
    setMode: mode => {
      region.ssm.operations.PutParameter({ Name: '/penumbra/mode', Value: mode, Overwrite: true }, team)
    },
    setTags: (tags, name = 'web') => {
      const Tags = Object.entries(tags).map(([key, Value]) => ({ ...tag(key, name), Value, PropagateAtLaunch: false }))
      operations.CreateOrUpdateTags({ Tags }, team)
    },
    removeTag: (key, name = 'web') => {
      operations.DeleteTags({ Tags: [tag(key, name)] }, team)
    },
    putLaunchHook: (name = 'web') => {
      operations.PutLifecycleHook(
        {
          AutoScalingGroupName: name,
          LifecycleHookName: 'boot',
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
          HeartbeatTimeout: 30,
          DefaultResult: 'CONTINUE',
        },
        team,
      )
    },
    setMinSize: (MinSize, name = 'web') => {
      operations.UpdateAutoScalingGroup({ AutoScalingGroupName: name, MinSize }, team)
    },
    operate: async (operation, input = {}, userArn = operatorArn) => {
      const headers = { 'content-type': 'application/json' }
      const request = { method: 'POST', path: `/${operation}`, headers, body: JSON.stringify(input), userArn }
      const { status, headers: answered, body } = await controlPlane.api.request(request)
      return { status, headers: answered, body: JSON.parse(body) }
    },
    mutations: name =>
      calls.filter(
        call =>
          controlPlaneCallers.has(call.caller) &&
          call.service === 'AutoScaling' &&
          !call.operation.startsWith('Describe') &&
          (name === undefined || JSON.stringify(call.input).includes(`"${name}"`)),
      ),
  }
}
