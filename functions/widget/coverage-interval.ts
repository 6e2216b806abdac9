// How sure one can be of a measured share.

export interface ShareInterval {
  readonly low: number
  readonly high: number
}

/** The standard normal distribution's 97.5 % quantile: 95 % lie within so many standard deviations. */
const z = 1.959964

/**
 * Wilson's score interval with 95 % confidence; unlike the textbook's ± it stays between 0 and 1 and is honest near its
 * ends (Wilson 1927; Brown, Cai and DasGupta 2001, "Interval Estimation for a Binomial Proportion").
 * @param trials independent ones; need not be whole
 * @returns undefined without any trial
 */
export function wilsonInterval(share: number, trials: number): ShareInterval | undefined {
  if (!(trials > 0)) return undefined
  const z2 = z * z
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
  const half = (z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
