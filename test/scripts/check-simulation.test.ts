import { describe, expect, it } from 'vitest'
import { checkSimulation, parseTraceRows, type Simulation, simulationSchema } from '../../scripts/check-simulation.ts'

type Policy = Simulation['policies'][string]
type Row = Policy['timeline'][number]

const quietRow: Row = {
  t: '2026-03-02T00:00:00.000Z',
  requests: 1000,
  bad: 0,
  inService: 5,
  shadow: 0,
  warmRunning: 0,
  warmStopped: 2,
  pending: 1,
  draining: 0,
  desired: 6,
  floor: 2,
  forecastP50: 16,
  forecastP95: 20,
}
const minute = (index: number, changes: Partial<Row> = {}): Row => ({
  ...quietRow,
  t: `2026-03-02T00:0${index}:00.000Z`,
  ...changes,
})

/**
 * Three minutes, 20 of 3,000 requests bad, all of them in one minute (2 % of it, over 1 %). By hand: 5 in service and 1
 * pending for 3 minutes are 0.25 h and 0.05 h, at 0.1 USD 0.03 USD; 2 stopped are 0.1 h, at 0.01 USD 0.001 USD.
 */
const goodPolicy: Policy = {
  requests: 3000,
  badRequests: 20,
  badMinutes: 1,
  costUsd: 0.031,
  instanceHours: { inService: 0.25, shadow: 0, warmRunning: 0, warmStopped: 0.1, pending: 0.05, draining: 0 },
  p50Ms: 120,
  p99Ms: 800,
  launches: 0,
  timeline: [minute(0), minute(1, { bad: 20 }), minute(2)],
}

function simulationWith(changes: Partial<Policy>): Simulation {
  return {
    scale: 10,
    slo: { badMinuteShare: 0.01 },
    prices: { runningUsdPerHour: 0.1, stoppedUsdPerHour: 0.01 },
    start: '2026-03-02T00:00:00.000Z',
    days: 3 / 1440,
    traceRequests: 3000,
    policies: { penumbra: { ...goodPolicy, ...changes } },
  }
}

/** One row before the judged time and one after it; 3 × 100 requests within, which are 3,000 at scale 10. */
const trace = parseTraceRows(
  'timestamp,value\n2026-03-01T23:59:00Z,70\n2026-03-02T00:00:00Z,100\n2026-03-02T00:01:00Z,100\n' +
    '2026-03-02T00:02:00Z,100\n2026-03-02T00:03:00Z,90\n',
)

const failuresOf = (simulation: Simulation, rows = trace) =>
  checkSimulation(simulation, { trace: rows, minSize: 2 })
    .filter(check => check.problem !== undefined)
    .map(check => check.name)

const withRow = (index: number, changes: Partial<Row>) =>
  simulationWith({ timeline: goodPolicy.timeline.map((row, at) => (at === index ? { ...row, ...changes } : row)) })

describe('recounting a simulation', () => {
  it('passes one whose every figure follows from its timeline and the trace', () => {
    expect(failuresOf(simulationWith({}))).toEqual([])
  })

  it.each<[string, Partial<Policy>, string[]]>([
    ['a cost 2 % too low', { costUsd: 0.0304 }, ['penumbra: cost']],
    [
      'requests that were lost',
      { requests: 2900 },
      ['penumbra: requests of the trace', 'penumbra: requests of the timeline'],
    ],
    ['bad requests left out', { badRequests: 10 }, ['penumbra: bad requests']],
    ['a bad minute left out', { badMinutes: 0 }, ['penumbra: bad minutes']],
    ['hours left out', { instanceHours: { ...goodPolicy.instanceHours, pending: 0 } }, ['penumbra: hours pending']],
  ])('reports %s', (_, changes, failures) => {
    expect(failuresOf(simulationWith(changes))).toEqual(failures)
  })

  it('lets a launch be billed for a minute that the timeline does not show', () => {
    const hours = { ...goodPolicy.instanceHours, pending: 0.05 + 1 / 60 }
    expect(failuresOf(simulationWith({ instanceHours: hours, launches: 1 }))).toEqual([])
  })

  it.each<[string, Partial<Row>, string[]]>([
    ['a floor under MinSize', { floor: 1 }, ['penumbra: floor']],
    ['more bad requests than requests', { bad: 1001 }, ['penumbra: bad requests', 'penumbra: bad share']],
    ['a median above the 95 % quantile', { forecastP50: 21 }, ['penumbra: forecast']],
    ['a minute told twice', { t: '2026-03-02T00:00:00.000Z' }, ['penumbra: minutes']],
    ['a minute after the judged time', { t: '2026-03-02T00:03:00.000Z' }, ['penumbra: minutes']],
  ])('reports %s', (_, changes, failures) => {
    expect(failuresOf(withRow(1, changes))).toEqual(failures)
  })

  it('reports a judged minute without a row', () => {
    expect(failuresOf(simulationWith({ timeline: goodPolicy.timeline.slice(1) }))).toContain('penumbra: rows')
  })

  it('wants no row for a minute that the trace does not know, and none of its requests', () => {
    const gappy = parseTraceRows(
      'timestamp,value\n2026-03-02T00:00:00Z,100\n2026-03-02T00:01:00Z,200\n2026-03-02T00:02:00Z,\n',
    )
    const failures = failuresOf(simulationWith({}), gappy)
    expect(failures).toEqual(['penumbra: rows'])
  })

  it('reports a scale that does not lead from the trace to the requests', () => {
    expect(failuresOf({ ...simulationWith({}), scale: 11 })).toEqual(['trace: requests'])
  })

  it('spreads the requests of a longer bin over its minutes', () => {
    const fiveMinutes = parseTraceRows('timestamp,value\n2026-03-02T00:00:00Z,500\n2026-03-02T00:05:00Z,500\n')
    expect(failuresOf(simulationWith({}), fiveMinutes)).toEqual([])
  })

  it('takes a figure that is no finite number for no result', () => {
    const written = JSON.parse(JSON.stringify(simulationWith({ p99Ms: Number.NaN })))
    expect(simulationSchema.safeParse(written).success).toBe(false)
    expect(simulationSchema.safeParse(JSON.parse(JSON.stringify(simulationWith({})))).success).toBe(true)
  })
})
