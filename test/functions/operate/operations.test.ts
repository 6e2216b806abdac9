import { describe, expect, it } from 'vitest'
import { commands, type OperationName } from '../../../functions/operate/commands.ts'
import { tableName } from '../../../simulator/control-plane.ts'
import { createGroup, setTags } from '../../shared/aws/region.ts'
import { ana, bob, enabled, makeOperatorWorld, type OperatorWorld } from './operator-world.ts'

const acting = { ...enabled, 'penumbra:mode': 'act' }
const web = { autoScalingGroupName: 'web' }
const context = { nowMs: 0, caller: 'test' }

/** An hour from the beginning of `world`, and two. */
const times = (world: OperatorWorld) => ({
  startsAt: new Date(world.nowMs() + 3_600_000).toISOString(),
  endsAt: new Date(world.nowMs() + 7_200_000).toISOString(),
})

/** Every input that an operation can be given for group `web`. */
const inputs: Readonly<Record<OperationName, object>> = {
  ListGroups: {},
  GetGroupStatus: web,
  CreateShadowInstances: { ...web, shadowPercentage: 20 },
  GetShadowInstanceStatus: web,
  ConfigureShadowingAlgorithm: { ...web, algorithmType: 'seasonal-naive' },
  PauseGroup: { ...web, reason: 'incident 7' },
  ResumeGroup: web,
  PutEvent: {
    ...web,
    eventId: 'sale',
    kind: 'campaign',
    startsAt: '2026-03-02T10:00:00Z',
    endsAt: '2026-03-02T12:00:00Z',
  },
  DeleteEvent: { ...web, eventId: 'sale' },
  ListEvents: web,
  ExplainDecisions: web,
  GetForecast: web,
  GetDoctorReport: web,
  GetObserveReport: web,
  GetMode: {},
  SetMode: { mode: 'freeze', reason: 'drill' },
}

const orderRecords = (world: OperatorWorld) =>
  (world.region.dynamoDb.operations.Scan({ TableName: tableName }, context).Items ?? []).filter(item =>
    item.sk.S?.startsWith('order#'),
  )

describe.each(Object.values(commands))('$name', ({ name, changes, answer }) => {
  it('answers what its schema promises', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const { status, body } = await world.ask(name, inputs[name])
    expect(status).toBe(200)
    expect(answer.strict().parse(body)).toEqual(body)
  })

  it(changes ? 'sent again changes nothing more' : 'changes nothing', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    await world.ask('PutEvent', inputs.PutEvent)
    await world.ask('PauseGroup', inputs.PauseGroup)
    if (changes) await world.ask(name, inputs[name])
    const before = world.calls.length
    const records = orderRecords(world)
    expect((await world.ask(name, inputs[name])).status).toBe(200)
    const written = world.calls
      .slice(before)
      .filter(({ operation }) => !/^(Get|BatchGet|Query|Describe)/.test(operation))
    expect(written).toEqual([])
    expect(orderRecords(world)).toEqual(records)
  })
})

/** An event of a group that is gone can always be taken back. */
const namesGroup = Object.values(commands)
  .map(({ name }) => name)
  .filter(name => 'autoScalingGroupName' in inputs[name] && name !== 'DeleteEvent')

describe.each(namesGroup)('%s', name => {
  it('of a group that does not exist says so', async () => {
    const problem = await makeOperatorWorld().refused(name, { ...inputs[name], autoScalingGroupName: 'wbe' })
    expect(problem).toMatchObject({ status: 404, type: 'urn:penumbra:problem:unknown-group' })
    expect(problem.detail).toContain('"wbe"')
  })
})

const needsOptIn: OperationName[] = [
  'GetGroupStatus',
  'CreateShadowInstances',
  'GetShadowInstanceStatus',
  'ConfigureShadowingAlgorithm',
  'PauseGroup',
  'ResumeGroup',
  'PutEvent',
  'GetForecast',
]

describe.each(needsOptIn)('%s', name => {
  it.each([
    [{}, 'no tag penumbra:enabled'],
    [{ 'penumbra:enabled': 'false' }, 'penumbra:enabled=false'],
    [{ 'penumbra:enabled': 'yes' }, 'penumbra:enabled=yes'],
  ])('of a group with %j says that it is not opted in, and which tag is wanted', async (tags, got) => {
    const world = makeOperatorWorld()
    await world.addGroup('web', tags)
    expect(await world.refused(name, inputs[name])).toMatchObject({
      status: 409,
      type: 'urn:penumbra:problem:not-opted-in',
      detail: `got ${got} on web, wanted penumbra:enabled=true`,
    })
  })
})

/** The region simulates no weights; what AWS would describe of them is put into its answers. */
async function addWeighted(world: OperatorWorld): Promise<void> {
  const { operations } = world.region.autoScaling
  const { DescribeAutoScalingGroups } = operations
  const Overrides = [{ InstanceType: 'm5.large', WeightedCapacity: '2' }]
  operations.DescribeAutoScalingGroups = (input, given) => {
    const { AutoScalingGroups = [], ...answer } = DescribeAutoScalingGroups(input, given)
    const weighted = AutoScalingGroups.map(group => ({
      ...group,
      MixedInstancesPolicy: { LaunchTemplate: { Overrides } },
    }))
    return { ...answer, AutoScalingGroups: weighted }
  }
  await world.addGroup('web', acting)
}

/** Groups that Penumbra leaves alone, each with its own reason. */
const unsupported: [string, (world: OperatorWorld) => Promise<void>, RegExp][] = [
  [
    'managed by another AWS service',
    world => world.addGroup('web', acting, { Operator: { Principal: 'eks.amazonaws.com' } } as object),
    /left alone: managed by eks\.amazonaws\.com, which alone may change it$/,
  ],
  [
    'without a load balancer',
    world => world.addBareGroup('web', acting),
    /left alone: no Application Load Balancer forwards to it/,
  ],
  ['whose mixed instances policy has weights', addWeighted, /left alone: its mixed instances policy weighs instances/],
]

describe.each(unsupported)('a group %s', (_, add, reason) => {
  it.each(['CreateShadowInstances', 'ConfigureShadowingAlgorithm', 'PutEvent'] as const)(
    'cannot have %s: the answer says why, and nothing is kept',
    async name => {
      const world = makeOperatorWorld()
      await add(world)
      const problem = await world.refused(name, inputs[name])
      expect(problem).toMatchObject({ status: 409, type: 'urn:penumbra:problem:unsupported' })
      expect(problem.detail).toMatch(reason)
      expect(orderRecords(world)).toEqual([])
    },
  )

  it('is shown with the reason, and can be paused all the same', async () => {
    const world = makeOperatorWorld()
    await add(world)
    const status = await world.done('GetGroupStatus', web)
    expect(status.mode).toBe('refused')
    expect(`left alone: ${status.why}`).toMatch(reason)
    expect((await world.done('PauseGroup', inputs.PauseGroup)).mode).toBe('paused')
  })
})

describe('a group whose mixed instances policy asks for Spot', () => {
  it('can have shadows ordered, and hears that AWS allows no warm pool beside it', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting, {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '1' } },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
      },
    })
    const { note, shadowPercentage } = await world.done('CreateShadowInstances', inputs.CreateShadowInstances)
    expect(shadowPercentage).toBe(20)
    expect(note).toMatch(/it has none, since AWS allows none beside a mixed instances policy that asks for Spot$/)
  })
})

describe('a group with a malformed tag', () => {
  it('is shown with the tag, what was got and what was wanted, and with the settings that stay in force', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', { ...enabled, 'penumbra:budget': 'lots', 'penumbra:mode': 'act' })
    const status = await world.done('GetGroupStatus', web)
    expect(status.problems).toEqual([{ tag: 'penumbra:budget', got: 'lots', wanted: 'percent, 1 to 1000' }])
    expect(status.mode).toBe('observe')
    expect(status.why).toContain('penumbra:budget: got "lots", wanted percent, 1 to 1000')
    expect(status.settings).toMatchObject({ mode: 'observe', budgetPercent: 100 })
  })

  it('has the default percentage of shadows where that tag is the bad one', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', { ...enabled, 'penumbra:shadow-percentage': '150' })
    expect((await world.done('GetShadowInstanceStatus', web)).shadowPercentage).toBe(10)
  })
})

describe('a group that was tagged a moment ago', () => {
  it('is shown as it will be registered, before discovery has been by', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', {})
    setTags(world.region, acting)
    const status = await world.done('GetGroupStatus', web)
    expect([status.mode, status.settings.mode, status.lastDecision]).toEqual(['act', 'act', undefined])
    expect((await world.done('ListGroups')).groups).toEqual([])
    await world.pass(1)
    expect((await world.done('ListGroups')).groups).toHaveLength(1)
  })
})

describe('the list of groups', () => {
  it('has those that are opted in or still managed, in the order of their names', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    await world.addGroup('api', enabled)
    await world.addGroup('left', { 'penumbra:managed': 'true' })
    await world.addGroup('alien', {})
    const { mode, groups } = await world.done('ListGroups')
    expect(mode).toBe('run')
    // Nothing is on loan to `left`, so its mark is taken away within a minute.
    expect(groups.map(group => [group.autoScalingGroupName, group.mode, group.minSize, group.maxSize])).toEqual([
      ['api', 'observe', 2, 20],
      ['web', 'act', 2, 20],
    ])
  })

  it('is empty where there is none', async () => {
    expect(await makeOperatorWorld().done('ListGroups')).toEqual({ mode: 'run', groups: [] })
  })

  it('shows a kill switch that is on', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    world.setParameter('freeze')
    const { mode, groups } = await world.done('ListGroups')
    expect([mode, groups[0].mode]).toEqual(['freeze', 'frozen'])
  })
})

describe('shadow instances, which are not built yet', () => {
  it('are ordered over the tag; the answer says that the order is kept and that there are none', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', { ...acting, 'penumbra:shadow-percentage': '35' })
    expect((await world.done('GetShadowInstanceStatus', web)).shadowPercentage).toBe(35)
    expect(await world.done('CreateShadowInstances', inputs.CreateShadowInstances)).toEqual({
      autoScalingGroupName: 'web',
      shadowPercentage: 20,
      creating: 0,
      warming: 0,
      ready: 0,
      active: 0,
      deactivated: 0,
      note:
        'shadow instances are not built yet; the order of 20 % is kept until they are; ' +
        "the counts are of the group's warm pool, and it has none",
    })
    const { settings, overrides } = await world.done('GetGroupStatus', web)
    expect([settings.shadowPercentage, overrides]).toEqual([20, ['shadowPercentage']])
  })

  it('are counted in the warm pool meanwhile, whoever made it: on their way, then ready', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    world.region.autoScaling.operations.PutWarmPool(
      { AutoScalingGroupName: 'web', MinSize: 3, MaxGroupPreparedCapacity: 3 },
      { nowMs: world.nowMs(), caller: 'team' },
    )
    const counts = async () => {
      const { creating, warming, ready, note } = await world.done('GetShadowInstanceStatus', web)
      return { creating, warming, ready, note }
    }
    expect(await counts()).toMatchObject({ creating: 3, warming: 0, ready: 0 })
    await world.pass(10)
    expect(await counts()).toMatchObject({
      creating: 0,
      ready: 3,
      note: expect.stringMatching(
        /nothing is ordered; the counts are of the group's warm pool \(Stopped, the team's own\)$/,
      ),
    })
    expect((await world.done('GetGroupStatus', web)).warmPool).toEqual({ size: 3, state: 'Stopped' })
  })

  it('may be none at all: 0 percent is an order, too', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    expect((await world.done('CreateShadowInstances', { ...web, shadowPercentage: 0 })).note).toContain(
      'the order of 0 %',
    )
    expect((await world.done('GetGroupStatus', web)).overrides).toEqual(['shadowPercentage'])
  })
})

describe('the algorithm', () => {
  it('is set over the tag and shown as set by the API', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const status = await world.done('ConfigureShadowingAlgorithm', inputs.ConfigureShadowingAlgorithm)
    expect([status.settings.algorithm, status.overrides]).toEqual(['seasonal-naive', ['algorithm']])
  })

  it('may be any that has a name', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const status = await world.done('ConfigureShadowingAlgorithm', { ...web, algorithmType: 'prophet' })
    expect([status.settings.algorithm, status.overrides]).toEqual(['prophet', ['algorithm']])
  })

  it('takes no parameter that would be believed to work', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const input = { ...inputs.ConfigureShadowingAlgorithm, parameters: { 'season/days': 7 } }
    expect((await world.refused('ConfigureShadowingAlgorithm', input)).errors).toEqual([
      { pointer: '/parameters/season~1days', got: '7', wanted: 'no such parameter: none is known today' },
    ])
  })
})

describe('a pause', () => {
  it('is shown with who, why, since when and until when, on a full minute', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    await world.pass(0.5)
    const nowMs = world.nowMs()
    const { mode, why, paused } = await world.done('PauseGroup', { ...web, reason: 'incident 7', minutes: 90 })
    const until = new Date(Math.ceil((nowMs + 90 * 60_000) / 60_000) * 60_000).toISOString()
    expect(mode).toBe('paused')
    expect(why).toBe(`paused by ${ana} until ${until}: incident 7`)
    expect(paused).toEqual({ since: new Date(nowMs).toISOString(), until, by: ana, reason: 'incident 7' })
    await world.pass(91)
    const after = await world.done('GetGroupStatus', web)
    expect([after.mode, after.paused]).toEqual(['act', undefined])
  })

  it('that somebody else takes over goes on from its beginning', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const first = await world.done('PauseGroup', inputs.PauseGroup)
    await world.pass(5)
    const second = await world.done('PauseGroup', { ...web, reason: 'handed over' }, bob)
    expect(second.paused).toEqual({ since: first.paused?.since, by: bob, reason: 'handed over' })
  })

  it('ends with being resumed, by anybody', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    await world.done('PauseGroup', inputs.PauseGroup)
    await world.pass(2)
    const status = await world.done('ResumeGroup', web, bob)
    // The last decision was still one to leave everything as it is.
    expect(status.lastDecision?.action).toBe('freeze')
    expect([status.mode, status.paused]).toEqual(['act', undefined])
  })

  it('can be taken back of a group that is being put back', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', { ...acting, 'penumbra:managed': 'true' })
    await world.done('PauseGroup', inputs.PauseGroup)
    world.setParameter('freeze')
    world.region.autoScaling.operations.DeleteTags(
      { Tags: [{ ResourceId: 'web', ResourceType: 'auto-scaling-group', Key: 'penumbra:enabled' }] },
      { nowMs: world.nowMs(), caller: 'team' },
    )
    await world.pass(2)
    expect((await world.done('ResumeGroup', web)).mode).toBe('opted-out')
    expect((await world.refused('PauseGroup', inputs.PauseGroup)).type).toBe('urn:penumbra:problem:not-opted-in')
  })
})

describe('announced events', () => {
  it('are listed until they are over: those of the group and those of every group', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    await world.addGroup('api', acting)
    const { startsAt, endsAt } = times(world)
    const event = { kind: 'campaign', startsAt, endsAt }
    await world.done('PutEvent', { ...event, ...web, eventId: 'b-web', loadMultiplier: 2, note: 'mailing' })
    await world.done('PutEvent', { ...event, eventId: 'a-all' }, bob)
    await world.done('PutEvent', { ...event, eventId: 'c-api', autoScalingGroupName: 'api', loadMultiplier: 0.5 })
    const idsOf = async (input = {}) => (await world.done('ListEvents', input)).events.map(({ eventId }) => eventId)
    expect(await idsOf(web)).toEqual(['a-all', 'b-web'])
    expect(await idsOf()).toEqual(['a-all', 'b-web', 'c-api'])
    const { events } = await world.done('ListEvents', web)
    expect(events[1]).toEqual({
      eventId: 'b-web',
      autoScalingGroupName: 'web',
      kind: 'campaign',
      startsAt,
      endsAt,
      loadMultiplier: 2,
      note: 'mailing',
      by: ana,
      effect: expect.stringMatching(/^capacity is made ready before it begins/),
    })
    await world.pass(121)
    expect(await idsOf()).toEqual([])
  })

  it('without a multiplier are kept, and the answer says when they count', async () => {
    const world = makeOperatorWorld()
    const { effect } = await world.done('PutEvent', { eventId: 'x', kind: 'k', ...times(world) })
    expect(effect).toMatch(/^kept and shown; what its kind did to a group before is expected/)
  })

  it('of less load say that it is not trusted before it is seen', async () => {
    const world = makeOperatorWorld()
    const { effect } = await world.done('PutEvent', { eventId: 'x', kind: 'k', loadMultiplier: 0.2, ...times(world) })
    expect(effect).toMatch(/not trusted before$/)
  })

  it('of the same id are replaced, and only in the scope that is named', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const event = { eventId: 'sale', kind: 'campaign', ...times(world) }
    await world.done('PutEvent', { ...event, ...web, loadMultiplier: 2 })
    await world.done('PutEvent', { ...event, loadMultiplier: 5 })
    await world.done('PutEvent', { ...event, ...web, loadMultiplier: 3 }, bob)
    const { events } = await world.done('ListEvents', web)
    expect(events.map(each => [each.autoScalingGroupName, each.loadMultiplier, each.by])).toEqual([
      [undefined, 5, ana],
      ['web', 3, bob],
    ])
    expect(await world.done('DeleteEvent', { eventId: 'sale' })).toEqual({ eventId: 'sale', deleted: true })
    expect(await world.done('DeleteEvent', { eventId: 'sale' })).toEqual({ eventId: 'sale', deleted: false })
    expect((await world.done('ListEvents', web)).events).toHaveLength(1)
  })

  it('can be taken back of a group that is gone', async () => {
    const input = { eventId: 'sale', autoScalingGroupName: 'gone' }
    expect(await makeOperatorWorld().done('DeleteEvent', input)).toEqual({ eventId: 'sale', deleted: false })
  })

  it.each([
    ['2026-03-02T12:00:00Z', '2026-03-02T12:00:00Z', 'a time after startsAt, 2026-03-02T12:00:00.000Z'],
    ['2026-03-01T12:00:00Z', '2026-03-01T13:00:00Z', 'a time that is still to come'],
    ['2026-03-02T12:00:00Z', '2026-04-03T12:00:00Z', 'a time within 31 days of startsAt'],
    ['2027-04-07T00:00:00Z', '2027-04-08T00:00:00Z', 'a time within 400 days from now'],
    ['9999-12-30T00:00:00Z', '9999-12-31T23:59:59-23:59', 'a time within 400 days from now'],
  ])('from %s to %s are refused: wanted is %s', async (startsAt, endsAt, wanted) => {
    const problem = await makeOperatorWorld().refused('PutEvent', { eventId: 'x', kind: 'k', startsAt, endsAt })
    expect(problem.errors).toEqual([{ pointer: '/endsAt', got: new Date(endsAt).toISOString(), wanted }])
  })

  it.each([
    ['2026-03-02', 'text in the format datetime'],
    ['2026-03-02T12:00:00', 'text in the format datetime'],
    ['tomorrow', 'text in the format datetime'],
  ])('at %s are refused: a time has a zone', async (startsAt, wanted) => {
    const input = { eventId: 'x', kind: 'k', startsAt, endsAt: '2026-03-02T12:00:00Z' }
    expect((await makeOperatorWorld().refused('PutEvent', input)).errors?.[0]).toMatchObject({
      pointer: '/startsAt',
      wanted,
    })
  })

  it('take times in any zone', async () => {
    const world = makeOperatorWorld()
    const input = {
      eventId: 'x',
      kind: 'k',
      startsAt: '2026-03-02T10:00:00+02:00',
      endsAt: '2026-03-02T12:00:00-01:00',
    }
    expect(await world.done('PutEvent', input)).toMatchObject({
      startsAt: '2026-03-02T08:00:00.000Z',
      endsAt: '2026-03-02T13:00:00.000Z',
    })
  })

  it('are at most fifty at a time; one that is replaced needs no room', async () => {
    const world = makeOperatorWorld()
    const event = { kind: 'k', ...times(world) }
    for (let index = 0; index < 50; index++) await world.done('PutEvent', { ...event, eventId: `e${index}` })
    expect(await world.refused('PutEvent', { ...event, eventId: 'one-more' })).toMatchObject({
      status: 409,
      type: 'urn:penumbra:problem:too-many-events',
    })
    await world.done('PutEvent', { ...event, eventId: 'e7', loadMultiplier: 2 })
  })
})

describe('what was ordered', () => {
  it('is told with who, when and in plain words, newest first, that of every group among it', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const at = [new Date(world.nowMs()).toISOString()]
    await world.done('PauseGroup', inputs.PauseGroup)
    await world.pass(1)
    at.push(new Date(world.nowMs()).toISOString())
    await world.done('SetMode', { mode: 'freeze', reason: 'drill' }, bob)
    await world.pass(1)
    at.push(new Date(world.nowMs()).toISOString())
    await world.done('ResumeGroup', web)
    const { orders } = await world.done('ExplainDecisions', web)
    expect(orders).toEqual([
      { at: at[2], by: ana, operation: 'ResumeGroup', what: 'resumed' },
      { at: at[1], by: bob, operation: 'SetMode', what: 'kill switch from run to freeze: drill' },
      { at: at[0], by: ana, operation: 'PauseGroup', what: 'paused until resumed: incident 7' },
    ])
    expect((await world.done('ExplainDecisions', { ...web, limit: 2 })).orders).toHaveLength(2)
  })

  it('by two at the same time is all done, and all told', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const answers = await Promise.all([
      world.ask('PauseGroup', inputs.PauseGroup, ana),
      world.ask('CreateShadowInstances', inputs.CreateShadowInstances, bob),
      world.ask('ConfigureShadowingAlgorithm', inputs.ConfigureShadowingAlgorithm, bob),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const refused = world.calls.filter(({ error }) => error === 'TransactionCanceledException')
    expect(refused.length).toBeGreaterThan(0)
    const { mode, overrides } = await world.done('GetGroupStatus', web)
    expect([mode, overrides]).toEqual(['paused', ['algorithm', 'shadowPercentage']])
    expect((await world.done('ExplainDecisions', web)).orders).toHaveLength(3)
  })

  it('while others are faster again and again is refused as a conflict, and can be tried again', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    const { TransactWriteItems } = world.region.dynamoDb.operations
    const rival = { id: 0 }
    world.region.dynamoDb.operations.TransactWriteItems = (input, given) => {
      const Item = { pk: { S: 'group#web' }, sk: { S: 'orders' }, revision: { N: String(100 + rival.id++) } }
      world.region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, given)
      return TransactWriteItems(input, given)
    }
    const { status, headers, body } = await world.ask('PauseGroup', inputs.PauseGroup)
    expect([status, headers['retry-after']]).toEqual([409, '2'])
    expect(body).toMatchObject({
      type: 'urn:penumbra:problem:conflict',
      detail: 'orders of web: got 5 changes by others at once, wanted none',
    })
  })
})

describe('the kill switch', () => {
  it('is set, and who set it is written down before it holds', async () => {
    const world = makeOperatorWorld()
    expect(await world.done('SetMode', { mode: 'restore', reason: 'uninstall' })).toEqual({ mode: 'restore' })
    expect(world.parameter()).toBe('restore')
    const written = world.calls.map(({ operation }) => operation).filter(name => /^(Put|Transact)/.test(name))
    expect(written).toEqual(['TransactWriteItems', 'PutParameter'])
  })

  it('that nobody can read is shown as the freeze that it means', async () => {
    const world = makeOperatorWorld()
    world.setParameter('stopp')
    expect(await world.done('GetMode')).toEqual({ mode: 'freeze' })
  })
})

describe('a forecast', () => {
  it('that is not there yet says why: no model, or nothing that could be forecast', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', acting)
    expect(await world.done('GetForecast', web)).toEqual({
      autoScalingGroupName: 'web',
      steps: [],
      note: 'no forecast yet: a model is fitted within an hour of the first data',
    })
    const bare = makeOperatorWorld()
    createGroup(bare.region, { tags: acting })
    await bare.pass(2)
    expect((await bare.done('GetForecast', web)).note).toMatch(/^no forecast yet: no Application Load Balancer/)
  })
})
