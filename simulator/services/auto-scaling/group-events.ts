// The events that EC2 Auto Scaling sends to EventBridge (source: user guide, ec2-auto-scaling-event-reference.md,
// warm-pools-eventbridge-events.md and instance-refresh-eventbridge-events.md; all of them best effort).
import type { Activity } from '@aws-sdk/client-auto-scaling'
import type { EventDraft } from '../event-bridge.ts'

const source = 'aws.autoscaling'

interface EventGroup {
  readonly name: string
  readonly arn: string
}

/** Where an instance comes from or goes to; events name both only when the group has a warm pool. */
export type InstancePlace = 'EC2' | 'AutoScalingGroup' | 'WarmPool'

export interface LifecycleAction {
  readonly transition: 'autoscaling:EC2_INSTANCE_LAUNCHING' | 'autoscaling:EC2_INSTANCE_TERMINATING'
  readonly token: string
  readonly hookName: string
  readonly instanceId: string
  readonly notificationMetadata: string | undefined
  /** Of groups with a warm pool. */
  readonly move: { readonly origin: InstancePlace; readonly destination: InstancePlace } | undefined
}

/** An instance has entered a wait state because of a hook. */
export function lifecycleActionEvent(group: EventGroup, action: LifecycleAction): EventDraft {
  const verb = action.transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'launch' : 'terminate'
  const { notificationMetadata, move } = action
  return draft(group, `EC2 Instance-${verb} Lifecycle Action`, {
    LifecycleActionToken: action.token,
    AutoScalingGroupName: group.name,
    LifecycleHookName: action.hookName,
    EC2InstanceId: action.instanceId,
    LifecycleTransition: action.transition,
    ...(notificationMetadata !== undefined && { NotificationMetadata: notificationMetadata }),
    ...(move && { Origin: move.origin, Destination: move.destination }),
  })
}

/** A launch or a termination is over. */
export function activityEvent(
  group: EventGroup,
  kind: 'Launch' | 'Terminate',
  instanceId: string,
  activity: Activity,
): EventDraft {
  const isFailed = activity.StatusCode === 'Failed' || activity.StatusCode === 'Cancelled'
  const detail = {
    // Sent before the activity is closed: a success still says InProgress.
    StatusCode: isFailed ? 'Failed' : 'InProgress',
    Description: activity.Description,
    AutoScalingGroupName: group.name,
    ActivityId: activity.ActivityId,
    Details: activity.Details === undefined ? {} : JSON.parse(activity.Details),
    RequestId: activity.ActivityId,
    StatusMessage: activity.StatusMessage ?? '',
    EndTime: activity.EndTime?.toISOString(),
    EC2InstanceId: instanceId,
    StartTime: activity.StartTime?.toISOString(),
    Cause: activity.Cause,
  }
  const type = `EC2 Instance ${kind} ${isFailed ? 'Unsuccessful' : 'Successful'}`
  return draft(group, type, detail, [`arn:aws:ec2:us-east-1:123456789012:instance/${instanceId}`])
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
