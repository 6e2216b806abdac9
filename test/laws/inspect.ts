// Looking at the world, and at what Penumbra remembers of it, from outside.
import { reconcileDependencies } from '../../functions/reconcile/dependencies.ts'
import { makeHandler } from '../../functions/reconcile/handler.ts'
import { parseBody } from '../../shared/aws/record-body.ts'
import { type GroupState, groupStateSchema } from '../../shared/domain/group/records.ts'
import { environmentNames } from '../../shared/runtime/env.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { modeParameterName, tableName, topicArn } from '../../simulator/control-plane.ts'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import type { World } from './world.ts'

export const context = { nowMs: 0, caller: 'test' }

export function scheduledActions(world: World, name = 'web') {
  const { operations } = world.region.autoScaling
  const answer = operations.DescribeScheduledActions(
    { AutoScalingGroupName: name },
    { ...context, nowMs: world.region.clock.now() },
  )
  return answer.ScheduledUpdateGroupActions ?? []
}

export function item(world: World, sk: string, name = 'web') {
  const key = { pk: { S: `group#${name}` }, sk: { S: sk } }
  return world.region.dynamoDb.operations.GetItem({ TableName: tableName, Key: key }, context).Item
}

/** What the last tick has left for the next; fails where there is none. */
export function stateOf(world: World, name = 'web'): GroupState {
  return groupStateSchema.parse(parseBody(item(world, 'state', name)?.body))
}

export function putBody(world: World, sk: string, body: string, name = 'web') {
  const Item = { ...item(world, sk, name), pk: { S: `group#${name}` }, sk: { S: sk }, body: { S: body } }
  world.region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, context)
}

/** A handler of `reconcile` outside the schedule, as a duplicate delivery or a second control plane would be. */
export function anotherReconcile(world: World, log: Partial<Log> = {}) {
  const runtime = {
    clients: world.region.clients('reconcile'),
    now: () => world.region.clock.now(),
    sleep: (durationMs: number) => world.region.clock.sleep(durationMs),
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.topicArn]: topicArn,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.expiryRoleArn]: 'arn:aws:iam::123456789012:role/expiry',
      [environmentNames.tagPrefix]: 'penumbra',
      [environmentNames.dashboardUrl]: 'https://us-east-1.console.aws.amazon.com/',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, ...log },
    telemetry: { count: () => {} },
  }
  return makeHandler(reconcileDependencies(runtime))
}

/** What a run of `reconcile` did at one instant. */
export interface Instant {
  readonly timeMs: number
  readonly calls: readonly CallRecord[]
}

/** Calls of `reconcile` from `fromMs` on, by the instant at which they were made. */
export function instantsOf(world: World, fromMs: number): Instant[] {
  const byTime = new Map<number, CallRecord[]>()
  for (const call of world.calls) {
    if (call.caller !== 'reconcile' || call.timeMs < fromMs) continue
    byTime.set(call.timeMs, [...(byTime.get(call.timeMs) ?? []), call])
  }
  return [...byTime].map(([timeMs, calls]) => ({ timeMs, calls }))
}

/** A tick begins by reading the kill switch. */
export function isTick({ calls }: Instant): boolean {
  return calls.some(({ operation }) => operation === 'GetParameter')
}

/** What changes a group; whatever describes it does not. */
export function isMutation({ service, operation }: CallRecord): boolean {
  return service === 'AutoScaling' && !operation.startsWith('Describe')
}

interface LeaseInput {
  readonly Key?: { readonly pk?: { readonly S?: string }; readonly sk?: { readonly S?: string } }
  readonly UpdateExpression?: string
  readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>
}

/** Who takes and gives back a group's lease, and what is changed meanwhile, in order. */
export function leaseStory(
  world: World,
  fromMs: number,
  name = 'web',
): ('taken' | 'refused' | 'given back' | 'changed')[] {
  return world.calls.flatMap(call => {
    if (call.caller !== 'reconcile' || call.timeMs < fromMs) return []
    if (isMutation(call)) return JSON.stringify(call.input).includes(`"${name}"`) ? ['changed' as const] : []
    const { Key, UpdateExpression = '' } = call.input as LeaseInput
    if (call.operation !== 'UpdateItem' || Key?.sk?.S !== 'lease' || Key.pk?.S !== `group#${name}`) return []
    if (!UpdateExpression.includes('ADD fencing')) return call.error === undefined ? ['given back' as const] : []
    return [call.error === undefined ? ('taken' as const) : ('refused' as const)]
  })
}

/** Owners that took the lease of a group, in order. */
export function ownersOf(world: World, fromMs: number): string[] {
  return world.calls.flatMap(call => {
    const { Key, ExpressionAttributeValues } = call.input as LeaseInput
    if (call.operation !== 'UpdateItem' || Key?.sk?.S !== 'lease' || call.timeMs < fromMs) return []
    const owner = ExpressionAttributeValues?.[':owner']?.S
    return owner === undefined || call.error !== undefined ? [] : [owner]
  })
}
