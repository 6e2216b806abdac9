import { minuteMs } from '../../functions/widget/format-time.ts'
import type { PolicyHistory } from './console-data.ts'

/** What a policy added up to between two moments. */
export function sumOf(
  { totals, minutes }: PolicyHistory,
  what: keyof PolicyHistory['totals'],
  fromMs: number,
  toMs: number,
): number {
  const sums = totals[what]
  const at = (timeMs: number) => {
    const index = Math.floor((timeMs - minutes.startMs) / minuteMs)
    return sums[Math.min(sums.length - 1, Math.max(0, index))]
  }
  return at(toMs) - at(fromMs)
}
