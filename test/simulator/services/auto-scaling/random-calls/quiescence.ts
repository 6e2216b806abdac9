// What has to become of groups that are left alone.
import type { SimulatedGroup } from '../../../../../simulator/services/auto-scaling/simulated-group.ts'
import { zones } from './call-generator.ts'
import { checkDescriptions } from './descriptions.ts'
import type { RandomGroups } from './random-groups.ts'

const hourSeconds = 3600

/** Takes away everything that may keep a group from its desired capacity, lets time pass, and looks. */
export async function checkQuiescence(world: RandomGroups): Promise<void> {
  for (const zone of zones) world.setCapacity(zone, true)
  for (const group of world.groups) if (!group.isDeleting) leaveAlone(world, group)
  await world.pass(hourSeconds)
  for (const group of world.groups) checkServing(group)
  for (const group of world.groups) if (!group.isDeleting) endStandby(world, group)
  await world.pass(hourSeconds)
  for (const group of world.groups) checkSettled(group, world.clock.now())
  checkDescriptions(world.service, world.clock.now())
  world.checkBills()
}

function leaveAlone(world: RandomGroups, group: SimulatedGroup): void {
  const AutoScalingGroupName = group.name
  if (group.refreshes.isActive) cancelRefresh(world, group)
  for (const PolicyName of group.policies.keys()) world.call('DeletePolicy', { AutoScalingGroupName, PolicyName })
  for (const { name } of group.scheduledActions.list()) {
    world.call('DeleteScheduledAction', { AutoScalingGroupName, ScheduledActionName: name })
  }
  for (const name of group.hooks.keys()) {
    world.call('DeleteLifecycleHook', { AutoScalingGroupName, LifecycleHookName: name })
  }
  world.call('UpdateAutoScalingGroup', { AutoScalingGroupName, NewInstancesProtectedFromScaleIn: false })
  liftProtection(world, group)
  world.call('ResumeProcesses', { AutoScalingGroupName })
}

function cancelRefresh(world: RandomGroups, { name: AutoScalingGroupName, refreshes }: SimulatedGroup): void {
  const [{ Status }] = refreshes.describe()
  if (Status === 'Cancelling') return
  world.call('CancelInstanceRefresh', { AutoScalingGroupName, WaitForTransitioningInstances: false })
}

function endStandby(world: RandomGroups, group: SimulatedGroup): void {
  const AutoScalingGroupName = group.name
  liftProtection(world, group)
  terminateRetained(world, group)
  const ids = group.instances.filter(({ state }) => state === 'Standby').map(({ instanceId }) => instanceId)
  for (const InstanceId of ids) {
    const MaxSize = Math.max(group.maxSize, group.desiredCapacity + 1)
    world.call('UpdateAutoScalingGroup', { AutoScalingGroupName, MaxSize })
    world.call('ExitStandby', { AutoScalingGroupName, InstanceIds: [InstanceId] })
  }
}

/** What an abandoned hook has left behind stays until somebody terminates it. */
function terminateRetained(world: RandomGroups, { instances, warmPool }: SimulatedGroup): void {
  for (const { instanceId, state } of [...instances, ...warmPool]) {
    if (!state.endsWith(':Retained')) continue
    const input = { InstanceId: instanceId, ShouldDecrementDesiredCapacity: false }
    world.call('TerminateInstanceInAutoScalingGroup', input)
  }
}

function liftProtection(world: RandomGroups, { name, instances }: SimulatedGroup): void {
  for (const { instanceId, isProtectedFromScaleIn, state } of instances) {
    if (!isProtectedFromScaleIn || (state !== 'InService' && state !== 'Standby')) continue
    const input = { AutoScalingGroupName: name, InstanceIds: [instanceId], ProtectedFromScaleIn: false }
    world.call('SetInstanceProtection', input)
  }
}

/** @throws Error when as many as are desired do not serve, whatever else belongs to the group */
function checkServing(group: SimulatedGroup): void {
  const serving = group.instances.filter(({ state, isHealthy }) => state === 'InService' && isHealthy).length
  if (serving === group.desiredCapacity || group.isDeleting) return
  throw new Error(`${group.name} wants ${group.desiredCapacity} instances in service, has ${statesOf(group)}`)
}

/** @throws Error when a group is not what it is told to be */
function checkSettled(group: SimulatedGroup, nowMs: number): void {
  const { name, desiredCapacity, maxSize, fleet, activities } = group
  if (group.isDeleting) throw new Error(`${name} is still being deleted: ${statesOf(group)}`)
  const isServing = group.instances.every(({ state, isHealthy }) => state === 'InService' && isHealthy)
  if (!isServing || group.instances.length !== desiredCapacity) {
    throw new Error(`${name} wants ${desiredCapacity} instances in service, has ${statesOf(group)}`)
  }
  const settings = fleet.pool?.settings
  // "The difference between the maximum and desired capacity", unless set otherwise (source: PutWarmPoolType in the SDK).
  const prepared = settings && Math.max(settings.minSize, (settings.maxPrepared ?? maxSize) - desiredCapacity, 0)
  const isWarmed = group.warmPool.every(({ state }) => state === 'Warmed:Stopped' || state === 'Warmed:Running')
  if (!isWarmed || group.warmPool.length !== (prepared ?? 0)) {
    throw new Error(`${name} wants a warm pool of ${prepared}, has ${statesOf(group)}`)
  }
  const open = activities
    .recent(nowMs)
    .find(({ StatusCode }) => StatusCode === 'InProgress' || StatusCode === 'MidLifecycleAction')
  if (open !== undefined) throw new Error(`${name} has an activity that does not end: ${open.Description}`)
  if (group.refreshes.isActive) throw new Error(`${name} has a refresh that does not end`)
}

function statesOf({ instances, warmPool }: SimulatedGroup): string {
  return [...instances, ...warmPool]
    .map(({ instanceId, state, isHealthy }) => `${instanceId} ${state}${isHealthy ? '' : ' unhealthy'}`)
    .join(', ')
}
