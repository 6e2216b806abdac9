import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossUsd } from '../../../simulator/policies/tuning.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { simulatePolicy } from '../../../simulator/simulate-policy.ts'
import { planSimulation } from '../../../simulator/simulation-plan.ts'
import { makeTrace } from '../short-trace.ts'

const scenario = parseScenario({ warmUpHours: 2 })
const historyMinutes = 3 * 1440

/** One judged day after three days of history; the trace's requests as they are. */
function planOf(rps: (minute: number) => number) {
  return planSimulation(makeTrace({ days: 4, rps }), scenario, { seed: 1, days: 1, instanceRps: 50 })
}

/** Between 300 and 1500 requests per second, never twice the same hour. */
const rolling = (minute: number) => 900 + 350 * Math.sin(minute / 229) + 250 * Math.sin(minute / 31)

describe.each(['target-tracking', 'target-tracking-fast', 'predictive-hourly'])('%s', name => {
  it('does not look ahead: another load after a minute leaves everything before it as it was', async () => {
    const changeMinute = historyMinutes + 11 * 60 + 17
    const changed = (minute: number) => (minute < changeMinute ? 1 : 2.5) * rolling(minute)
    const [asItCame, another] = [
      await simulatePolicy(planOf(rolling), name),
      await simulatePolicy(planOf(changed), name),
    ]
    // The load is drawn from a curve through the bins, so that the bin before the change feels it too.
    const minutesBefore = 11 * 60 + 16
    expect(another.timeline.slice(0, minutesBefore)).toEqual(asItCame.timeline.slice(0, minutesBefore))
    expect(another.timeline[minutesBefore + 1]).not.toEqual(asItCame.timeline[minutesBefore + 1])
  })
})

describe('a load that rises at once at the same time every day', () => {
  const steps = fc.record({ hour: fc.integer({ min: 1, max: 21 }), rise: fc.double({ min: 1.8, max: 3, noNaN: true }) })

  it('is served better by hourly prediction than by target tracking alone, whenever it rises', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async ({ hour, rise }) => {
        const isHigh = (minute: number) => minute % 1440 >= hour * 60
        const plan = planOf(minute => (isHigh(minute) ? rise : 1) * 400)
        const alone = await simulatePolicy(plan, 'target-tracking')
        const predictive = await simulatePolicy(plan, 'predictive-hourly')
        expect(predictive.badRequests).toBeLessThan(alone.badRequests)
        expect(lossUsd(predictive, scenario)).toBeLessThan(lossUsd(alone, scenario))
      }),
      { numRuns: 3 },
    )
  })

  it('is served better by fast target tracking than by target tracking on minutes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async ({ hour, rise }) => {
        const isHigh = (minute: number) => minute % 1440 >= hour * 60
        const plan = planOf(minute => (isHigh(minute) ? rise : 1) * 400)
        const slow = await simulatePolicy(plan, 'target-tracking')
        const fast = await simulatePolicy(plan, 'target-tracking-fast')
        expect(fast.badRequests).toBeLessThan(slow.badRequests)
      }),
      { numRuns: 3 },
    )
  })
})
