import type { BinnedValues } from '../../shared/aws/load-metrics.ts'

/** A bin that only one of several has reported is that one's; NaN where none has. */
export function sumOfBins(answers: readonly BinnedValues[]): Float64Array {
  const [first, ...others] = answers
  const sum = first.values.slice()
  for (const { values } of others) {
    for (let bin = 0; bin < sum.length; bin++) {
      if (Number.isNaN(values[bin])) continue
      sum[bin] = Number.isNaN(sum[bin]) ? values[bin] : sum[bin] + values[bin]
    }
  }
  return sum
}
