/** What one instance can do, learned from utilisation against requests per instance. */
export interface InstanceCapacity {
  /** Requests per second at which one instance's CPU would be fully used. */
  readonly saturationRps: number
  /** Half-width of the 90 % interval of `saturationRps`, same unit. */
  readonly uncertaintyRps: number
  /** Minutes that the figure rests on; 0 means that a tag stated it. */
  readonly observations: number
}

export interface LoadSample {
  readonly rpsPerInstance: number
  /** CPU utilisation, 0 to 1. */
  readonly utilisation: number
}

/** Below, noise and idle work hide the slope; above, CPU saturates and says nothing about demand. */
const usableUtilisation = { from: 0.1, to: 0.9 }
const fewestSamples = 30

/**
 * Robust regression through the origin: the median of rps ÷ utilisation, with an interval from its quartiles.
 * The median ignores incidents (Theil 1950; breakdown point 50 %).
 * @returns undefined while fewer than 30 usable minutes exist
 */
export function learnInstanceCapacity(samples: readonly LoadSample[]): InstanceCapacity | undefined {
  const ratios = samples
    .filter(({ utilisation }) => utilisation >= usableUtilisation.from && utilisation <= usableUtilisation.to)
    .map(({ rpsPerInstance, utilisation }) => rpsPerInstance / utilisation)
    .sort((a, b) => a - b)
  if (ratios.length < fewestSamples) return undefined
  const at = (share: number) => ratios[Math.floor(share * (ratios.length - 1))]
  // The standard error of a median is 1.2533 σ / √n, and σ is the interquartile range over 1.349 for a normal.
  const standardError = (1.2533 * ((at(0.75) - at(0.25)) / 1.349)) / Math.sqrt(ratios.length)
  return { saturationRps: at(0.5), uncertaintyRps: 1.645 * standardError, observations: ratios.length }
}
