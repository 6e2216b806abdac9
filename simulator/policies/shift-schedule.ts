// Moves the launches and retirements of a known fleet to where they cost least, the ramp of a cold instance included: the
// capacity path knows whole instances only, this knows that one serves 60 % at first and may be started earlier for it.
import type { CapacityProblem } from './capacity-path.ts'

/** Steps during which one instance is in service; initial ones begin before step 0, fully warm. */
export interface ServiceInterval {
  start: number
  end: number
}

const MOVES = [8, 4, 2, 1]
const PASSES = 4
const NEGLIGIBLE_USD = 1e-12

/** One interval per instance of the path; the newest is retired first, so that warm ones stay. */
export function intervalsOf(path: Uint16Array, rampSteps: number): ServiceInterval[] {
  const finished: ServiceInterval[] = []
  const running: ServiceInterval[] = []
  for (let step = 0; step < path.length; step++) {
    while (running.length < path[step])
      running.push({ start: step === 0 ? -Math.max(1, rampSteps) : step, end: path.length })
    while (running.length > path[step]) finished.push({ ...running.pop()!, end: step })
  }
  return [...finished, ...running].sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Serving factors by steps in service; 1 after the last. */
export type RampFactors = Float64Array

/** Hill descent over single launches and retirements; never makes the schedule dearer. */
export class ScheduleShifter {
  readonly #problem: CapacityProblem
  readonly #ramp: RampFactors
  readonly #intervals: ServiceInterval[]
  /** Effective capacity and instances in service, per step. */
  readonly #capacity: Float64Array
  readonly #sizes: Int32Array

  constructor(problem: CapacityProblem, intervals: readonly ServiceInterval[], ramp: RampFactors) {
    this.#problem = problem
    this.#ramp = ramp
    this.#intervals = intervals.map(interval => ({ ...interval }))
    this.#capacity = new Float64Array(problem.steps)
    this.#sizes = new Int32Array(problem.steps)
    for (const { start, end } of this.#intervals) this.#add(start, start, end, 1)
  }

  /** All that the schedule costs, USD. */
  costUsd(): number {
    const { steps, holdingUsd, launchUsd, retireUsd, lossUsd } = this.#problem
    let cost = 0
    for (let step = 0; step < steps; step++)
      cost += this.#sizes[step] * holdingUsd + lossUsd(step, this.#capacity[step])
    for (const { start, end } of this.#intervals) {
      if (start >= 0) cost += launchUsd
      if (end < steps) cost += retireUsd
    }
    return cost
  }

  shift(): ServiceInterval[] {
    for (let pass = 0; pass < PASSES; pass++) {
      const isBetter = this.#intervals.map(interval => this.#shiftStart(interval) || this.#shiftEnd(interval))
      if (!isBetter.includes(true)) break
    }
    return this.#intervals
  }

  #shiftStart(interval: ServiceInterval): boolean {
    if (interval.start < 0) return false
    return this.#descend(move => {
      const start = interval.start + move
      if (start < 0 || start >= interval.end || !this.#fits(interval.start, start)) return false
      const to = Math.min(interval.end, Math.max(start, interval.start) + this.#ramp.length)
      const saved = this.#lossChange(
        Math.min(start, interval.start),
        to,
        step => this.#factor(step - start) - this.#factor(step - interval.start),
      )
      if (saved - move * this.#problem.holdingUsd >= -NEGLIGIBLE_USD) return false
      this.#add(interval.start, interval.start, interval.end, -1)
      interval.start = start
      this.#add(start, start, interval.end, 1)
      return true
    })
  }

  #shiftEnd(interval: ServiceInterval): boolean {
    if (interval.end >= this.#problem.steps) return false
    return this.#descend(move => {
      const end = interval.end + move
      if (end <= Math.max(0, interval.start) || end > this.#problem.steps || !this.#fits(end, interval.end))
        return false
      const sign = Math.sign(move)
      const change = this.#lossChange(
        Math.min(end, interval.end),
        Math.max(end, interval.end),
        step => sign * this.#factor(step - interval.start),
      )
      if (change + move * this.#problem.holdingUsd >= -NEGLIGIBLE_USD) return false
      this.#add(interval.start, Math.min(end, interval.end), Math.max(end, interval.end), sign)
      interval.end = end
      return true
    })
  }

  /** Tries moves of falling size in both directions for as long as they help. */
  #descend(tryMove: (move: number) => boolean): boolean {
    let hasMoved = false
    for (const move of MOVES) {
      while (tryMove(-move) || tryMove(move)) hasMoved = true
    }
    return hasMoved
  }

  /** Whether MinSize and MaxSize allow service to begin at `to` instead of `from` (or to end at `from` instead of `to`). */
  #fits(from: number, to: number): boolean {
    for (let step = Math.max(0, Math.min(from, to)); step < Math.max(from, to); step++) {
      if (to < from ? this.#sizes[step] >= this.#problem.maxSize : this.#sizes[step] <= this.#problem.minSize)
        return false
    }
    return true
  }

  #lossChange(from: number, to: number, capacityChange: (step: number) => number): number {
    let change = 0
    for (let step = from; step < to; step++) {
      const capacity = this.#capacity[step]
      const { lossUsd } = this.#problem
      change += lossUsd(step, capacity + capacityChange(step)) - lossUsd(step, capacity)
    }
    return change
  }

  /** Adds (or with -1 takes away) the steps `from` to `to` of an instance in service since `start`. */
  #add(start: number, from: number, to: number, sign: number): void {
    for (let step = Math.max(0, from); step < to; step++) {
      this.#capacity[step] += sign * this.#factor(step - start)
      this.#sizes[step] += sign
    }
  }

  #factor(age: number): number {
    if (age < 0) return 0
    return age < this.#ramp.length ? this.#ramp[age] : 1
  }
}
