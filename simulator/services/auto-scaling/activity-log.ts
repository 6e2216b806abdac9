// Scaling activities of one group, as DescribeScalingActivities tells them.
import type { Activity, ScalingActivityStatusCode } from '@aws-sdk/client-auto-scaling'
import { uuid } from './arns.ts'
import type { LaunchSite } from './group-attributes.ts'

/** Six weeks (source: DescribeScalingActivities in the SDK). */
const retentionMs = 42 * 86_400_000

/** The group whose activities they are. */
interface ActivityOwner {
  readonly name: string
  readonly arn: string
  readonly ordinal: number
}

interface ActivityStart {
  readonly description: string
  readonly cause: string
  readonly nowMs: number
  readonly site?: LaunchSite
}

type ActivityEnd = Extract<ScalingActivityStatusCode, 'Successful' | 'Cancelled' | 'Failed'>

type ActivityUnderWay = Extract<ScalingActivityStatusCode, 'InProgress' | 'MidLifecycleAction'>

export class ActivityLog {
  readonly #owner: ActivityOwner
  #started = 0
  /** Oldest first. */
  #activities: Activity[] = []
  readonly #inProgress = new Map<string, Activity>()

  constructor(owner: ActivityOwner) {
    this.#owner = owner
  }

  start({ description, cause, nowMs, site }: ActivityStart): Activity {
    const activity: Activity = {
      ActivityId: uuid(this.#owner.ordinal, ++this.#started),
      AutoScalingGroupName: this.#owner.name,
      AutoScalingGroupARN: this.#owner.arn,
      Description: description,
      Cause: cause,
      StartTime: new Date(nowMs),
      StatusCode: 'InProgress',
      Progress: 0,
      Details: site && JSON.stringify({ 'Subnet ID': site.subnetId, 'Availability Zone': site.availabilityZone }),
    }
    this.#forget(nowMs)
    this.#activities.push(activity)
    this.#inProgress.set(activity.ActivityId ?? '', activity)
    return activity
  }

  /** Says what an activity that is under way waits for. */
  mark(activityId: string, status: ActivityUnderWay): void {
    const activity = this.#inProgress.get(activityId)
    if (activity !== undefined) activity.StatusCode = status
  }

  end(activityId: string, nowMs: number, status: ActivityEnd, message?: string): void {
    const activity = this.#inProgress.get(activityId)
    if (activity === undefined) return
    this.#inProgress.delete(activityId)
    activity.EndTime = new Date(nowMs)
    activity.StatusCode = status
    activity.Progress = 100
    activity.StatusMessage = message
  }

  /** The start of the newest activity first; the caller may keep what it gets. */
  recent(nowMs: number): Activity[] {
    this.#forget(nowMs)
    return this.#activities.map(activity => ({ ...activity })).reverse()
  }

  anyInProgress(): Activity | undefined {
    return this.#inProgress.values().next().value
  }

  /** Epoch milliseconds at which the newest activity that is over ended. */
  latestEndMs(): number | undefined {
    const ends = this.#activities.flatMap(({ EndTime }) => EndTime?.getTime() ?? [])
    return ends.length > 0 ? Math.max(...ends) : undefined
  }

  #forget(nowMs: number): void {
    const kept = this.#activities.findIndex(({ StartTime }) => (StartTime?.getTime() ?? 0) >= nowMs - retentionMs)
    if (kept !== 0) this.#activities = kept === -1 ? [] : this.#activities.slice(kept)
  }
}
