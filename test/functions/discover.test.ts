import { describe, expect, it } from 'vitest'
import { discoverDependencies } from '../../functions/discover/dependencies.ts'
import { makeHandler } from '../../functions/discover/handler.ts'
import { GroupStore } from '../../shared/aws/group-store.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'
import { defaultSettings } from '../../shared/domain/group/settings.ts'
import {
  createGroup,
  createLoadBalancer,
  createTable,
  createTargetGroup,
  makeRegion,
  minuteMs,
  setTags,
  startMs,
  tableName,
} from '../shared/aws/region.ts'

const enabled = { 'penumbra:enabled': 'true' }
const acting = { ...enabled, 'penumbra:mode': 'act' }

/** A region with the table, the topic and both functions; discovery runs when the test says so. */
function makeWorld(options: { topicIsMissing?: boolean } = {}) {
  const { region, calls, clients } = makeRegion({ loadBalancingQuotas: { loadBalancers: 500 } })
  const team = { nowMs: startMs, caller: 'team' }
  createTable(region)
  const createTopic = () => region.sns.operations.CreateTopic({ Name: 'alerts' }, team)
  if (!options.topicIsMissing) createTopic()
  const shards: Record<'reconcile' | 'learn', string[][]> = { reconcile: [], learn: [] }
  for (const name of ['reconcile', 'learn'] as const) {
    const handler = async (event: unknown) => shards[name].push((event as { groups: string[] }).groups)
    region.lambda.register(name, handler, { timeoutSeconds: 50 })
  }
  const errors: unknown[] = []
  const targetGroups = new Map<string, string>()
  const discover = makeHandler(
    discoverDependencies({
      clients,
      now: () => region.clock.now(),
      sleep: durationMs => region.clock.sleep(durationMs),
      variables: {
        PENUMBRA_TABLE_NAME: tableName,
        PENUMBRA_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alerts',
        PENUMBRA_RECONCILE_FUNCTION: 'reconcile',
        PENUMBRA_LEARN_FUNCTION: 'learn',
        PENUMBRA_TAG_PREFIX: 'penumbra',
        PENUMBRA_DASHBOARD_URL: 'https://example.com/dashboard',
      },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: (_, details) => errors.push(details?.group) },
      telemetry: { count: () => {} },
    }),
  )
  const store = new GroupStore(clients.dynamoDb, tableName, () => {})
  return {
    region,
    calls,
    shards,
    errors,
    createTopic,
    alerts: region.sns.published,
    configOf: async (name = 'web'): Promise<GroupConfig | undefined> => (await store.readConfigs([name])).get(name),
    /** A group behind an Application Load Balancer, or behind a target group that is gone. */
    addSite: (
      name: string,
      tags: Record<string, string>,
      options: { targetGroupIsGone?: boolean; targetGroupOf?: string } = {},
    ) => {
      const TargetGroupArn = targetGroups.get(options.targetGroupOf ?? name) ?? createTargetGroup(region, name)
      targetGroups.set(name, TargetGroupArn)
      createGroup(region, { AutoScalingGroupName: name, MinSize: 0, TargetGroupARNs: [TargetGroupArn], tags })
      if (options.targetGroupIsGone) region.elasticLoadBalancing.operations.DeleteTargetGroup({ TargetGroupArn }, team)
      else if (!options.targetGroupOf) createLoadBalancer(region, [TargetGroupArn], name)
    },
    /** Runs discovery as the schedule would, a minute after the last time; the functions that it invokes run as well. */
    discover: async (target: 'reconcile' | 'learn' = 'reconcile') => {
      for (const groups of Object.values(shards)) groups.length = 0
      const answer = await discover({ target })
      await region.clock.runUntil(region.clock.now() + minuteMs)
      return answer
    },
  }
}

describe('a new group', () => {
  it('is registered, handed to reconcile, and handed to learn at once instead of at the next full hour', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    expect(await world.discover()).toEqual({ groups: 1 })
    expect(await world.configOf()).toMatchObject({
      name: 'web',
      optedIn: true,
      settings: { mode: 'act' },
      problems: [],
      demandMetrics: [{ metricName: 'RequestCount', dimensions: { LoadBalancer: 'app/web/50dc6c495c0c9188' } }],
    })
    expect(world.shards).toEqual({ reconcile: [['web']], learn: [['web']] })
    expect(world.alerts).toEqual([])
  })

  it('is handed to learn once; afterwards learning waits for its own schedule', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    await world.discover()
    await world.discover()
    expect(world.shards).toEqual({ reconcile: [['web']], learn: [] })
    await world.discover('learn')
    expect(world.shards).toEqual({ reconcile: [], learn: [['web']] })
  })
})

describe('many groups', () => {
  it('are asked for where their requests are counted in calls of twenty, new or hourly', async () => {
    const world = makeWorld()
    for (let index = 0; index < 45; index++) world.addSite(`web-${index}`, acting)
    const asked = () => world.calls.filter(({ operation }) => operation === 'DescribeTargetGroups').length
    await world.discover()
    expect(asked()).toBe(3)
    expect((await world.configOf('web-44'))?.demandMetrics[0].dimensions.TargetGroup).toMatch(/^targetgroup\/web-44\//)
    await world.discover('learn')
    expect(asked()).toBe(6)
  })
})

describe('what discover has seen of a group', () => {
  it('is handed to reconcile with the time, and of its tags only what they say of it', async () => {
    const world = makeWorld()
    world.addSite('web', { ...acting, team: 'shop', 'penumbra:managed': 'true' })
    await world.discover()
    const { input } = world.calls.find(({ operation }) => operation === 'Invoke')!
    const event = JSON.parse(new TextDecoder().decode((input as { Payload: Uint8Array }).Payload))
    expect(event).toMatchObject({ groups: ['web'], observed: { atMs: startMs, groups: [{ name: 'web', minSize: 0 }] } })
    expect(event.observed.groups[0]).toMatchObject({ tags: {}, optedIn: true, managed: true })
  })
})

describe('a group that stays as it is', () => {
  it('costs one describe call and one read a minute, and nothing is written or asked again', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    await world.discover()
    world.calls.length = 0
    await world.discover()
    expect(world.calls.map(call => call.operation)).toEqual(['DescribeAutoScalingGroups', 'BatchGetItem', 'Invoke'])
  })
})

describe('a bad tag', () => {
  it('leaves the last good settings in force', async () => {
    const world = makeWorld()
    world.addSite('web', { ...acting, 'penumbra:miss-cost-ratio': '40' })
    await world.discover()
    setTags(world.region, { 'penumbra:mode': 'fast', 'penumbra:miss-cost-ratio': '50' })
    await world.discover()
    expect(await world.configOf()).toMatchObject({
      settings: { mode: 'act', missCostRatio: 40 },
      problems: [{ tag: 'penumbra:mode', got: 'fast', wanted: 'observe or act' }],
    })
  })

  it('leaves the last good settings in force although an earlier version wrote them', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    await world.discover()
    const Key = { pk: { S: 'group#web' }, sk: { S: 'config' } }
    const { operations } = world.region.dynamoDb
    const { Item } = operations.GetItem({ TableName: tableName, Key }, { nowMs: startMs, caller: 'test' })
    const { budgetPercent: _budget, bootSafe: _boot, ...earlier } = defaultSettings
    const config = { ...JSON.parse(Item?.body.S ?? ''), settings: { ...earlier, mode: 'act', missCostRatio: 20 } }
    const body = { S: JSON.stringify(config) }
    operations.PutItem({ TableName: tableName, Item: { ...Item, body } }, { nowMs: startMs, caller: 'test' })
    setTags(world.region, { 'penumbra:budget': 'all' })
    await world.discover()
    expect(await world.configOf()).toMatchObject({
      settings: { mode: 'act', missCostRatio: 20, budgetPercent: 100 },
      problems: [{ tag: 'penumbra:budget', got: 'all', wanted: 'percent, 1 to 1000' }],
    })
    expect(world.alerts.at(-1)?.message).toContain('the last good settings stay in force (mode act)')
  })

  it('of a group never seen before leaves it in observe', async () => {
    const world = makeWorld()
    world.addSite('web', { ...acting, 'penumbra:miss-cost-ratio': 'much' })
    await world.discover()
    expect(await world.configOf()).toMatchObject({ settings: { mode: 'observe', missCostRatio: 700 } })
  })

  it('is told once, with the tag, the value got and the value wanted, and not again a minute later', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    await world.discover()
    setTags(world.region, { 'penumbra:mode': 'fast' })
    for (let minute = 0; minute < 3; minute++) await world.discover()
    expect(world.alerts).toHaveLength(1)
    expect(world.alerts[0]).toMatchObject({ attributes: { cause: 'bad-tag' } })
    expect(world.alerts[0].message).toContain('penumbra:mode: got "fast", wanted observe or act')
    expect(world.alerts[0].message).toContain('the last good settings stay in force (mode act)')
    expect(world.alerts[0].message).toContain('npm run penumbra -- doctor web\n')
    expect(world.alerts[0].message).toContain('https://example.com/dashboard\n')
  })

  it('is told again when it has another bad value, or is bad again after it was good', async () => {
    const world = makeWorld()
    world.addSite('web', acting)
    const told: number[] = []
    for (const mode of ['fast', 'faster', 'observe', 'faster']) {
      setTags(world.region, { 'penumbra:mode': mode })
      await world.discover()
      await world.discover()
      told.push(world.alerts.length)
    }
    // The third is that it is good again.
    expect(told).toEqual([1, 2, 3, 4])
    expect((await world.configOf())?.settings.mode).toBe('observe')
  })

  it('does not disturb the settings of other groups', async () => {
    const world = makeWorld()
    world.addSite('bad', { ...acting, 'penumbra:mode': 'fast' })
    world.addSite('good', acting)
    await world.discover()
    expect(await world.configOf('good')).toMatchObject({ settings: { mode: 'act' }, problems: [] })
    expect(world.alerts).toHaveLength(1)
  })
})

describe('a group that cannot be helped', () => {
  it('is refused with a reason that people are told once, and still handed on so that it is restored', async () => {
    const world = makeWorld()
    createGroup(world.region, { tags: acting })
    for (let minute = 0; minute < 3; minute++) await world.discover()
    expect((await world.configOf())?.refusal).toContain('no Application Load Balancer')
    expect(world.alerts.map(alert => alert.attributes.cause)).toEqual(['unsupported'])
    expect(world.shards.reconcile).toEqual([['web']])
  })

  it('is helped from the minute on in which its load balancer appears', async () => {
    const world = makeWorld()
    const TargetGroupArn = createTargetGroup(world.region)
    createGroup(world.region, { TargetGroupARNs: [TargetGroupArn], tags: acting })
    await world.discover()
    expect((await world.configOf())?.refusal).toBeDefined()
    createLoadBalancer(world.region, [TargetGroupArn])
    await world.discover()
    expect(await world.configOf()).toMatchObject({ demandMetrics: [{ metricName: 'RequestCount' }] })
    expect((await world.configOf())?.refusal).toBeUndefined()
  })
})

describe('opting out', () => {
  it('of a group that still carries our mark keeps it dispatched, as no longer opted in, so that it gets restored', async () => {
    const world = makeWorld()
    world.addSite('web', { ...acting, 'penumbra:managed': 'true' })
    await world.discover()
    const DeleteTags = world.region.autoScaling.operations.DeleteTags
    const tag = { ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'penumbra:enabled' }
    DeleteTags({ Tags: [tag] }, { nowMs: startMs, caller: 'team' })
    await world.discover()
    expect(world.shards.reconcile).toEqual([['web']])
    expect((await world.configOf())?.optedIn).toBe(false)
  })

  it('of a group without our mark ends the matter', async () => {
    const world = makeWorld()
    world.addSite('web', { team: 'shop' })
    expect(await world.discover()).toEqual({ groups: 0 })
    expect(world.shards).toEqual({ reconcile: [], learn: [] })
  })
})

describe('many groups', () => {
  it('are handed out in shards of at most 100 to reconcile and 25 to learn, each group once', async () => {
    const world = makeWorld()
    const names = Array.from({ length: 230 }, (_, index) => `g${index}`)
    for (const name of names) world.addSite(name, acting)
    expect(await world.discover()).toEqual({ groups: 230 })
    expect(world.shards.reconcile.map(shard => shard.length)).toEqual([100, 100, 30])
    expect(world.shards.reconcile.flat().sort()).toEqual(names.toSorted())
    expect(world.shards.learn.map(shard => shard.length)).toEqual([...Array(9).fill(25), 5])
    expect(world.shards.learn.flat().sort()).toEqual(names.toSorted())
  })

  it('are not stopped by one that cannot be registered', async () => {
    const world = makeWorld()
    world.addSite('first', acting)
    world.addSite('bad', acting)
    world.addSite('last', acting)
    const { operations } = world.region.dynamoDb
    const putItem = operations.PutItem
    Object.assign(operations, {
      PutItem: (...args: Parameters<typeof putItem>) => {
        if (args[0].Item?.pk.S === 'group#bad') throw new Error('the table refuses')
        return putItem(...args)
      },
    })
    await world.discover()
    expect(world.errors).toEqual(['bad'])
    expect(await world.configOf('bad')).toBeUndefined()
    for (const name of ['first', 'last']) expect(await world.configOf(name)).toMatchObject({ optedIn: true })
    expect(world.shards.reconcile.flat().sort()).toEqual(['bad', 'first', 'last'])
  })

  it('behind one target group are refused: their requests cannot be told apart', async () => {
    const world = makeWorld()
    world.addSite('blue', acting)
    world.addSite('green', acting, { targetGroupOf: 'blue' })
    await world.discover()
    expect((await world.configOf('blue'))?.refusal).toContain('shares a target group with green')
    expect((await world.configOf('green'))?.refusal).toContain('shares a target group with blue')
  })

  it('are refused with a reason where their target group is gone', async () => {
    const world = makeWorld()
    world.addSite('gone', acting, { targetGroupIsGone: true })
    await world.discover()
    expect((await world.configOf('gone'))?.refusal).toContain('no Application Load Balancer')
    expect(world.alerts).toHaveLength(1)
  })
})

describe('an alert that cannot be sent', () => {
  it('is tried again a minute later: told twice at worst, never not at all', async () => {
    const world = makeWorld({ topicIsMissing: true })
    world.addSite('web', { ...acting, 'penumbra:mode': 'fast' })
    await world.discover()
    expect(world.errors).toEqual(['web'])
    world.createTopic()
    await world.discover()
    await world.discover()
    expect(world.alerts).toHaveLength(1)
  })

  it('does not keep the registry from being true: an opt-out is heeded although nobody can be told', async () => {
    const world = makeWorld({ topicIsMissing: true })
    world.addSite('web', { ...acting, 'penumbra:mode': 'fast' })
    await world.discover()
    expect((await world.configOf())?.problems).toHaveLength(1)
  })
})

describe('the event', () => {
  it.each([{}, { target: 'everything' }, undefined])('%j is refused', async event => {
    const { region, clients } = makeRegion()
    createTable(region)
    const variables = {
      PENUMBRA_TABLE_NAME: tableName,
      PENUMBRA_TOPIC_ARN: 'arn',
      PENUMBRA_RECONCILE_FUNCTION: 'reconcile',
      PENUMBRA_LEARN_FUNCTION: 'learn',
      PENUMBRA_TAG_PREFIX: 'penumbra',
      PENUMBRA_DASHBOARD_URL: 'https://example.com/dashboard',
    }
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
    const sleep = (durationMs: number) => region.clock.sleep(durationMs)
    const runtime = { clients, now: () => startMs, sleep, variables, log, telemetry: { count: () => {} } }
    await expect(makeHandler(discoverDependencies(runtime))(event)).rejects.toThrow()
  })
})
