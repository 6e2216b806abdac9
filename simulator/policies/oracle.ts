// The oracle: what could be reached if the future were known. It obeys the same launch leads, ramp, draining, billing, MinSize
// and MaxSize as everybody, and minimises instance cost plus a price for every bad request. Sweeping that price draws the
// frontier that no other policy should pass.
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { InputError } from '../../shared/domain/errors.ts'
import { lognormalShape, RandomStream } from '../kernel/random.ts'
import { type InstancePhysics, instanceRpsOf, type Scenario } from '../scenario.ts'
import { type BadShareCurve, imbalanceNodes, servingFactor, slowShareOfInstance } from '../workload/physics.ts'
import { type CapacityProblem, cheapestCapacityPath } from './capacity-path.ts'
import { ScriptedFleet, type ScriptedInstance } from './scripted-fleet.ts'
import { intervalsOf, ScheduleShifter, type ServiceInterval } from './shift-schedule.ts'

export interface OracleOptions {
  readonly scenario: Scenario
  /** Mean demand of every step of the simulated time; give the rates that came true (`realisedDemand`). */
  readonly demand: DemandSeries
  readonly badShare: BadShareCurve
  /** Percent, above 0 and at most about 86: the utilisation at which a steady load would be served. */
  readonly utilisationPercent: number
  readonly seed: number
}

/** Every instance needs less than this utilisation to serve without a bad request, however uneven the load. */
const IDLE_UTILISATION = 0.4
/** Charges for a cold start: what the ramp withholds (half of its share, all along), and three times that for an early start. */
const RAMP_CHARGES = [0.5, 1.5]

/**
 * The fleet of the clairvoyant.
 * @throws InputError when no price of a bad request makes that utilisation the best
 */
export function planOracle(options: OracleOptions): ScriptedFleet {
  const { scenario } = options
  return new ScriptedFleet(scriptOf(planIntervals(options), options), scenario.group.minSize)
}

/**
 * When each instance is in service, in steps of the demand. The path knows no ramp, so it is searched with several charges
 * for one, then shifted with the true ramp, and the cheapest is taken: within 0.3 % of a search over whole schedules that
 * takes ten times as long, on the noisiest load tried.
 */
export function planIntervals(options: OracleOptions): ServiceInterval[] {
  const problem = problemOf(options)
  const { rampSeconds, share } = options.scenario.coldServing
  const ramp = rampFactors(options.scenario, options.demand.binSeconds)
  const candidates = RAMP_CHARGES.map(charge => {
    const chargedSeconds = charge * rampSeconds * (1 - share)
    const launchUsd = problem.launchUsd + usdPerSecondOf(options.scenario) * chargedSeconds
    const intervals = intervalsOf(cheapestCapacityPath({ ...problem, launchUsd }), ramp.length)
    const shifter = new ScheduleShifter(problem, intervals, ramp)
    return { intervals: shifter.shift(), costUsd: shifter.costUsd() }
  })
  return candidates.reduce((best, next) => (next.costUsd < best.costUsd ? next : best)).intervals
}

/** The costs that the oracle weighs. A launch costs its lead time, a retirement its draining. */
export function problemOf(options: OracleOptions): CapacityProblem {
  const { scenario, demand, badShare } = options
  const usdPerSecond = usdPerSecondOf(scenario)
  const missUsd = usdPerBadRequest(options.utilisationPercent, scenario)
  const perInstance = instanceRpsOf(scenario)
  const { minSize, maxSize } = scenario.group
  const peakRps = demand.ratesRps.reduce((peak, rate) => Math.max(peak, rate), 0)
  return {
    steps: demand.ratesRps.length,
    minSize,
    maxSize: Math.min(maxSize, Math.max(minSize, Math.ceil(peakRps / (perInstance * IDLE_UTILISATION)))),
    holdingUsd: usdPerSecond * demand.binSeconds,
    launchUsd: usdPerSecond * scenario.leads.coldMeanSeconds,
    retireUsd: usdPerSecond * scenario.drainSeconds,
    lossUsd: (step, capacity) => {
      const rate = demand.ratesRps[step]
      return missUsd * demand.binSeconds * rate * badShare(rate / (perInstance * capacity))
    },
  }
}

/**
 * The price of a bad request at which a steady load is served best at the given utilisation u: where one more instance costs
 * as much as it saves, c = λ·50·u²·badShare'(u).
 * @throws InputError when there is no such price: beyond some utilisation it would be cheaper to serve nobody
 */
export function usdPerBadRequest(utilisationPercent: number, scenario: Scenario): number {
  if (!isServingCheapest(utilisationPercent, scenario.instance)) {
    const most = Array.from({ length: 99 }, (_, index) => 99 - index).find(u => isServingCheapest(u, scenario.instance))
    throw new InputError(`got ${utilisationPercent} percent for the oracle, wanted more than 0 and at most ${most}`)
  }
  const utilisation = utilisationPercent / 100
  const slope = slowShareSlope(utilisation, scenario.instance)
  return usdPerSecondOf(scenario) / (instanceRpsOf(scenario) * utilisation * utilisation * slope)
}

/** At the price λ(u), serving a request costs c/(50·u) + λ·bad(u), refusing it λ: serving wins while u·bad'(u) < 1 − bad(u). */
function isServingCheapest(utilisationPercent: number, instance: InstancePhysics): boolean {
  const utilisation = utilisationPercent / 100
  if (!(utilisation > 0 && utilisation < 1)) return false
  return utilisation * slowShareSlope(utilisation, instance) < 1 - expectedSlowShare(utilisation, instance)
}

/** Slope of the expected share of slow requests, without the cut below 60 % so that low utilisations have a price too. */
function slowShareSlope(utilisation: number, instance: InstancePhysics): number {
  const half = 0.001
  return (
    (expectedSlowShare(utilisation + half, instance) - expectedSlowShare(utilisation - half, instance)) / (2 * half)
  )
}

function expectedSlowShare(utilisation: number, instance: InstancePhysics): number {
  const { factors, weights } = imbalanceNodes(instance.imbalance)
  return factors.reduce((sum, factor, node) => {
    const own = utilisation * factor
    return sum + weights[node] * (own < 1 ? slowShareOfInstance(Math.max(0, own), instance) : 1)
  }, 0)
}

function usdPerSecondOf(scenario: Scenario): number {
  return scenario.prices.runningUsdPerHour / 3600
}

function rampFactors(scenario: Scenario, stepSeconds: number): Float64Array {
  const steps = Math.ceil(scenario.coldServing.rampSeconds / stepSeconds)
  return Float64Array.from({ length: steps }, (_, step) => servingFactor(step * stepSeconds, scenario.coldServing))
}

/** Launches each instance exactly its own lead time before it is needed. */
function scriptOf(
  intervals: readonly ServiceInterval[],
  { scenario, demand, seed }: OracleOptions,
): ScriptedInstance[] {
  const stream = new RandomStream(seed, 'oracle-leads')
  const lead = lognormalShape(scenario.leads.coldMeanSeconds, scenario.leads.coldP95Seconds)
  const { availabilityZones } = scenario.group
  const timeOf = (step: number): number => demand.startMs + step * demand.binSeconds * 1000
  return intervals.map(({ start, end }, index) => ({
    instanceId: `i-${index.toString(16).padStart(17, '0')}`,
    availabilityZone: availabilityZones[index % availabilityZones.length],
    launchMs: timeOf(start) - 1000 * stream.lognormal(lead),
    inServiceMs: timeOf(start),
    terminateMs: timeOf(end),
    goneMs: timeOf(end) + scenario.drainSeconds * 1000,
  }))
}
