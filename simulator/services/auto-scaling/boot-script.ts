// What an instance does for itself: its user data completes the launch hooks of its group once it has booted, and again after
// every later start, as the user guide has it for warm pools (ec2-auto-scaling-warm-pools.md, "Prerequisites").
import type { VirtualClock } from '../../kernel/clock.ts'
import type { MoveReport } from './instance-mover.ts'
import type { SimulatedGroup } from './simulated-group.ts'

/** Completes the launch hook that the report tells of, if it does; the instance has booted when it meets the hook. */
export function runBootScript({ action }: MoveReport, group: SimulatedGroup, clock: VirtualClock): void {
  if (action?.hook.transition !== 'autoscaling:EC2_INSTANCE_LAUNCHING') return
  clock.at(clock.now(), () => group.fleet.actions.complete(action, 'CONTINUE'))
}
