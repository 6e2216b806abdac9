import { describe, expect, it } from 'vitest'
import { defaultScenario } from '../../../simulator/scenario.ts'
import { scaleOf } from '../../../simulator/workload/demand-curve.ts'
import { defaultStory } from '../../../simulator/workload/story.ts'

const DAY = 1440
const story = defaultStory(1)
const { counts, startMs } = story.trace
const minuteOf = (timeMs: number): number => (timeMs - startMs) / 60_000
const meanOf = (from: number, minutes: number): number =>
  counts.subarray(from, from + minutes).reduce((sum, count) => sum + count / minutes, 0)

describe('the default story', () => {
  it('is 14 days of history and 14 judged days of one-minute counts without gaps', () => {
    expect(counts.length).toBe(28 * DAY)
    expect(minuteOf(story.judgedFromMs)).toBe(14 * DAY)
    expect(story.days).toBe(14)
    expect(new Date(startMs).getUTCDay()).toBe(1)
    expect(story.trace.isGap.includes(1)).toBe(false)
    expect(counts.every(count => Number.isInteger(count) && count >= 0)).toBe(true)
  })

  it('is the same for the same seed and another for another', () => {
    expect(defaultStory(1).trace.counts).toEqual(counts)
    expect(defaultStory(2).trace.counts).not.toEqual(counts)
  })

  it('needs about as many instances as the region is sized for', () => {
    expect(scaleOf(story.trace, defaultScenario)).toBeGreaterThan(0.5)
    expect(scaleOf(story.trace, defaultScenario)).toBeLessThan(2)
  })

  it('has evenings of at least twice the small hours, and busier Saturdays than Wednesdays', () => {
    // The measured profile of the shop: 1.36 of the mean at 19-20 h, 0.57 at 8 h; 1.19 on Saturday, 0.88 on Wednesday.
    expect(meanOf(19 * 60, 60) / meanOf(8 * 60, 60)).toBeGreaterThan(2)
    expect(meanOf(5 * DAY, DAY) / meanOf(2 * DAY, DAY)).toBeGreaterThan(1.2)
  })

  it('announces its campaign, which raises demand by its multiplier against the same hours a week before', () => {
    const [campaign] = story.events
    expect(story.events.length).toBe(1)
    const from = minuteOf(campaign.startMs) + 30
    const minutes = minuteOf(campaign.endMs) - 30 - from
    expect(campaign.startMs).toBeGreaterThan(story.judgedFromMs)
    expect(Math.abs(meanOf(from, minutes) / meanOf(from - 7 * DAY, minutes) / campaign.multiplier - 1)).toBeLessThan(
      0.1,
    )
  })

  it('has one judged crowd of twice the usual within ten minutes that nobody announced', () => {
    const growth = Array.from(
      { length: 13 * DAY },
      (_, i) => meanOf(14 * DAY + i + 10, 3) / meanOf(14 * DAY + i - 3, 3),
    )
    const steepest = 14 * DAY + growth.indexOf(Math.max(...growth))
    expect(Math.max(...growth)).toBeGreaterThan(1.8)
    const at = startMs + steepest * 60_000
    expect(story.events.every(event => at < event.startMs || at > event.endMs)).toBe(true)
    // Half an hour after its peak most of it is gone.
    expect(meanOf(steepest + 45, 5) / meanOf(steepest + 10, 5)).toBeLessThan(0.75)
  })

  it('ends on a higher level than the weeks before', () => {
    const ratio = meanOf(25 * DAY, 3 * DAY) / meanOf(18 * DAY, 3 * DAY)
    expect(ratio).toBeGreaterThan(1.15)
    expect(ratio).toBeLessThan(1.35)
  })

  it('is noisier than Poisson, with noise that lasts for minutes', () => {
    const z = Array.from({ length: DAY - 60 }, (_, i) => counts[i + 30] / meanOf(i, 61) - 1)
    const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length
    const lag1 = z.slice(1).reduce((sum, value, i) => sum + value * z[i], 0) / z.length / variance
    expect(Math.sqrt(variance)).toBeGreaterThan(0.03)
    expect(Math.sqrt(variance)).toBeLessThan(0.09)
    expect(lag1).toBeGreaterThan(0.5)
  })
})
