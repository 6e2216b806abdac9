// How far a group has come with each of its target groups (traffic-sources.ts draws the states).
import type { SimulatedGroup } from './simulated-group.ts'
import type { TargetGroupDirectory, TrafficSource } from './traffic-sources.ts'

export interface SourceState {
  readonly arn: string
  readonly state: 'Adding' | 'Added' | 'InService' | 'Removing'
}

/** For which an instance is being registered, before its first health check can come. */
const registeringMs = 5_000

/** What is attached, and what is detached and still draining. */
export function sourceStates(
  group: SimulatedGroup,
  directory: TargetGroupDirectory | undefined,
  nowMs: number,
): SourceState[] {
  return group.trafficSources.all.flatMap(source => {
    const state = stateOf(source, group, directory, nowMs)
    return state === undefined ? [] : { arn: source.arn, state }
  })
}

/** Undefined when it has been detached and everything has drained. */
function stateOf(
  { arn, attachedAtMs, detachedAtMs, isInService }: TrafficSource,
  { instances, trafficSources }: SimulatedGroup,
  directory: TargetGroupDirectory | undefined,
  nowMs: number,
): SourceState['state'] | undefined {
  if (detachedAtMs !== undefined) {
    const delaySeconds = directory?.deregistrationDelaySeconds(arn) ?? 0
    return nowMs < detachedAtMs + 1000 * delaySeconds ? 'Removing' : undefined
  }
  if (isInService) return 'InService'
  const inService = instances.filter(({ state }) => state === 'InService')
  const states = directory?.checkedStates(arn, nowMs)
  if (inService.some(({ instanceId }) => states === undefined || states.get(instanceId) === 'healthy')) {
    trafficSources.markInService(arn)
    return 'InService'
  }
  return inService.length > 0 && nowMs < attachedAtMs + registeringMs ? 'Adding' : 'Added'
}
