// A peer may be better on the logarithms of demand than on demand: both are tried, and training rows say which.

export const scaleNames = ['raw', 'log1p'] as const

export type ScaleName = (typeof scaleNames)[number]

/** The peers' scale; increasing, so that a quantile there is a quantile here. */
export function toScale(scale: ScaleName, value: number): number {
  return scale === 'raw' ? value : Math.log1p(value)
}

/** Back to demand, which is never below 0 and is not allowed to leave the numbers: beyond e^50 no trace goes. */
export function fromScale(scale: ScaleName, value: number): number {
  return Math.max(0, scale === 'raw' ? value : Math.expm1(Math.min(value, 50)))
}
