// The events that EC2 Auto Scaling sends to EventBridge (source: user guide, ec2-auto-scaling-event-reference.md,
// warm-pools-eventbridge-events.md and instance-refresh-eventbridge-events.md; all of them best effort).
import type { EventDraft } from '../event-bridge.ts'
import type { MoveReport } from './instance-mover.ts'
import { type JourneyKind, journeys } from './journeys.ts'
import type { LifecycleAction } from './simulated-instance.ts'

const source = 'aws.autoscaling'

interface EventGroup {
  readonly name: string
  readonly arn: string
}

interface PooledGroup extends EventGroup {
  /** Events name where an instance comes from and goes to only when the group has a warm pool. */
  readonly fleet: { readonly pool: object | undefined }
}

/** Journeys whose end AWS tells as a launch or a termination; of the others it sends no event. */
const announced: Partial<Record<JourneyKind, 'Launch' | 'Terminate'>> = {
  launch: 'Launch',
  'warm-up': 'Launch',
  draw: 'Launch',
  terminate: 'Terminate',
  retire: 'Terminate',
}

/** What is to be sent of an instance that waits for a hook, has arrived somewhere or has failed to; undefined: nothing. */
export function moveEvent(report: MoveReport, group: PooledGroup): EventDraft | undefined {
  if (report.action !== undefined) return lifecycleActionEvent(group, report, report.action)
  const kind = announced[report.kind]
  return kind && activityEvent(group, kind, report)
}

function lifecycleActionEvent(
  group: PooledGroup,
  { kind }: MoveReport,
  { hook, token, instance }: LifecycleAction,
): EventDraft {
  const { origin: Origin, destination: Destination } = journeys[kind]
  const verb = hook.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate'
  return draft(group, `EC2 Instance-${verb} Lifecycle Action`, {
    LifecycleActionToken: token,
    AutoScalingGroupName: group.name,
    LifecycleHookName: hook.name,
    EC2InstanceId: instance.instanceId,
    LifecycleTransition: hook.transition,
    ...(hook.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
    ...(group.fleet.pool !== undefined && { Origin, Destination }),
  })
}

function activityEvent(
  group: EventGroup,
  kind: 'Launch' | 'Terminate',
  { instance, activity, outcome }: MoveReport,
): EventDraft {
  const isFailed = outcome === 'failed'
  const detail = {
    // A success still says InProgress, as in all of AWS's examples.
    StatusCode: isFailed ? 'Failed' : 'InProgress',
    Description: activity.Description,
    AutoScalingGroupName: group.name,
    ActivityId: activity.ActivityId,
    Details: { 'Availability Zone': instance.availabilityZone, 'Subnet ID': instance.subnetId },
    RequestId: activity.ActivityId,
    StatusMessage: activity.StatusMessage ?? '',
    EndTime: activity.EndTime?.toISOString(),
    EC2InstanceId: instance.instanceId,
    StartTime: activity.StartTime?.toISOString(),
    Cause: activity.Cause,
  }
  const type = `EC2 Instance ${kind} ${isFailed ? 'Unsuccessful' : 'Successful'}`
  return draft(group, type, detail, [`arn:aws:ec2:us-east-1:123456789012:instance/${instance.instanceId}`])
}

export type RefreshEventKind =
  | 'Started'
  | 'Started Baking'
  | 'Succeeded'
  | 'Failed'
  | 'Cancelled'
  | 'Rollback Started'
  | 'Rollback Succeeded'
  | 'Rollback Failed'

/** The status of an instance refresh has changed. */
export function refreshEvent(group: EventGroup, kind: RefreshEventKind, refreshId: string): EventDraft {
  const detail = { InstanceRefreshId: refreshId, AutoScalingGroupName: group.name }
  return draft(group, `EC2 Auto Scaling Instance Refresh ${kind}`, detail)
}

/** Enough instances were replaced for a checkpoint; AWS writes both numbers as text. */
export function checkpointEvent(
  group: EventGroup,
  refreshId: string,
  checkpoint: { readonly percentage: number; readonly delaySeconds: number },
): EventDraft {
  return draft(group, 'EC2 Auto Scaling Instance Refresh Checkpoint Reached', {
    InstanceRefreshId: refreshId,
    AutoScalingGroupName: group.name,
    CheckpointPercentage: String(checkpoint.percentage),
    CheckpointDelay: String(checkpoint.delaySeconds),
  })
}

function draft(
  group: EventGroup,
  detailType: string,
  detail: Record<string, unknown>,
  resources: readonly string[] = [],
): EventDraft {
  return { 'detail-type': detailType, source, resources: [group.arn, ...resources], detail }
}
