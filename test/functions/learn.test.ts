import { describe, expect, it } from 'vitest'
import { restoreModel } from '../../shared/domain/forecasting/models.ts'
import { acting, hourMs, type World } from '../laws/world.ts'
import { makeSites } from './learn-sites.ts'

/** Launches as many instances as the team asks for, and waits until all of them serve. */
async function launch(world: World, desired: number): Promise<void> {
  world.region.autoScaling.operations.SetDesiredCapacity(
    { AutoScalingGroupName: 'web', DesiredCapacity: desired },
    { nowMs: world.region.clock.now(), caller: 'team' },
  )
  await world.pass(0.25)
}

describe('what one instance can do', () => {
  it('is learned as the 50 requests per second of the simulated physics (design §11)', async () => {
    const { learn, learnedOf } = await makeSites([{}], 3)
    expect(await learn({ groups: ['web'] })).toEqual({ learned: 1, failed: 0 })
    const learned = await learnedOf('web')
    expect(learned?.saturationRps).toBeGreaterThan(49.5)
    expect(learned?.saturationRps).toBeLessThan(50.5)
    expect(learned?.saturationUncertaintyRps).toBeLessThan(0.5)
  })

  it('holds for a quarter of a day where it was learned from a whole one, and then is learned again', async () => {
    const { world, learn, learnedOf, store } = await makeSites([{ historyDays: 0.5 }], 3)
    await learn({ groups: ['web'] })
    const model = await store.readModel('web')
    const learned = await learnedOf('web')
    // Fifteen hours are no whole day.
    expect(learned?.capacityAsOfMs).toBeUndefined()
    const agoHours = async (hours: number) => {
      const capacityAsOfMs = world.region.clock.now() - hours * 3_600_000
      await store.writeLearned('web', { ...learned!, saturationRps: 33, capacityAsOfMs }, model!)
      const before = world.calls.length
      await learn({ groups: ['web'] })
      const asked = world.calls.slice(before).filter(({ operation }) => operation === 'GetMetricData')
      return { calls: asked.length, rps: Math.round((await learnedOf('web'))?.saturationRps ?? 0) }
    }
    expect(await agoHours(5)).toEqual({ calls: 1, rps: 33 })
    expect(await agoHours(6)).toEqual({ calls: 2, rps: 50 })
  })

  it('stays unknown where CPU says nothing: a group that hardly works', async () => {
    // Two instances of 50 rps under 4 rps: 4 % CPU; a tenth is the least that is used.
    const { learn, learnedOf } = await makeSites([{ demandRps: () => 4 }])
    expect(await learn({ groups: ['web'] })).toEqual({ learned: 1, failed: 0 })
    expect((await learnedOf('web'))?.saturationRps).toBeUndefined()
  })
})

describe('the cold lead time', () => {
  it('is the 95th percentile of the physics, 210 s, within its sampling error', async () => {
    const { world, learn, learnedOf } = await makeSites([{}])
    const launchesBefore = world.group().launches
    await launch(world, 200)
    await learn({ groups: ['web'] })
    const learned = await learnedOf('web')
    const launches = world.group().launches
    expect(launches - launchesBefore).toBeGreaterThan(150)
    expect(learned?.coldLeadObservations).toBe(launches)
    // Lognormal of mean 150 s and 95th percentile 210 s: σ = 0.219, density at the percentile 0.00224 per second; so the
    // standard error of the percentile of n launches is √(0.05·0.95/n) / 0.00224.
    const standardError = Math.sqrt((0.05 * 0.95) / launches) / 0.00224
    expect(Math.abs((learned?.coldLeadSeconds ?? 0) - 210)).toBeLessThan(4 * standardError)
  })

  it('is five minutes while fewer than five launches were seen', async () => {
    const { learn, learnedOf } = await makeSites([{ demandRps: () => 4 }])
    await learn({ groups: ['web'] })
    expect(await learnedOf('web')).toMatchObject({ coldLeadSeconds: 300, coldLeadObservations: 0 })
  })
})

describe('the warm pool', () => {
  it('has its launches, its own lead time and the hook that it needs learned beside the cold ones', async () => {
    const { world, learn, learnedOf } = await makeSites([{ demandRps: () => 100 }])
    world.putLaunchHook()
    const team = { nowMs: world.region.clock.now(), caller: 'team' }
    const pool = { AutoScalingGroupName: 'web', MinSize: 60, MaxGroupPreparedCapacity: 60 }
    world.region.autoScaling.operations.PutWarmPool(pool, team)
    await world.pass(0.25)
    await launch(world, 60)
    await learn({ groups: ['web'] })
    const learned = await learnedOf('web')
    const launches = world.group().activities.recent(world.region.clock.now())
    const drawn = launches.filter(({ Description }) => Description?.includes('from warm pool')).length
    expect(drawn).toBeGreaterThan(50)
    expect(learned).toMatchObject({ hasLaunchHook: true, stoppedLeadObservations: drawn })
    // Lognormal of mean 90 s and 95th percentile 125 s, after which the instance itself completes the hook; σ = 0.223, density at
    // the percentile 0.0037 per second, so the standard error of the percentile of n draws is √(0.05·0.95/n) / 0.0037.
    const standardError = Math.sqrt((0.05 * 0.95) / drawn) / 0.0037
    expect(Math.abs((learned?.stoppedLeadSeconds ?? 0) - 125)).toBeLessThan(4 * standardError)
    // Within a day that is not over, all of them count for a day.
    expect(learned?.launchesPerHour).toBeCloseTo(((learned?.coldLeadObservations ?? 0) + drawn) / 24, 9)
  })
})

describe('the model', () => {
  it('is stored under the version that the figures name, and forecasts the load that it was fitted on', async () => {
    const { learn, store, learnedOf } = await makeSites([{ demandRps: () => 400 }])
    await learn({ groups: ['web'] })
    const learned = await learnedOf('web')
    const record = await store.readModel('web')
    if (record === undefined) throw new Error('got no model, wanted one')
    expect(String(record.fittedAtMs)).toBe(learned?.modelVersion)
    expect(record.algorithm).toBe(learned?.algorithm)
    const startMs = record.fittedAtMs - 120 * 60_000
    const recent = { startMs, binSeconds: 60, ratesRps: new Float64Array(120).fill(400) }
    const { rates } = restoreModel(record).paths(recent, 5)
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
    // Poisson minutes of 24,000 requests vary by 0.65 %.
    expect(mean).toBeGreaterThan(390)
    expect(mean).toBeLessThan(410)
  })

  it('is of the family that a tag names', async () => {
    const { learn, learnedOf } = await makeSites([{ tags: { ...acting, 'penumbra:algorithm': 'seasonal-naive' } }])
    await learn({ groups: ['web'] })
    expect((await learnedOf('web'))?.algorithm).toBe('seasonal-naive')
  })

  it('is chosen as by auto where the family that is named cannot be had, and says so', async () => {
    // Two hours of history are too few for double seasonal smoothing, whose longer season is a week.
    const { learn, learnedOf, store } = await makeSites([
      { name: 'named', tags: { ...acting, 'penumbra:algorithm': 'holt-winters' }, historyDays: 1 / 12 },
      { name: 'auto', tags: acting, historyDays: 1 / 12 },
    ])
    expect(await learn({ groups: ['named', 'auto'] })).toEqual({ learned: 2, failed: 0 })
    const named = await learnedOf('named')
    expect(named?.algorithm).toBe((await learnedOf('auto'))?.algorithm)
    expect(named?.fallback).toMatch(/holt-winters .*so auto is used/)
    expect((await learnedOf('auto'))?.fallback).toBeUndefined()
    expect(restoreModel((await store.readModel('named'))!).algorithm).toBe(named?.algorithm)
  })
})

describe("the team's own policy", () => {
  it('is known by its CPU target, 80 percent in this region', async () => {
    const { learn, learnedOf } = await makeSites([{}])
    await learn({ groups: ['web'] })
    expect(await learnedOf('web')).toMatchObject({ policyTargetPercent: 80, policyMetric: 'cpu' })
  })

  it('on requests is a share of what an instance can serve, as soon as that is known', async () => {
    const policy = { metric: 'requests', targetPercent: 60 } as const
    const { world, learn, learnedOf } = await makeSites([
      { policy, demandRps: () => 4 },
      { name: 'busy', policy },
    ])
    await world.pass(3)
    await learn({ groups: ['web', 'busy'] })
    // 1800 requests per target and minute are 30 rps, of 50.
    const busy = await learnedOf('busy')
    expect(busy?.policyMetric).toBe('requests')
    expect(Math.abs((busy?.policyTargetPercent ?? 0) - 60)).toBeLessThan(0.6)
    // Four requests per second say nothing about what an instance can serve.
    const idle = await learnedOf('web')
    expect([idle?.policyMetric, idle?.policyTargetPercent]).toEqual(['requests', undefined])
  })
})

describe('the reactive baseline', () => {
  it('looks seven minutes ahead by the minute, and four where ten seconds are counted', async () => {
    // Demand doubles within every hour, 1.16 % a minute: 0.0462 in four minutes and 0.0809 in seven, on the log scale. Minutes
    // of 30,000 to 60,000 requests vary by half a percent.
    const demandRps = (timeMs: number) => 500 * 2 ** ((timeMs % hourMs) / hourMs)
    const fresh = { ...acting, 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }
    const { learn, learnedOf } = await makeSites([{ demandRps }, { name: 'fresh', demandRps, tags: fresh }])
    await learn({ groups: ['web', 'fresh'] })
    const ratioOf = async (name: string) => (await learnedOf(name))?.baseline.logRatio ?? 0
    expect(Math.abs((await ratioOf('fresh')) - 0.0462)).toBeLessThan(0.015)
    expect(Math.abs((await ratioOf('web')) - 0.0809)).toBeLessThan(0.015)
  })
})

describe('nothing is learned', () => {
  it('of a group without a load balancer', async () => {
    const { world, learn, learnedOf } = await makeSites([])
    world.region.autoScaling.operations.CreateAutoScalingGroup(
      {
        AutoScalingGroupName: 'plain',
        MinSize: 0,
        MaxSize: 5,
        AvailabilityZones: ['us-east-1a'],
        LaunchTemplate: { LaunchTemplateName: 'plain', Version: '1' },
        Tags: [{ ResourceId: 'plain', Key: 'penumbra:enabled', Value: 'true' }],
      },
      { nowMs: world.region.clock.now(), caller: 'team' },
    )
    await world.pass(0.1)
    expect(await learn({ groups: ['plain'] })).toEqual({ learned: 0, failed: 0 })
    expect(await learnedOf('plain')).toBeUndefined()
  })

  it('of a group that was never registered', async () => {
    const { learn, learnedOf } = await makeSites([])
    expect(await learn({ groups: ['stranger'] })).toEqual({ learned: 0, failed: 0 })
    expect(await learnedOf('stranger')).toBeUndefined()
  })
})

describe('one group that fails', () => {
  it('is counted and logged, and the others are learned', async () => {
    const { world, learn, store, learnedOf, errors } = await makeSites([{}])
    const config = (await store.readConfigs(['web'])).get('web')
    if (config === undefined) throw new Error('got no config of web, wanted one')
    // Its load can still be read, but the group itself is gone.
    await store.writeConfig({ ...config, name: 'gone' })
    expect(await learn({ groups: ['gone', 'web'] })).toEqual({ learned: 1, failed: 1 })
    expect(errors).toEqual(['gone'])
    expect(await learnedOf('gone')).toBeUndefined()
    expect(Number((await learnedOf('web'))?.modelVersion)).toBeGreaterThan(world.region.clock.now() - hourMs)
  })
})
