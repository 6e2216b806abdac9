// What a team does so that its instances have booted before they are stopped in a warm pool: a launch lifecycle hook, which the
// last line of the instances' own boot script completes (source: user guide, ec2-auto-scaling-warm-pools.md and
// warm-pool-instance-lifecycle.md). It fires again when an instance leaves the pool, and is completed in the same way.
import type { Region } from './region.ts'

export function addBootHook({ autoScaling, clock }: Region, groupName: string): void {
  autoScaling.operations.PutLifecycleHook(
    {
      AutoScalingGroupName: groupName,
      LifecycleHookName: 'booted',
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    },
    { nowMs: clock.now(), caller: 'team' },
  )
}
