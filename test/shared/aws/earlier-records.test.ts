// Records as earlier versions wrote them, letter by letter, under the commits that changed their shape. What was lent must be
// understood for ever; everything else may be made anew, but must not be half believed.
import { describe, expect, it } from 'vitest'
import { GroupStore } from '../../../shared/aws/group-store.ts'
import { createTable, makeRegion, startMs, tableName } from './region.ts'

/** JSON text in `body`, as all of them had it, with the fence of the lease that wrote it. */
function storeWith(bodies: Readonly<Record<string, string>>) {
  const { region, clients } = makeRegion()
  createTable(region)
  for (const [sk, body] of Object.entries(bodies)) {
    const Item = { pk: { S: 'group#web' }, sk: { S: sk }, body: { S: body }, fencing: { N: '17' } }
    region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, { nowMs: startMs, caller: 'earlier version' })
  }
  const dropped: string[] = []
  const store = new GroupStore(clients.dynamoDb, tableName, record => dropped.push(record))
  return { store, dropped, read: async () => (await store.readGroups(['web'])).get('web')! }
}

const firstSettings = '"mode":"act","algorithm":"auto","missCostRatio":20,"scaleIn":"policy"'
const registration =
  '"problems":[],"notYetInUse":[],"targetGroupArns":["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"],' +
  '"demandMetrics":[{"namespace":"AWS/ApplicationELB","metricName":"RequestCount","dimensions":{"LoadBalancer":"app/web/1"},"statistic":"Sum"}]'

const configs = {
  'the first, 6c991bc': `{"schemaVersion":1,"name":"web","optedIn":true,"settings":{${firstSettings}},${registration}}`,
  'with alerts that could not be sent, 25d70de': `{"schemaVersion":1,"name":"web","optedIn":true,"settings":{${firstSettings}},${registration},"untold":true}`,
  'with warm pools, 35f4a36': `{"schemaVersion":1,"name":"web","optedIn":true,"settings":{${firstSettings},"bootSafe":"true"},${registration}}`,
  'with fresh metrics and budgets, a6b9583': `{"schemaVersion":1,"name":"web","optedIn":true,"settings":{${firstSettings},"budgetPercent":80,"bootSafe":"false"},${registration},"freshMetric":{"namespace":"Shop","metricName":"Requests","dimensions":{"AutoScalingGroupName":"web"},"statistic":"Sum"}}`,
}

describe('a registration of an earlier version', () => {
  it.each(Object.entries(configs))('(%s) keeps the settings of the team', async (_, body) => {
    const { read, store, dropped } = storeWith({ config: body })
    const { config } = await read()
    expect(config).toMatchObject({ name: 'web', optedIn: true, settings: { mode: 'act', missCostRatio: 20 } })
    expect(config?.demandMetrics[0].dimensions).toEqual({ LoadBalancer: 'app/web/1' })
    // Of before prefixes could be chosen: it speaks of penumbra's tags.
    expect(config?.tagPrefix).toBeUndefined()
    expect((await store.readConfigs(['web'])).get('web')).toEqual(config)
    expect(dropped).toEqual([])
  })

  it('has the default of a setting that did not exist yet', async () => {
    const { config } = await storeWith({ config: configs['the first, 6c991bc'] }).read()
    expect(config?.settings).toMatchObject({ budgetPercent: 100, bootSafe: 'false' })
  })
})

const memories = {
  'the first, 6c991bc': '{"schemaVersion":1,"baselineMinSize":2,"writtenMinSizes":[9],"expiresAtMs":1772409600000}',
  'let down, without an expiry, 6c991bc': '{"schemaVersion":1,"baselineMinSize":2,"writtenMinSizes":[]}',
  'cut off while an expiry was made, 9679ed0':
    '{"schemaVersion":1,"baselineMinSize":2,"writtenMinSizes":[7,9],"expiresAtMs":0}',
}

describe('a memory of an earlier version', () => {
  it.each(Object.entries(memories))('(%s) still tells the MinSize of the team, and which are ours', async (_, body) => {
    const { read, dropped } = storeWith({ memory: body })
    const { memory, unreadable } = await read()
    expect(memory).toEqual(JSON.parse(body))
    expect([dropped, unreadable]).toEqual([[], []])
  })

  it.each([
    '{"schemaVersion":1,"written":[{"size":3,"state":"Stopped"}],"stood":true,"expiresAtMs":1772409600000}',
    '{"schemaVersion":1,"written":[],"stood":false,"yielded":"changed"}',
    '{"schemaVersion":1,"written":[],"stood":false,"notBeforeMs":1772409600000}',
  ])('of a warm pool (35f4a36) still tells whose it is: %s', async body => {
    const { pool, unreadable } = await storeWith({ pool: body }).read()
    expect(pool).toEqual(JSON.parse(body))
    expect(unreadable).toEqual([])
  })
})

const baseline = '"baseline":{"level":0.95,"logRatio":0.3,"scale":0.1,"count":500}'
const tail = '"demoted":false,"failures":{"count":0,"notBeforeMs":1772409600000},"alerted":["demoted"]'
const pending = '"fromMs":1,"toMs":2,"medianRps":3,"quantileRps":4,"calibratedRps":4,"reactiveRps":5,"lastRps":3'
const known = '"schemaVersion":1,"recentRps":[400,null,410],"recentEndMs":1772409600000'
const experts =
  '"conformal":{"level":0.95,"experts":[{"factor":1,"loss":0},{"factor":1,"loss":0},{"factor":1,"loss":0}]}'
const tracked = '"conformal":{"level":0.95,"factor":1.2,"missRate":0.05}'
const blend = '"blend":{"modelLoss":1.5,"reactiveLoss":2.5}'

describe('what a tick of an earlier version left', () => {
  it.each([
    [
      'before warm pools and budgets, 684dfbd',
      `{${known},${tracked},${baseline},${blend},"trackRecord":[],"pending":[{${pending},"blendedRps":4}],${tail}}`,
    ],
    [
      'with a warm pool, 454127e',
      `{${known},${tracked},${baseline},${blend},"trackRecord":[],"pending":[],"pool":{"slack":{"sinceMs":1,"largest":3},"seen":{"warmed":2,"poolSize":3,"desiredCapacity":9}},${tail}}`,
    ],
  ])('(%s) is taken up', async (_, body) => {
    const { state, unreadable, stateVersion } = await storeWith({ state: body }).read()
    expect(state).toMatchObject({ recentRps: [400, null, 410], conformal: { factor: 1.2 }, alerted: ['demoted'] })
    expect(unreadable).toEqual([])
    // Written under a lease, and never counted: the next writing is its first revision.
    expect(stateVersion).toEqual({ fencing: 17, revision: 0 })
  })

  it.each([
    [
      'with three calibrations at once, 6c991bc',
      `{${known},${experts},${baseline},"trackRecord":[],"pending":[{${pending}}],${tail}}`,
    ],
    [
      'with a budget of another kind, a6b9583',
      `{${known},${tracked},${baseline},${blend},"trackRecord":[],"pending":[],"budget":{"reactive":{"desired":3,"serving":3,"launches":[],"unread":[],"above":0,"below":0},"reactiveHours":1,"spentHours":1,"usualInstances":3},${tail}}`,
    ],
  ])('(%s) is made anew, and can be written over', async (_, body) => {
    const { read, store, dropped } = storeWith({ state: body, memory: memories['the first, 6c991bc'] })
    const { state, memory, stateVersion } = await read()
    expect([state, dropped]).toEqual([undefined, ['web state']])
    expect(memory?.baselineMinSize).toBe(2)
    const younger = `{${known},${tracked},${baseline},${blend},"trackRecord":[],"pending":[],${tail}}`
    await store.writeState('web', (await storeWith({ state: younger }).read()).state!, stateVersion, 18)
    expect((await read()).state?.recentRps).toEqual([400, null, 410])
  })
})

describe('what was learned by an earlier version', () => {
  const figures =
    '"schemaVersion":1,"modelVersion":"1772409600000","algorithm":"seasonal-ridge","coldLeadSeconds":180,"coldLeadObservations":12'

  it('(684dfbd) is taken up, without what was not asked then', async () => {
    const { learned } = await storeWith({
      learned: `{${figures},"saturationRps":50,"policyTargetPercent":60,${baseline}}`,
    }).read()
    expect(learned).toMatchObject({ saturationRps: 50, policyTargetPercent: 60 })
    expect(learned?.canScaleIn).toBeUndefined()
  })

  it('(6c991bc, without the baseline) is learned anew within the hour', async () => {
    const { learned, unreadable } = await storeWith({ learned: `{${figures},"saturationRps":50}` }).read()
    expect([learned, unreadable]).toEqual([undefined, ['learned']])
  })
})
