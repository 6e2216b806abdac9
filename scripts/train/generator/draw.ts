// Small draws of which the generator is made.
import type { RandomStream } from '../../../simulator/kernel/random.ts'

export function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform()
}

/** Uniform in the logarithm: as likely between 1 and 10 as between 10 and 100. */
export function logBetween(random: RandomStream, low: number, high: number): number {
  return Math.exp(between(random, Math.log(low), Math.log(high)))
}

/** A whole number, both ends included. */
export function wholeBetween(random: RandomStream, low: number, high: number): number {
  return Math.floor(between(random, low, high + 1))
}

export function chance(random: RandomStream, probability: number): boolean {
  return random.uniform() < probability
}

/** One of the makers, each as likely as its share of the sum of all. */
export function pick<T>(random: RandomStream, choices: readonly (readonly [share: number, choice: T])[]): T {
  let left = random.uniform() * choices.reduce((sum, [share]) => sum + share, 0)
  for (const [share, choice] of choices) {
    left -= share
    if (left <= 0) return choice
  }
  return choices[choices.length - 1][1]
}
