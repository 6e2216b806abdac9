// What a team does so that its instances have booted before they are stopped in a warm pool: a launch lifecycle hook, which the
// last line of the instances' own boot script completes (source: user guide, ec2-auto-scaling-warm-pools.md and
// warm-pool-instance-lifecycle.md). It fires again when an instance leaves the pool, and is completed in the same way.
import type { Region } from './region.ts'

const hookName = 'booted'

export function addBootHook(region: Region, groupName: string): void {
  const { operations } = region.autoScaling
  operations.PutLifecycleHook(
    {
      AutoScalingGroupName: groupName,
      LifecycleHookName: hookName,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    },
    { nowMs: region.clock.now(), caller: 'team' },
  )
  region.onInstanceMove(({ action }, group) => {
    if (group.name !== groupName || action?.hook.name !== hookName) return
    const nowMs = region.clock.now()
    region.clock.at(nowMs, () => {
      operations.CompleteLifecycleAction(
        {
          AutoScalingGroupName: groupName,
          LifecycleHookName: hookName,
          LifecycleActionToken: action.token,
          LifecycleActionResult: 'CONTINUE',
        },
        { nowMs, caller: action.instance.instanceId },
      )
    })
  })
}
