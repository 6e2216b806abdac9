// Statistics as GetMetricData names them.

/** A number is a percentile, 0 to 100. */
export type Statistic = 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount' | number

/** Parses `Average`, …, `p99.9`; undefined for anything else, trimmed means and percentile ranks included. */
export function parseStatistic(text: string | undefined): Statistic | undefined {
  switch (text) {
    case 'Average':
    case 'Sum':
    case 'Minimum':
    case 'Maximum':
    case 'SampleCount':
      return text
  }
  const percentile = /^[pP](\d{1,3}(?:\.\d{1,10})?)$/.exec(text ?? '')?.[1]
  return percentile !== undefined && Number(percentile) <= 100 ? Number(percentile) : undefined
}
