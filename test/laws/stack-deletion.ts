// Deletes the control plane's stack in the simulated region as CloudFormation would: in an order that the synthesised template
// allows, the custom resource by asking its function and waiting for the answer, and no further than the first failure.
import type { StackResponse } from '../../shared/aws/stack-response.ts'
import { functionNames, modeParameterName, tableName } from '../../simulator/control-plane.ts'
import { deletionOrder, resourcesOf } from '../infra/deletion-order.ts'
import { synthesise } from '../infra/synthesised-stack.ts'
import { context } from './inspect.ts'
import type { World } from './world.ts'

/** ServiceTimeout of the custom resource, minutes. */
const longestWaitMinutes = 30

const order = deletionOrder(resourcesOf(synthesise().template.toJSON()))

export const deleteEvent = {
  RequestType: 'Delete',
  ResponseURL: 'https://cloudformation-custom-resource-response.example.com/answer',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Penumbra/00000000-0000-4000-8000-000000000000',
  RequestId: '00000000-0000-4000-8000-000000000001',
  LogicalResourceId: 'UninstallResource',
  PhysicalResourceId: 'penumbra-uninstall',
}

/** What CloudFormation does to the resources of a type, where the region has them. */
const deletions: Readonly<Record<string, (world: World) => void>> = {
  'AWS::Scheduler::Schedule': ({ region }) => {
    for (const Name of ['penumbra-tick', 'penumbra-learn'])
      region.scheduler.operations.DeleteSchedule({ Name }, context)
  },
  'AWS::Lambda::Function': ({ region }) => {
    for (const name of Object.values(functionNames)) region.lambda.remove(name)
  },
  'AWS::SSM::Parameter': ({ region }) => {
    region.ssm.operations.DeleteParameter({ Name: modeParameterName }, context)
  },
}

/** @returns what was answered about the custom resource, and the types of resources that went, in order */
export async function deleteStack(world: World): Promise<{ response: StackResponse; deleted: string[] }> {
  const deleted: string[] = []
  let response: StackResponse | undefined
  for (const { type } of order) {
    if (type === 'Custom::PenumbraUninstall') {
      ;[response] = await deleteCustomResource(world)
      if (response.Status === 'FAILED') return { response, deleted }
    } else if (!deleted.includes(type)) deletions[type]?.(world)
    deleted.push(type)
  }
  if (response === undefined) throw new Error('got a template without the custom resource')
  return { response, deleted }
}

/** @param times how often the event is delivered: CloudFormation, and Lambda, may do so more than once */
export async function deleteCustomResource(world: World, times = 1): Promise<StackResponse[]> {
  const { stackResponses } = world.controlPlane
  const before = stackResponses.length
  const Payload = new TextEncoder().encode(JSON.stringify(deleteEvent))
  const event = { FunctionName: functionNames.uninstall, InvocationType: 'Event', Payload } as const
  for (let delivery = 0; delivery < times; delivery++) await world.region.lambda.operations.Invoke(event)
  const isAnswered = () => stackResponses.length >= before + times
  for (let minute = 0; minute < longestWaitMinutes && !isAnswered(); minute++) await world.pass(1 / 60)
  if (!isAnswered()) throw new Error('got no answer within the time that CloudFormation waits')
  return stackResponses.slice(before)
}

/** Everything of Penumbra's that can be seen of a group, or remembered of it. */
export function leftOf(world: World, name: string): string[] {
  const { autoScaling, scheduler, dynamoDb } = world.region
  const now = { ...context, nowMs: world.region.clock.now() }
  const actions = autoScaling.operations.DescribeScheduledActions({ AutoScalingGroupName: name }, now)
  const schedules = scheduler.operations.ListSchedules({ NamePrefix: 'penumbra-pool-' }, now)
  const remembered = ['memory', 'pool'].filter(sk => {
    const Key = { pk: { S: `group#${name}` }, sk: { S: sk } }
    return dynamoDb.operations.GetItem({ TableName: tableName, Key }, now).Item !== undefined
  })
  const { tags, fleet } = world.group(name)
  return [
    ...[...tags.keys()].filter(key => key.endsWith(':managed')),
    ...(actions.ScheduledUpdateGroupActions ?? []).map(({ ScheduledActionName }) => `action ${ScheduledActionName}`),
    ...(schedules.Schedules ?? []).map(({ Name }) => `schedule ${Name}`),
    ...(fleet.pool === undefined || fleet.pool.isDeleting ? [] : ['warm pool']),
    ...remembered,
  ]
}
