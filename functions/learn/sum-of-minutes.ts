import type { BinnedValues } from '../../shared/aws/load-metrics.ts'

/** A minute that only one of several has reported is that one's; NaN where none has. */
export function sumOfMinutes(answers: readonly BinnedValues[]): Float64Array {
  const [first, ...others] = answers
  const sum = first.values.slice()
  for (const { values } of others) {
    for (let minute = 0; minute < sum.length; minute++) {
      if (Number.isNaN(values[minute])) continue
      sum[minute] = Number.isNaN(sum[minute]) ? values[minute] : sum[minute] + values[minute]
    }
  }
  return sum
}
