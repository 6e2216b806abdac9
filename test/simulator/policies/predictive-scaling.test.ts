import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deployPredictiveScaling, type PredictiveScaling } from '../../../simulator/policies/predictive-scaling.ts'
import { type SteadySite, steadySite } from './steady-site.ts'

const hour = 3600
const tracking = { metric: 'requests', targetPercent: 60 } as const
const byMean: PredictiveScaling = { targetPercent: 60, sizedBy: 'mean', schedulingBufferSeconds: 300 }

/** At 60 % an instance serves 30 requests per second: 290 need 10 instances, 590 need 20. */
const night = 290
const officeHours = (seconds: number) => {
  const hourOfDay = ((Math.floor(seconds / hour) % 24) + 24) % 24
  return hourOfDay >= 9 && hourOfDay < 17 ? 590 : night
}

async function deployed(
  policy: PredictiveScaling,
  rpsAt: (seconds: number) => number,
  options: { historyHours?: number; maxSize?: number } = {},
): Promise<SteadySite> {
  const world = await steadySite({
    policy: tracking,
    rpsAt,
    initialInstances: Math.ceil(rpsAt(0) / 30),
    historyHours: 72,
    ...options,
  })
  deployPredictiveScaling(world.region, world.site, policy)
  return world
}

/** MinSize just before and just after each of these moments. */
async function floorsAround({ site, runTo }: SteadySite, moments: readonly number[]): Promise<[number, number][]> {
  const seen: [number, number][] = []
  for (const seconds of moments) {
    await runTo(seconds - 0.001)
    const before = site.group.minSize
    await runTo(seconds)
    seen.push([before, site.group.minSize])
  }
  return seen
}

describe('predictive scaling', () => {
  it('holds what every hour needs from 5 minutes before it until its end', async () => {
    const world = await deployed(byMean, officeHours)
    expect(world.site.group.minSize).toBe(10)
    expect(await floorsAround(world, [9 * hour - 300, 17 * hour - 300, 17 * hour])).toEqual([
      [10, 20],
      [20, 20],
      [20, 10],
    ])
  })

  it('has launched before the load comes', async () => {
    const { site, runTo } = await deployed(byMean, officeHours)
    await runTo(9 * hour)
    // 147 s after 8:55.
    expect(site.group.instances.filter(({ state }) => state === 'InService')).toHaveLength(20)
  })

  it('never scales in: when the hour ends, target tracking does', async () => {
    const { site, runTo } = await deployed(byMean, officeHours)
    await runTo(17 * hour)
    expect(site.group.minSize).toBe(10)
    expect(site.group.desiredCapacity).toBe(20)
    // Minutes 17:00 to 17:14 are the 15 below; the last can be read at 17:17.
    await runTo(17 * hour + 17 * 60)
    expect(site.group.desiredCapacity).toBe(10)
  })

  it('orders as long before the hour as it is told', async () => {
    const world = await deployed({ ...byMean, schedulingBufferSeconds: 900 }, officeHours)
    expect(await floorsAround(world, [9 * hour - 900])).toEqual([[10, 20]])
  })

  it('is sized by the mean of the hour, or by its largest 5 minutes', async () => {
    // 5 minutes at 890 and 55 at 290 are 340 on average: 12 instances; the peak needs 30.
    const pulses = (seconds: number) => (((seconds % hour) + hour) % hour < 300 ? 890 : night)
    const byPeak = { ...byMean, sizedBy: 'peak' } as const
    expect((await deployed(byMean, pulses)).site.group.minSize).toBe(12)
    expect((await deployed(byPeak, pulses)).site.group.minSize).toBe(30)
  })

  it('waits for 24 hours of history', async () => {
    // 20 hours before midnight and 4 after it; the refit of 6:02 is the first with a whole day.
    const world = await deployed(byMean, () => night, { historyHours: 20 })
    expect(world.site.group.minSize).toBe(2)
    expect(await floorsAround(world, [7 * hour - 300])).toEqual([[2, 10]])
  })

  it('looks at the last hours every 6 hours only', async () => {
    // From 2:00 on 590, as on no earlier day.
    const world = await deployed(byMean, seconds => (seconds < 2 * hour ? night : 590))
    const [[before, after]] = await floorsAround(world, [7 * hour - 300])
    expect(before).toBe(10)
    expect(after).toBeGreaterThan(12)
  })

  it('forgets what is older than 14 days', async () => {
    // On the first of 15 days so much load that, if it were known, no other hour would seem different from the next.
    // Before midnight the last hour that is known ended at 23:00.
    const rpsAt = (seconds: number) => (seconds < -(14 * 24 + 1) * hour ? 1e5 * night : night)
    const { site } = await deployed(byMean, rpsAt, { historyHours: 15 * 24 })
    expect(site.group.minSize).toBe(10)
  })

  it('never goes below the MinSize of the team nor above MaxSize', async () => {
    const levels = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 24, maxLength: 24 })
    await fc.assert(
      fc.asyncProperty(levels, fc.integer({ min: 10, max: 40 }), async (levelOfHour, maxSize) => {
        const rpsAt = (seconds: number) => levelOfHour[((Math.floor(seconds / hour) % 24) + 24) % 24]
        const world = await deployed(byMean, rpsAt, { maxSize, historyHours: 48 })
        const moments = Array.from({ length: 48 }, (_, half) => (half + 1) * 1800 - 300)
        for (const floor of (await floorsAround(world, moments)).flat()) {
          expect(floor).toBeGreaterThanOrEqual(2)
          expect(floor).toBeLessThanOrEqual(maxSize)
        }
      }),
      { numRuns: 10 },
    )
  })
})
