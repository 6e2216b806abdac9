// From requests per bin to a rate at every instant: the density of a monotone cubic through the cumulative mass, so that
// every bin keeps its requests exactly and no rate is negative. Hermite interpolation with slopes in the monotone box:
// F. N. Fritsch and R. E. Carlson, SIAM J. Numer. Anal. 17 (1980) 238-246. A bin's curve depends on its two neighbours only.

import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { InputError } from '../../shared/domain/errors.ts'
import { instanceRpsOf, type Scenario } from '../scenario.ts'
import { type Trace, traceEndMs } from './trace.ts'

/** The load is evaluated every 10 seconds (design §11). */
export const STEP_SECONDS = 10
const REFERENCE_INSTANCES = 40
const REFERENCE_UTILISATION = 0.7
const REFERENCE_PERCENTILE = 0.99

export interface DemandWindow {
  /** Epoch milliseconds, multiples of the step. */
  readonly fromMs: number
  readonly toMs: number
  /** Requests of the region per request of the trace. */
  readonly scale: number
  /** Default 10; must divide the trace's bin. */
  readonly stepSeconds?: number
}

/**
 * Mean demand of each step of the window.
 * @throws InputError when the trace does not cover the window
 */
export function demandCurve(trace: Trace, window: DemandWindow): DemandSeries {
  const stepSeconds = window.stepSeconds ?? STEP_SECONDS
  checkWindow(trace, window)
  const ratesRps = new Float64Array((window.toMs - window.fromMs) / (stepSeconds * 1000))
  const stepsPerBin = trace.binSeconds / stepSeconds
  const first = (window.fromMs - trace.startMs) / (stepSeconds * 1000)
  for (let step = 0; step < ratesRps.length; ) {
    const bin = Math.floor((first + step) / stepsPerBin)
    const within = first + step - bin * stepsPerBin
    const steps = Math.min(stepsPerBin - within, ratesRps.length - step)
    writeBin(ratesRps.subarray(step, step + steps), trace, bin, within / stepsPerBin, 1 / stepsPerBin, window.scale)
    step += steps
  }
  return { startMs: window.fromMs, binSeconds: stepSeconds, ratesRps }
}

/** Mean rates of equal parts of one bin, from the place `from` in it (0 to 1) on. */
function writeBin(rates: Float64Array, trace: Trace, bin: number, from: number, part: number, scale: number): void {
  const rate = rateAt(trace, bin) * scale
  const slopeLeft = edgeRate(trace, bin) * scale
  const slopeRight = edgeRate(trace, bin + 1) * scale
  let below = hermiteMass(from, rate, slopeLeft, slopeRight)
  for (let index = 0; index < rates.length; index++) {
    const above = hermiteMass(from + (index + 1) * part, rate, slopeLeft, slopeRight)
    rates[index] = Math.max(0, (above - below) / part)
    below = above
  }
}

/** Cumulative mass of a bin of width 1 up to `place`: cubic Hermite from 0 to `rate` with the given end slopes. */
function hermiteMass(place: number, rate: number, slopeLeft: number, slopeRight: number): number {
  const square = place * place
  const cube = square * place
  return rate * (3 * square - 2 * cube) + slopeLeft * (cube - 2 * square + place) + slopeRight * (cube - square)
}

/** Rate at the left edge of a bin: the neighbours' mean, held within three times the smaller so that the mass is monotone. */
function edgeRate(trace: Trace, bin: number): number {
  const right = rateAt(trace, Math.min(bin, trace.counts.length - 1))
  const left = rateAt(trace, Math.max(bin - 1, 0))
  return Math.min((left + right) / 2, 3 * left, 3 * right)
}

function rateAt(trace: Trace, bin: number): number {
  return trace.counts[bin] / trace.binSeconds
}

function checkWindow(trace: Trace, window: DemandWindow): void {
  if (window.fromMs >= trace.startMs && window.toMs <= traceEndMs(trace)) return
  const asked = `${iso(window.fromMs)} to ${iso(window.toMs)}`
  throw new InputError(
    `${trace.name}: got the window ${asked}, wanted one within ${iso(trace.startMs)} to ${iso(traceEndMs(trace))}`,
  )
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

/**
 * Requests of the region per request of the trace: one real instance of `instanceRps` becomes one simulated instance.
 * Without it the load is sized so that the trace's 99th-percentile minute needs 40 instances at 70 %.
 * @throws InputError when `instanceRps` is not positive, or the trace is empty of requests
 */
export function scaleOf(trace: Trace, scenario: Scenario, instanceRps?: number): number {
  const simulated = instanceRpsOf(scenario)
  if (instanceRps === undefined) {
    const busy = percentileRate(trace, REFERENCE_PERCENTILE)
    if (busy > 0) return (REFERENCE_INSTANCES * REFERENCE_UTILISATION * simulated) / busy
    throw new InputError(`${trace.name}: got (almost) no requests, wanted some in at least 1 % of the bins`)
  }
  if (instanceRps > 0 && Number.isFinite(instanceRps)) return simulated / instanceRps
  throw new InputError(`got ${instanceRps} requests per second for one instance, wanted more than 0`)
}

/** Of the known bins; every minute of a longer bin counts with the bin's mean rate. */
function percentileRate(trace: Trace, share: number): number {
  const known = trace.counts.filter((_, bin) => trace.isGap[bin] === 0).sort()
  return known[Math.min(known.length - 1, Math.floor(share * known.length))] / trace.binSeconds
}
