// The sentences in which AWS tells why a scaling activity happened (source: the examples of DescribeScalingActivities).
import type { GroupSizes } from './group-sizes.ts'

/** A moment as AWS writes it into a cause: no fractions of a second. */
export function causeTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z')
}

export function constraints({ minSize, maxSize, desiredCapacity }: GroupSizes): string {
  return `min: ${minSize}, max: ${maxSize}, desired: ${desiredCapacity}`
}

/** @param subject what changed the sizes */
export function changeCause(nowMs: number, subject: string, before: GroupSizes, after: GroupSizes): string {
  const [from, to] = [before.desiredCapacity, after.desiredCapacity]
  return `At ${causeTime(nowMs)} ${subject}${from === to ? '' : ` changing the desired capacity from ${from} to ${to}`}.  `
}

/** @param before live instances before all launches or terminations of this change */
export function differenceCause(nowMs: number, before: number, after: number): string {
  const isGrowing = after > before
  const change = `${isGrowing ? 'increasing' : 'shrinking'} the capacity from ${before} to ${after}`
  return `At ${causeTime(nowMs)} an instance was ${isGrowing ? 'started' : 'taken out of service'} in response to a difference between desired and actual capacity, ${change}.`
}

/** What a refresh makes room for. */
export function refreshLaunchCause(nowMs: number): string {
  return `At ${causeTime(nowMs)} an instance was launched in response to an instance refresh.  `
}

export function refreshTerminationCause(nowMs: number): string {
  return `At ${causeTime(nowMs)} an instance was taken out of service in response to an instance refresh.`
}

export function choiceCause(nowMs: number, instanceId: string): string {
  return `  At ${causeTime(nowMs)} instance ${instanceId} was selected for termination.`
}

/**
 * @param verb what happened to the instance
 * @param after desired capacity after that, equal to `before` when the instance is replaced
 */
export function userRequestCause(
  nowMs: number,
  instanceId: string,
  verb: string,
  before: number,
  after: number,
): string {
  const direction = after > before ? 'increasing' : 'shrinking'
  const change = after === before ? '' : `, ${direction} the capacity from ${before} to ${after}`
  return `At ${causeTime(nowMs)} instance ${instanceId} was ${verb} in response to a user request${change}.`
}

export function unhealthyCause(nowMs: number, failedCheck: 'ELB' | undefined): string {
  const check = failedCheck === undefined ? 'a user health-check' : `an ${failedCheck} system health check failure`
  return `At ${causeTime(nowMs)} an instance was taken out of service in response to ${check}.`
}

/** @param before instances that the pool held before this change */
export function poolCause(nowMs: number, before: number, after: number): string {
  const isGrowing = after > before
  const change = `${isGrowing ? 'increasing' : 'shrinking'} the warm pool capacity from ${before} to ${after}`
  return `At ${causeTime(nowMs)} an instance was ${isGrowing ? 'started' : 'taken out of the warm pool'} in response to a difference between desired and actual capacity, ${change}.`
}

/** What an activity says that a lifecycle hook brought to an end. */
export const abandonedMessage =
  "Instance failed to complete user's Lifecycle Action: the Lifecycle Action was abandoned or timed out"

export function abandonmentCause(nowMs: number): string {
  return `At ${causeTime(nowMs)} an instance was taken out of service in response to an abandoned lifecycle action.`
}

/** What an activity says that found capacity in none of its group's zones; launches are tried again by the next resize. */
export const noCapacityMessage =
  'We currently do not have sufficient capacity in the Availability Zones you requested. Launching EC2 instance failed.'
