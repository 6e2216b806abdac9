import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../simulator/scenario.ts'
import type { FleetInstance, FleetView } from '../../../simulator/services/auto-scaling/fleet-view.ts'
import { Ledger, type LedgerFigures } from '../../../simulator/workload/ledger.ts'
import { ResponseTimes } from '../../../simulator/workload/response-times.ts'
import type { StepOutcome } from '../../../simulator/workload/step-outcome.ts'
import { fleetOf, instance, warmFleet } from './fleets.ts'

const FROM = Date.UTC(2026, 0, 5)
const MINUTE = 60_000
const scenario = parseScenario({})
const edges = Float64Array.of(0.1, 0.2, 0.4)
const responseTimes = new ResponseTimes(scenario.instance, edges)

function step(offsetMs: number, differences: Partial<StepOutcome> = {}): StepOutcome {
  return {
    binStartMs: FROM + offsetMs,
    requests: 100,
    reads: 80,
    rejected: 0,
    dropped: 0,
    errors: 0,
    bad: 0,
    utilisation: 0.2,
    inService: 1,
    latencyCounts: Float64Array.of(0, 100, 0),
    targetGroups: [],
    ...differences,
  }
}

interface Run {
  readonly minutes?: number
  readonly isScored?: (minuteStartMs: number) => boolean
  /** Steps before judging begins. */
  readonly warmUpSteps?: number
  readonly fleetAt?: (timeMs: number) => FleetView
  readonly outcomeAt?: (offsetMs: number) => Partial<StepOutcome>
  readonly before?: (ledger: Ledger, offsetMs: number) => void
}

function run({ minutes = 2, isScored = () => true, warmUpSteps = 0, fleetAt, outcomeAt, before }: Run): LedgerFigures {
  const ledger = new Ledger({ scenario, responseTimes, fromMs: FROM, toMs: FROM + minutes * MINUTE, isScored })
  for (let index = -warmUpSteps; index < minutes * 6 + 1; index++) {
    const offsetMs = index * 10_000
    before?.(ledger, offsetMs)
    ledger.record(step(offsetMs, outcomeAt?.(offsetMs)), fleetAt?.(FROM + offsetMs) ?? warmFleet(1))
  }
  return ledger.figures()
}

describe('the ledger', () => {
  it('adds up the judged time only', () => {
    const figures = run({ minutes: 3, warmUpSteps: 30 })
    expect(figures).toMatchObject({ requests: 1800, badRequests: 0, badMinutes: 0, launches: 0 })
    expect(figures.timeline.map(row => row.t)).toEqual([0, 1, 2].map(m => new Date(FROM + m * MINUTE).toISOString()))
    expect(figures.instanceHours.inService).toBeCloseTo(3 / 60, 12)
  })

  it('leaves out minutes that are not scored, and what they cost', () => {
    const figures = run({ minutes: 3, isScored: minuteMs => minuteMs !== FROM + MINUTE })
    expect(figures.requests).toBe(1200)
    expect(figures.instanceHours.inService).toBeCloseTo(2 / 60, 12)
    expect(figures.timeline.map(row => row.t.slice(11, 16))).toEqual(['00:00', '00:02'])
  })

  it('calls a minute bad from more than 1 % on', () => {
    // 600 requests a minute: 6 bad ones are exactly 1 %.
    const badOf = (bad: number) => run({ outcomeAt: offsetMs => (offsetMs === 20_000 ? { bad } : {}) })
    expect(badOf(6)).toMatchObject({ badRequests: 6, badMinutes: 0 })
    expect(badOf(6.1).badMinutes).toBe(1)
  })

  it('shows means of counts, sums of requests and the floor at the end of each minute', () => {
    const fleetAt = (timeMs: number): FleetView => {
      const isLate = timeMs >= FROM + 30_000
      const extra = isLate ? [instance('p', { state: 'Pending' }), instance('t', { state: 'Terminating' })] : []
      return fleetOf([...warmFleet(2).instances, ...extra], {
        desiredCapacity: isLate ? 3 : 2,
        minSize: isLate ? 7 : 4,
      })
    }
    const [row] = run({ minutes: 1, fleetAt, outcomeAt: () => ({ bad: 0.5 }) }).timeline
    expect(row).toMatchObject({ requests: 600, bad: 3, floor: 7, shadow: 0, warmRunning: 0, warmStopped: 0 })
    expect(row.inService).toBeCloseTo(2, 12)
    expect(row.pending).toBeCloseTo(0.5, 12)
    expect(row.draining).toBeCloseTo(0.5, 12)
    expect(row.desired).toBeCloseTo(2.5, 12)
  })

  it('shows the forecast of the last decision before each minute', () => {
    const before = (ledger: Ledger, offsetMs: number): void => {
      if (offsetMs === 10_000) ledger.expect(100, 130)
      if (offsetMs === 70_000) ledger.expect(null, null)
    }
    const { timeline } = run({ minutes: 3, before })
    expect(timeline.map(row => [row.forecastP50, row.forecastP95])).toEqual([
      [null, null],
      [100, 130],
      [null, null],
    ])
  })

  it('finds the median and the 99th percentile of what was served', () => {
    // 90 % in (0.1, 0.2], 10 % in (0.2, 0.4]: median 0.1 + 0.1·50/90, 99th percentile 0.2 + 0.2·9/10.
    const figures = run({ outcomeAt: () => ({ latencyCounts: Float64Array.of(0, 90, 10) }) })
    expect(figures.p50Ms).toBeCloseTo(155.556, 2)
    expect(figures.p99Ms).toBeCloseTo(380, 6)
  })
})

describe('billing', () => {
  /** One instance beside a permanent one: launched, in service, terminated and gone at offsets from FROM. */
  const lifeOf =
    (launch: number, inService: number, terminate: number, gone: number) =>
    (timeMs: number): FleetView => {
      const now = timeMs - FROM
      const state = now < inService ? 'Pending' : now < terminate ? 'InService' : 'Terminating'
      const own = now >= launch && now < gone ? [instance('own', { launchedAtMs: FROM + launch, state })] : []
      return fleetOf([...warmFleet(1).instances, ...own], { launches: now >= launch ? 6 : 5 })
    }

  it('charges everything from launch to the end of draining', () => {
    const figures = run({ minutes: 10, fleetAt: lifeOf(60_000, 200_000, 400_000, 460_000) })
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(140, 9)
    expect(figures.instanceHours.inService * 3600).toBeCloseTo(600 + 200, 9)
    expect(figures.instanceHours.draining * 3600).toBeCloseTo(60, 9)
    // 1000 seconds at 0.096 USD an hour.
    expect(figures.costUsd).toBeCloseTo((1000 / 3600) * 0.096, 12)
    expect(figures.launches).toBe(1)
  })

  it('counts a launch to the second, not from the next step on', () => {
    const figures = run({ minutes: 10, fleetAt: lifeOf(63_000, 200_000, 400_000, 460_000) })
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(137, 9)
  })

  it('charges at least a minute for a launch that was taken back', () => {
    const figures = run({ minutes: 10, fleetAt: lifeOf(60_000, 999_000, 999_000, 90_000) })
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(60, 9)
  })

  it('does not charge more than a longer life took', () => {
    const figures = run({ minutes: 10, fleetAt: lifeOf(60_000, 999_000, 999_000, 150_000) })
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(90, 9)
  })

  it('does not count launches of the warm-up', () => {
    expect(run({ warmUpSteps: 30, fleetAt: lifeOf(-100_000, 20_000, 900_000, 900_000) }).launches).toBe(0)
  })
})

describe('billing of a warm pool', () => {
  interface Phase {
    readonly from: number
    readonly differences: Partial<FleetInstance>
  }

  /** One instance of a pool beside a permanent one of the group; phases begin at offsets from FROM. */
  const poolLife = (launch: number, gone: number, ...phases: Phase[]) => {
    const at = (now: number): FleetInstance[] => {
      const phase = phases.findLast(({ from }) => from <= now)
      if (phase === undefined || now >= gone) return []
      return [instance('own', { launchedAtMs: FROM + launch, inServiceAtMs: undefined, ...phase.differences })]
    }
    return (timeMs: number): FleetView => {
      const own = at(timeMs - FROM)
      const isPooled = own.some(({ state }) => state.startsWith('Warmed:'))
      const instances = [...warmFleet(1).instances, ...(isPooled ? [] : own)]
      return fleetOf(instances, { warmPool: isPooled ? own : [], launches: timeMs - FROM >= launch ? 6 : 5 })
    }
  }
  const warming = (from: number): Phase => ({ from, differences: { state: 'Warmed:Pending' } })
  const stopped = (from: number): Phase => ({ from, differences: { state: 'Warmed:Stopped', isStopped: true } })
  const starting = (from: number, startedAtMs = FROM + from): Phase => ({
    from,
    differences: { state: 'Pending', startedAtMs },
  })

  it('charges the warming and the start as running, the volume of what is stopped, and one launch', () => {
    const serving = { from: 490_000, differences: { state: 'InService' as const, startedAtMs: FROM + 400_000 } }
    const life = poolLife(60_000, 900_000, warming(60_000), stopped(210_000), starting(400_000), serving)
    const figures = run({ minutes: 10, fleetAt: life })
    const seconds = (tier: keyof typeof figures.instanceHours) => figures.instanceHours[tier] * 3600
    expect(seconds('warmRunning')).toBeCloseTo(150, 9)
    expect(seconds('warmStopped')).toBeCloseTo(190, 9)
    expect(seconds('pending')).toBeCloseTo(90, 9)
    expect(seconds('inService')).toBeCloseTo(600 + 110, 9)
    // 950 seconds at 0.096 USD an hour, 190 at 0.0022.
    expect(figures.costUsd).toBeCloseTo((950 * 0.096 + 190 * 0.0022) / 3600, 12)
    expect(figures.launches).toBe(1)
  })

  it('shows both kinds of warm instances in the timeline', () => {
    const life = poolLife(0, 900_000, warming(0), stopped(90_000))
    const { timeline } = run({ minutes: 3, fleetAt: life })
    const rows = timeline.map(({ warmRunning, warmStopped, inService }) => [warmRunning, warmStopped, inService])
    const expected = [
      [1, 0, 1],
      [0.5, 0.5, 1],
      [0, 1, 1],
    ]
    rows.forEach((row, minute) => {
      row.forEach((value, column) => {
        expect(value).toBeCloseTo(expected[minute][column], 12)
      })
    })
  })

  it('goes on charging an instance of a running pool', () => {
    const running = { from: 210_000, differences: { state: 'Warmed:Running' as const } }
    const figures = run({ minutes: 10, fleetAt: poolLife(60_000, 900_000, warming(60_000), running) })
    expect(figures.instanceHours.warmRunning * 3600).toBeCloseTo(540, 9)
  })

  it('charges the draining of what returns to the pool as running, then its volume', () => {
    const returning = [{ from: 0, differences: { state: 'InService' as const } }, warming(300_000), stopped(360_000)]
    const figures = run({ minutes: 10, fleetAt: poolLife(-900_000, 900_000, ...returning) })
    expect(figures.instanceHours.warmRunning * 3600).toBeCloseTo(60, 9)
    expect(figures.instanceHours.warmStopped * 3600).toBeCloseTo(240, 9)
  })

  it('charges at least a minute for every start, and counts it to the second', () => {
    // Started at 403 s, stopped again by 420 s: 7 s before the step, 10 s of a step, and the rest of the minute.
    const life = poolLife(60_000, 900_000, warming(60_000), stopped(210_000), starting(403_000), stopped(420_000))
    const figures = run({ minutes: 10, fleetAt: life })
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(60, 9)
    expect(figures.instanceHours.warmRunning * 3600).toBeCloseTo(150, 9)
  })

  it('charges every start its own minute, however soon it comes', () => {
    // Running from 60 s on, stopped and started again between two steps, at 87 s, and stopped for good by 100 s.
    const life = poolLife(60_000, 900_000, warming(60_000), starting(87_000), stopped(100_000))
    const figures = run({ minutes: 10, fleetAt: life })
    expect(figures.instanceHours.warmRunning * 3600).toBeCloseTo(60, 9)
    expect(figures.instanceHours.pending * 3600).toBeCloseTo(60, 9)
  })

  it('charges at least a minute for a warming that was cut short', () => {
    const figures = run({ minutes: 10, fleetAt: poolLife(60_000, 80_000, warming(60_000)) })
    expect(figures.instanceHours.warmRunning * 3600).toBeCloseTo(60, 9)
  })

  it('charges only the volume of a stopped instance that is terminated', () => {
    const ending = { from: 300_000, differences: { state: 'Warmed:Terminating' as const, isStopped: true } }
    const figures = run({ minutes: 10, fleetAt: poolLife(-900_000, 360_000, stopped(0), ending) })
    expect(figures.instanceHours.warmStopped * 3600).toBeCloseTo(360, 9)
    expect(figures.instanceHours.draining).toBe(0)
  })
})

describe('billing of what serves nobody', () => {
  it('goes on for instances on standby, left behind by a hook, or detached', () => {
    const standby = [instance('s', { state: 'Standby' }), instance('r', { state: 'Terminating:Retained' })]
    const fleet = fleetOf(standby, { detached: [instance('d', { state: 'Detached' })] })
    const figures = run({ minutes: 2, fleetAt: () => fleet })
    expect(figures.instanceHours.draining * 3600).toBeCloseTo(360, 9)
    expect(figures.costUsd).toBeCloseTo((360 / 3600) * 0.096, 12)
  })
})
