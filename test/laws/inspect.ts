// Looking at the world, and at what Penumbra remembers of it, from outside.
import { reconcileDependencies } from '../../functions/reconcile/dependencies.ts'
import { makeHandler } from '../../functions/reconcile/handler.ts'
import { environmentNames } from '../../shared/runtime/env.ts'
import { modeParameterName, tableName, topicArn } from '../../simulator/control-plane.ts'
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

export function putBody(world: World, sk: string, body: string, name = 'web') {
  const Item = { ...item(world, sk, name), pk: { S: `group#${name}` }, sk: { S: sk }, body: { S: body } }
  world.region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, context)
}

/** A handler of `reconcile` outside the schedule, as a duplicate delivery or a second control plane would be. */
export function anotherReconcile(world: World) {
  const runtime = {
    clients: world.region.clients('reconcile'),
    now: () => world.region.clock.now(),
    sleep: (durationMs: number) => world.region.clock.sleep(durationMs),
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.topicArn]: topicArn,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.expiryRoleArn]: 'arn:aws:iam::123456789012:role/expiry',
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  }
  return makeHandler(reconcileDependencies(runtime))
}
