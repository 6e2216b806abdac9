// The whole way of a team: deploy, opt in, be kept ready, opt out, destroy. The emulators' schedules fire in real time.
import { DescribeScheduledActionsCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler'
import { ListTopicsCommand } from '@aws-sdk/client-sns'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Fleet } from '../../shared/aws/fleet.ts'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { createAwsClients } from '../../shared/runtime/aws-clients.ts'
import type { ReceivedMessage } from '../contract/contract-cloud.ts'
import { runCdk } from './cdk.ts'
import { type Deployment, readDeployment, stackStatus } from './deployment.ts'
import { drawDashboard } from './draw-dashboard.ts'
import { Mailbox } from './mailbox.ts'
import { runInvoke, runPenumbra } from './run-script.ts'
import {
  demandRps,
  makeScenarioFleet,
  publishHistory,
  removeTag,
  type ScenarioFleet,
  saturationRps,
  setTags,
} from './scenario-fleet.ts'
import { subscribe } from './topic-subscription.ts'
import { waitFor } from './wait-for.ts'

/** A tick a minute, found by a sweep every ten seconds. */
const tickPatienceSeconds = 100

const clients = createAwsClients()
const fleet = new Fleet(clients.autoScaling)
const mailbox = new Mailbox()
const startMs = Date.now()
let shop: ScenarioFleet
let bystander: ObservedGroup
let deployment: Deployment
let alerts: () => readonly ReceivedMessage[]

async function groupOf(name: string): Promise<ObservedGroup> {
  const group = (await fleet.describe([name])).get(name)
  if (group === undefined) throw new Error(`got no group ${name}, wanted one`)
  return group
}

async function scheduledActions(AutoScalingGroupName: string) {
  const answer = await clients.autoScaling.send(new DescribeScheduledActionsCommand({ AutoScalingGroupName }))
  return answer.ScheduledUpdateGroupActions ?? []
}

async function decision(group: string, action: string) {
  return (await deployment.decisions(group)).find(each => each.action === action)
}

beforeAll(() => mailbox.open())
afterAll(() => mailbox.close())

/** Each step goes on from the one before. */
let failedStep: string | undefined
beforeEach(() => {
  if (failedStep !== undefined)
    throw new Error(`got a failure where Penumbra ${failedStep}, wanted to go on from there`)
})
afterEach(({ task }) => {
  if (task.result?.state === 'fail') failedStep ??= task.name
})

// Whatever else this machine has to do: what is waited for has patience of its own.
describe('Penumbra on the wire', { timeout: 300_000 }, () => {
  it('is deployed by cdk bootstrap and cdk deploy', async () => {
    await runCdk('bootstrap')
    await runCdk('deploy', '--require-approval', 'never')
    expect(await stackStatus()).toBe('CREATE_COMPLETE')
    deployment = await readDeployment(clients)
    alerts = await subscribe(clients.sns, mailbox, deployment.idOf('AWS::SNS::Topic', /./), 'alerts')
    const modeParameter = deployment.idOf('AWS::SSM::Parameter', /^KillSwitch/)
    expect(await new KillSwitch(clients.ssm, modeParameter).read()).toBe('run')
  })

  it('finds a group by its tag when the schedule fires, registers it and learns from its history', async () => {
    shop = await makeScenarioFleet(clients, 'shop')
    const api = await makeScenarioFleet(clients, 'api')
    await makeScenarioFleet(clients, 'bystander')
    bystander = await groupOf('bystander')
    for (const each of [shop, api]) await publishHistory(clients, each, startMs)
    const tags = { 'penumbra:enabled': 'true', 'penumbra:requests-per-instance': '39' }
    await setTags(clients, 'shop', { ...tags, 'penumbra:mode': 'act' })
    await setTags(clients, 'api', tags)
    await waitFor('the first decision', tickPatienceSeconds, async () => (await deployment.decisions('shop'))[0])
    const learned = await waitFor(
      'the first model',
      30,
      async () => (await deployment.store.readGroups(['shop'])).get('shop')?.learned,
    )
    // CPU was made as requests per instance over what saturates one.
    expect(learned.saturationRps).toBeCloseTo(saturationRps, 0)
    expect(learned).toMatchObject({ canScaleIn: true, policyTargetPercent: 60, hasLaunchHook: false })
    expect(await deployment.store.readModel('shop')).toMatchObject({ algorithm: learned.algorithm })
    const config = (await deployment.store.readConfigs(['shop'])).get('shop')
    expect(config).toMatchObject({ optedIn: true, problems: [], settings: { mode: 'act', requestsPerInstance: 39 } })
    expect(config?.demandMetrics).toMatchObject([{ metricName: 'RequestCount', dimensions: shop.dimensions }])
  })

  it('raises MinSize with the next tick, remembers the team’s, and has AWS give it back by itself', async () => {
    await setTags(clients, 'shop', { 'penumbra:budget': 'plenty' })
    const raised = await waitFor('a raised floor', tickPatienceSeconds, async () => decision('shop', 'raise'))
    const group = await groupOf('shop')
    // 78 % of an instance is 39 requests a second (penumbra:requests-per-instance): at least demand over 50 are needed.
    expect(group.minSize).toBeGreaterThanOrEqual(Math.ceil(demandRps(startMs, startMs) / 50))
    expect(group).toMatchObject({ minSize: raised.floorAfter, maxSize: 20 })
    expect(group.inService).toBe(raised.floorAfter)
    expect(group.tags).toMatchObject({ 'penumbra:managed': 'true' })
    expect(raised.reason).toMatch(/\d rps/)
    const records = (await deployment.store.readGroups(['shop'])).get('shop')
    expect(records?.memory).toMatchObject({ baselineMinSize: 2, writtenMinSizes: [raised.floorAfter] })
    const [expiry, ...others] = await scheduledActions('shop')
    expect(others).toEqual([])
    expect(expiry.MinSize).toBe(2)
    const expiresInMinutes = ((expiry.StartTime?.getTime() ?? 0) - Date.parse(raised.at)) / 60_000
    expect(expiresInMinutes).toBeCloseTo(30, 0)
  })

  it('only observes a group that does not say act', async () => {
    expect(await deployment.decisions('api')).not.toEqual([])
    const group = await groupOf('api')
    expect(group).toMatchObject({ minSize: 2, desiredCapacity: 2 })
    expect(Object.keys(group.tags)).not.toContain('penumbra:managed')
  })

  it('shows the group on the dashboard, as CloudWatch asks the widgets to', async () => {
    const drawn = await drawDashboard(clients, deployment.idOf('AWS::CloudWatch::Dashboard', /./), 'shop')
    expect(drawn.length).toBeGreaterThan(0)
    for (const html of drawn) expect(html).toMatch(/^<[\s\S]+>\s*$/)
    expect(drawn.join()).toContain('shop')
    expect(drawn.join()).toContain((await decision('shop', 'raise'))?.reason.split(',')[0])
  })

  it('tells of a tag that cannot be used, and goes on with the settings that were good', async () => {
    const alert = await waitFor('an alert', 30, async () => alerts().find(({ message }) => message.includes('budget')))
    expect(alert.subject).toMatch(/^Penumbra: .*shop/)
    // As chat gets it; the JSON escapes the quotes.
    expect(JSON.parse(alert.message).content.description).toContain(
      'penumbra:budget: got "plenty", wanted percent, 1 to 1000',
    )
    const config = (await deployment.store.readConfigs(['shop'])).get('shop')
    expect(config).toMatchObject({
      problems: [{ tag: 'penumbra:budget' }],
      settings: { mode: 'act', budgetPercent: 100 },
    })
  })

  it('answers operators by the command line, over its API, signed with their own credentials', async () => {
    const apiId = deployment.idOf('AWS::ApiGatewayV2::Api', /./)
    const ask = (...args: string[]) => runPenumbra(apiId, ...args)
    expect(await ask('groups')).toMatchObject({
      groups: [{ autoScalingGroupName: 'api' }, { autoScalingGroupName: 'shop' }],
    })
    const raised = await decision('shop', 'raise')
    expect(await ask('explain', 'shop')).toMatchObject({
      decisions: expect.arrayContaining([expect.objectContaining({ reason: raised?.reason })]),
    })
    await expect(ask('status', 'gone')).rejects.toThrow(/status 1.*gone/s)
  })

  it('runs a function on this machine by npm run invoke, with what the stack has given it', async () => {
    await removeTag(clients, 'shop', 'penumbra:enabled')
    // The other group is raised in its place: it is the one that is left when the stack goes.
    await setTags(clients, 'api', { 'penumbra:mode': 'act' })
    const variables = await deployment.variablesOf(/^ControlLoopDiscoverFunction/)
    expect(await runInvoke('discover', { target: 'reconcile' }, variables)).toEqual({ groups: 2 })
  })

  it('puts everything back when the group opts out', async () => {
    const restored = await waitFor('the restored group', tickPatienceSeconds, async () => decision('shop', 'restore'))
    expect(restored).toMatchObject({ floorAfter: 2 })
    const group = await groupOf('shop')
    expect(group).toMatchObject({ minSize: 2, maxSize: 20 })
    expect(Object.keys(group.tags)).not.toContain('penumbra:managed')
    expect(await scheduledActions('shop')).toEqual([])
    const records = (await deployment.store.readGroups(['shop'])).get('shop')
    expect(records?.memory).toBeUndefined()
    expect(records?.config?.optedIn).toBe(false)
  })

  it('never touches a group that did not opt in', async () => {
    expect(await groupOf('bystander')).toEqual(bystander)
    expect(await deployment.decisions('bystander')).toEqual([])
  })

  it('acts in the name of its roles: without its policy a function may do nothing', async () => {
    const learn = deployment.idOf('AWS::Lambda::Function', /^ControlLoopLearnFunction/)
    const Payload = Buffer.from(JSON.stringify({ groups: ['shop'] }))
    const run = async () => {
      const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: learn, Payload }))
      return Buffer.from(answer.Payload ?? []).toString()
    }
    expect(JSON.parse(await run())).toEqual({ learned: 1, failed: 0 })
    await deployment.takePolicies(/^ControlLoopLearnRole/)
    expect(await run()).toMatch(/is not authorized to perform: dynamodb:BatchGetItem/)
  })

  it('gives back what it has lent before it is destroyed, and leaves nothing but what it remembers', async () => {
    await waitFor('another raised floor', tickPatienceSeconds, async () => decision('api', 'raise'))
    expect((await groupOf('api')).minSize).toBeGreaterThan(2)
    await runCdk('destroy', '--force')
    const group = await groupOf('api')
    expect(group).toMatchObject({ minSize: 2, maxSize: 20 })
    expect(Object.keys(group.tags)).not.toContain('penumbra:managed')
    expect(await scheduledActions('api')).toEqual([])
    expect(await decision('api', 'restore')).toBeDefined()
    expect(await stackStatus()).toBeUndefined()
    expect((await clients.lambda.send(new ListFunctionsCommand({}))).Functions).toEqual([])
    expect((await clients.scheduler.send(new ListSchedulesCommand({}))).Schedules).toEqual([])
    expect((await clients.sns.send(new ListTopicsCommand({}))).Topics ?? []).toEqual([])
    const { Table } = await clients.dynamoDb.send(new DescribeTableCommand({ TableName: deployment.tableName }))
    expect(Table?.TableStatus).toBe('ACTIVE')
    expect((await deployment.store.readConfigs(['shop'])).get('shop')).toMatchObject({ name: 'shop' })
  })
})
