// What a target is handed: its Input with context attributes filled in, or the default notification.

export interface TargetContext {
  readonly scheduleArn: string
  /** Epoch milliseconds. */
  readonly scheduledMs: number
  readonly executionId: string
  /** Counted from 1. */
  readonly attemptNumber: number
}

/** Source: Scheduler user guide, "Adding context attributes". */
export function targetInput(input: string | undefined, context: TargetContext): string {
  if (input === undefined) return defaultNotification(context)
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', context.scheduleArn)
    .replaceAll('<aws.scheduler.scheduled-time>', isoSeconds(context.scheduledMs))
    .replaceAll('<aws.scheduler.execution-id>', context.executionId)
    .replaceAll('<aws.scheduler.attempt-number>', String(context.attemptNumber))
}

function defaultNotification({ scheduleArn, scheduledMs, executionId }: TargetContext): string {
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '123456789012',
    time: isoSeconds(scheduledMs),
    region: 'us-east-1',
    resources: [scheduleArn],
    detail: '{}',
  })
}

function isoSeconds(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', 'Z')
}
