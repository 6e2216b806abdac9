import { beforeAll, describe, expect, it } from 'vitest'
import type { CallRecord } from '../../simulator/kernel/simulated-client.ts'
import { acting, bursty, makeWorld } from '../laws/world.ts'
import { holds, type RequestContext, type Statement, statementsByRole, synthesise } from './synthesised-stack.ts'

const statements = statementsByRole(synthesise().template)

/** Service prefixes of IAM actions: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const prefixes: Readonly<Record<string, string>> = {
  AutoScaling: 'autoscaling',
  CloudWatch: 'cloudwatch',
  DynamoDB: 'dynamodb',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  Lambda: 'lambda',
  Scheduler: 'scheduler',
  SNS: 'sns',
  SSM: 'ssm',
}

/** What the Lambda service and SNS do with the role, rather than our code. */
const usedByLambda = /^(logs|xray|sqs|kms):/
/** Reconcile tells people of a failure or a demotion only, and nothing goes wrong here. */
const onlyInTrouble = 'sns:Publish'
/** No call of its own: CreateSchedule and UpdateSchedule need it for the role that they name. */
const comesWithSchedules = 'iam:PassRole'

const functionNames = ['discover', 'reconcile', 'learn']

function actionOf({ service, operation }: CallRecord): string {
  return service === 'Lambda' && operation === 'Invoke' ? 'lambda:InvokeFunction' : `${prefixes[service]}:${operation}`
}

function statementsOf(functionName: string): Statement[] {
  const role = [...statements.keys()].find(key => key.toLowerCase().startsWith(`controlloop${functionName}role`))
  return role === undefined ? [] : (statements.get(role) ?? [])
}

/** The group's tags as IAM sees them when the call arrives, and the tags that the call names. */
function contextsOf(calls: readonly CallRecord[], optedOutAtMs: number): RequestContext[] {
  let isManaged = false
  return calls.map(call => {
    const context = {
      ...(call.timeMs < optedOutAtMs ? { 'autoscaling:ResourceTag/penumbra:enabled': ['true'] } : {}),
      ...(isManaged ? { 'autoscaling:ResourceTag/penumbra:managed': ['true'] } : {}),
      ...tagKeysOf(call),
    }
    if (call.operation === 'CreateOrUpdateTags') isManaged = true
    if (call.operation === 'DeleteTags') isManaged = false
    return context
  })
}

function tagKeysOf({ input }: CallRecord): RequestContext {
  const { Tags } = input as { Tags?: readonly { Key: string }[] }
  return Tags === undefined ? {} : { 'aws:TagKeys': Tags.map(({ Key }) => Key) }
}

let calls: CallRecord[] = []
let contexts: RequestContext[] = []

/** As a team would tag a group that is let go of sooner than by its policy, and where bursts make a warm pool pay. */
const tags = {
  ...acting,
  'penumbra:scale-in': 'penumbra',
  'penumbra:miss-cost-ratio': '20',
  'penumbra:budget': '1000',
}

/** A group is steered for some hours and lent a warm pool, gets a bad tag, is opted out and put back. */
beforeAll(async () => {
  const world = await makeWorld([{ tags, demandRps: bursty }])
  world.putLaunchHook()
  await world.pass(3)
  world.setTags({ 'penumbra:miss-cost-ratio': 'much' })
  await world.pass(0.1)
  const optedOutAtMs = world.region.clock.now()
  world.removeTag('penumbra:enabled')
  await world.pass(0.25)
  calls = world.calls.filter(({ caller }) => functionNames.includes(caller))
  contexts = contextsOf(calls, optedOutAtMs)
})

describe('every call that Penumbra makes in the simulated region', () => {
  it('is allowed to the function that makes it, on the group as it is tagged then', () => {
    const refused = calls.filter((call, index) => {
      const action = actionOf(call)
      return !statementsOf(call.caller).some(
        each => each.Action.includes(action) && holds(each.Condition, contexts[index]),
      )
    })
    expect([...new Set(refused.map(call => `${call.caller} ${actionOf(call)}`))]).toEqual([])
  })

  it('includes floors, what is let go above them, pools, their expiry and the managed tag, put on and taken off', () => {
    const made = new Set(calls.map(call => call.operation))
    const expiry = ['PutScheduledUpdateGroupAction', 'DeleteScheduledAction']
    const floors = ['UpdateAutoScalingGroup', 'SetDesiredCapacity', ...expiry]
    const changes = [...floors, 'PutWarmPool', 'DeleteWarmPool', 'CreateSchedule', 'UpdateSchedule', 'DeleteSchedule']
    expect([...changes, 'CreateOrUpdateTags', 'DeleteTags'].filter(operation => !made.has(operation))).toEqual([])
  })
})

describe('every permission of a function', () => {
  it.each(functionNames)('is used by %s, so that none is left over', name => {
    const used = new Set(calls.filter(({ caller }) => caller === name).map(actionOf))
    const granted = statementsOf(name).flatMap(each => each.Action)
    const leftOver = granted.filter(action => !used.has(action) && !usedByLambda.test(action))
    expect(leftOver).toEqual(name === 'reconcile' ? [onlyInTrouble, comesWithSchedules] : [])
  })
})
