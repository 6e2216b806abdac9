// Harmonic regression: a level and waves with whole numbers of cycles in a day and in a week, fitted by ridge with
// exponentially fading weights (a discounted regression, Brown 1963), and the departures from them continued by a small
// autoregression of their own.
//
// Time is counted backwards from the origin. Then the Gram matrix does not depend on the values, and its entries are geometric
// series in closed form; only the moments need a pass over the history, so that a new fit at every origin is cheap.

import { ridgeCoefficients } from './fading-ridge.ts'
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { deepestBins, lagSums, recur } from './lag-recursion.ts'
import { powerSums } from './power-sums.ts'
import { repeated } from './repeated.ts'
import { ceilingOf, fromScale, type Scale, type ScaleName, scaleOf, toScale } from './scale.ts'
import { type LagWindow, lagWindows, type SeasonalLags } from './seasonal-lags.ts'
import { factorize, substituted, triangle } from './triangle.ts'

export interface HarmonicSettings {
  readonly dailyWaves: number
  /** Cycles a week up to which there are weekly waves beside the daily ones. */
  readonly weeklyWaves: number
  readonly halfLifeDays: number
  /** Weight, in bins at the origin, of the belief that a wave has no height. */
  readonly ridge: number
}

const usual: HarmonicSettings = { dailyWaves: 11, weeklyWaves: 42, halfLifeDays: 14, ridge: 10 }

const residualLags: SeasonalLags = {
  recentHours: 3,
  aroundDayHours: 2,
  days: [],
  belief: { day: 0, week: 0, persistence: 0.5 },
}
const beliefRows = 0.1

/** Half-lives after which the past is not looked at. */
const deepestHalfLives = 2
const mostBins = 8640
const shortestWeeklyDays = 10

export function harmonic(scaleName: ScaleName, settings: HarmonicSettings = usual): Family {
  return {
    name: 'harmonic',
    fewestBins: dayBins => 2 * dayBins,
    fit: history => fitHarmonic(history, scaleName, settings),
  }
}

/** What does not change with the origin. */
interface Basis {
  readonly dayBins: number
  /** Cycles in a week, ascending, none of them 0. */
  readonly cycles: readonly number[]
  readonly halfLifeBins: number
  readonly deepestBins: number
  readonly ridge: number
}

function fitHarmonic(history: SeasonalHistory, scaleName: ScaleName, settings: HarmonicSettings): Expert {
  const { dayBins, values, trust } = history
  const basis = basisFor(settings, dayBins, values.length)
  const scale = scaleOf(scaleName, values.subarray(Math.max(values.length - basis.deepestBins, 0)))
  const factorFor = rememberedFactors(basis)
  const fitAt = (known: Float64Array) => wavesAt(basis, factorFor, scale, known, trust)
  const law = residualLaw(fitAt(values), trust.subarray(Math.max(values.length - basis.deepestBins, 0)))
  return {
    foretell(known, horizonBins) {
      if (known.length <= deepestBins(law.windows)) return repeated(known, dayBins, horizonBins)
      return continued(fitAt(known), law, scale, horizonBins)
    },
  }
}

function basisFor(settings: HarmonicSettings, dayBins: number, bins: number): Basis {
  const halfLifeBins = settings.halfLifeDays * dayBins
  const daily = Math.min(settings.dailyWaves, Math.ceil(dayBins / 2) - 1)
  const weekly = bins < shortestWeeklyDays * dayBins ? 0 : settings.weeklyWaves
  const all = Array.from({ length: Math.max(7 * daily, weekly) }, (_, index) => index + 1)
  const cycles = all.filter(cycle => (cycle % 7 === 0 ? cycle <= 7 * daily : cycle <= weekly))
  const deepestBins = Math.min(deepestHalfLives * halfLifeBins, mostBins)
  return { dayBins, cycles, halfLifeBins, deepestBins, ridge: settings.ridge }
}

/** The fitted curve at an origin. */
interface Waves {
  readonly basis: Basis
  /** The history that was looked at, on the scale and as far as it is trusted; it ends at the origin. */
  readonly scaled: Float64Array
  /** Level, rise in a week, then cosine and sine of each cycle. */
  readonly heights: Float64Array
}

function wavesAt(
  basis: Basis,
  factorFor: (bins: number) => Float64Array,
  scale: Scale,
  known: Float64Array,
  trust: Float64Array,
): Waves {
  const from = Math.max(known.length - basis.deepestBins, 0)
  const scaled = toScale(scale, known, from)
  const factor = factorFor(scaled.length)
  const heights = substituted(factor, moments(basis, scaled))
  const doubts = trust.subarray(from, known.length)
  if (doubts.every(share => share === 1)) return { basis, scaled, heights }
  const believed = blended({ basis, scaled, heights }, doubts)
  return { basis, scaled: believed, heights: substituted(factor, moments(basis, believed)) }
}

/** Values as far as they are trusted, the fitted curve for the rest. */
function blended(waves: Waves, trust: Float64Array): Float64Array {
  const { scaled } = waves
  const curve = curveOf(waves, -scaled.length, 0)
  return scaled.map((z, bin) => curve[bin] + (trust[bin] ?? 1) * (z - curve[bin]))
}

/** Σ wᵃ y, Σ wᵃ t y and Σ wᵃ y e^{iωa} over the bins, a = 1 for the last one and t = -a in weeks (Horner's scheme). */
function moments({ cycles, dayBins, halfLifeBins }: Basis, scaled: Float64Array): Float64Array {
  const fading = 2 ** (-1 / halfLifeBins)
  const sums = new Float64Array(2 + 2 * cycles.length)
  for (let bin = 0; bin < scaled.length; bin++) {
    sums[0] = fading * (sums[0] + scaled[bin])
    sums[1] = fading * sums[1] - sums[0] / (7 * dayBins)
  }
  for (let index = 0; index < cycles.length; index++) {
    const angle = (2 * Math.PI * cycles[index]) / (7 * dayBins)
    const cosine = fading * Math.cos(angle)
    const sine = fading * Math.sin(angle)
    let real = 0
    let imaginary = 0
    for (let bin = 0; bin < scaled.length; bin++) {
      const sum = real + scaled[bin]
      real = sum * cosine - imaginary * sine
      imaginary = sum * sine + imaginary * cosine
    }
    sums[2 + 2 * index] = real
    sums[3 + 2 * index] = imaginary
  }
  return sums
}

/** Cholesky factor of the Gram matrix of so many bins; the same for every series, so computed once for each length. */
function rememberedFactors(basis: Basis): (bins: number) => Float64Array {
  const factors = new Map<number, Float64Array>()
  return bins => {
    const factor = factors.get(bins) ?? gramFactor(basis, bins)
    factors.set(bins, factor)
    return factor
  }
}

function gramFactor(basis: Basis, bins: number): Float64Array {
  const sums = waveSums(basis, bins)
  const phases = [0, ...basis.cycles.flatMap(cycle => [cycle, -cycle])]
  const gram = triangle(phases.length + 1)
  const enter = (i: number, j: number, sum: number) => {
    gram[(i * (i + 1)) / 2 + j] = sum
  }
  for (let i = 0; i < phases.length; i++) {
    const row = i === 0 ? 0 : i + 1
    for (let j = 0; j <= i; j++) enter(row, j === 0 ? 0 : j + 1, product(sums.plain, phases[i], phases[j]))
    enter(Math.max(row, 1), Math.min(row, 1), product(sums.sloping, phases[i], 0))
  }
  enter(1, 1, sums.slope)
  for (let i = 0; i <= phases.length; i++) gram[(i * (i + 3)) / 2] += i === 0 ? 1e-9 : basis.ridge
  factorize(gram, phases.length + 1)
  return gram
}

/** Σ cos(ωa) and Σ sin(ωa) with some weights, by number of cycles. */
interface WaveSums {
  readonly cosines: Float64Array
  readonly sines: Float64Array
}

interface AllSums {
  /** Weights wᵃ. */
  readonly plain: WaveSums
  /** Weights wᵃ t. */
  readonly sloping: WaveSums
  /** Σ wᵃ t². */
  readonly slope: number
}

function waveSums({ cycles, dayBins, halfLifeBins }: Basis, bins: number): AllSums {
  const size = 2 * (cycles.at(-1) ?? 0) + 1
  const noSums = () => ({ cosines: new Float64Array(size), sines: new Float64Array(size) })
  const plain = noSums()
  const sloping = noSums()
  const perBin = -1 / (7 * dayBins)
  let slope = 0
  for (let cycle = 0; cycle < size; cycle++) {
    const { once, times, squared } = powerSums(2 ** (-1 / halfLifeBins), (2 * Math.PI * cycle) / (7 * dayBins), bins)
    ;[plain.cosines[cycle], plain.sines[cycle]] = once
    sloping.cosines[cycle] = perBin * times[0]
    sloping.sines[cycle] = perBin * times[1]
    if (cycle === 0) slope = perBin * perBin * squared[0]
  }
  return { plain, sloping, slope }
}

/** Sum of the product of two waves; a positive number of cycles is a cosine, a negative one a sine, 0 the level. */
function product({ cosines, sines }: WaveSums, left: number, right: number): number {
  const [f, g] = [Math.abs(left), Math.abs(right)]
  const sum = f + g
  const apart = Math.abs(f - g)
  if (left >= 0 && right >= 0) return (cosines[apart] + cosines[sum]) / 2
  if (left < 0 && right < 0) return (cosines[apart] - cosines[sum]) / 2
  const apartSine = (left < 0 ? f - g : g - f) >= 0 ? sines[apart] : -sines[apart]
  return (sines[sum] + apartSine) / 2
}

/** The curve of the bins from `from` to before `to`, counted from the origin. */
function curveOf({ basis, heights }: Waves, from: number, to: number): Float64Array {
  const { cycles, dayBins } = basis
  const curve = new Float64Array(to - from).map((_, bin) => heights[0] + (heights[1] * (from + bin)) / (7 * dayBins))
  for (let index = 0; index < cycles.length; index++) {
    const angle = (2 * Math.PI * cycles[index]) / (7 * dayBins)
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    const [startCosine, startSine] = [Math.cos(angle * from), Math.sin(angle * from)]
    let x = heights[2 + 2 * index] * startCosine - heights[3 + 2 * index] * startSine
    let y = heights[2 + 2 * index] * startSine + heights[3 + 2 * index] * startCosine
    for (let bin = 0; bin < curve.length; bin++) {
      curve[bin] += x
      const next = x * cosine - y * sine
      y = x * sine + y * cosine
      x = next
    }
  }
  return curve
}

/** How departures from the curve go on: a regression on those of the last hours and of the day before. */
interface ResidualLaw {
  readonly windows: readonly LagWindow[]
  readonly coefficients: Float64Array
}

function residualLaw(waves: Waves, trust: Float64Array): ResidualLaw {
  const { scaled, basis } = waves
  const { dayBins, halfLifeBins } = basis
  const windows = lagWindows(residualLags, dayBins, scaled.length)
  const lessons = { series: departures(waves), trust, halfLifeBins, dayBins }
  const [sums] = lagSums(windows, lessons, [scaled.length])
  const belief = { coefficients: windows.map(window => window.belief), rows: beliefRows, interceptRows: scaled.length }
  return { windows, coefficients: ridgeCoefficients(sums, belief) }
}

function departures(waves: Waves): Float64Array {
  const { scaled } = waves
  return curveOf(waves, -scaled.length, 0).map((z, bin) => scaled[bin] - z)
}

function continued(waves: Waves, law: ResidualLaw, scale: Scale, horizonBins: number): Float64Array {
  const { scaled } = waves
  const reach = deepestBins(law.windows) + 1
  const curve = curveOf(waves, -reach, horizonBins)
  const course = new Float64Array(curve.length)
  course.set(scaled.subarray(scaled.length - reach))
  const series = course.map((z, bin) => z - curve[bin])
  recur({ ...law, baseline: bin => curve[bin], ceiling: ceilingOf(scale.name, scaled) }, series, course, reach)
  return fromScale(scale, course.slice(reach))
}
