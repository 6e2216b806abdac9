// Numbers as people read them: grouped, with units, and with no more digits than they deserve.
import type { OracleDistance } from './widget-data.ts'

const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const oneDecimal = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const twoSignificant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })
const threeSignificant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

/** Shown where there is no number. */
export const noNumber = '–'

/** A count: '1,234'; below 10 one decimal where it matters, since simulated counts are expectations: '0.4'. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return noNumber
  return Math.abs(count) < 10 ? oneDecimal.format(count) : integers.format(count)
}

/** A count of things that come whole: '1,234'. */
export function formatWhole(count: number): string {
  return Number.isFinite(count) ? integers.format(count) : noNumber
}

/** At most 7 characters: '123,456', then '1.23 M'. */
export function formatCompact(count: number): string {
  if (!Number.isFinite(count)) return noNumber
  if (Math.abs(count) < 999_999.5) return formatCount(count)
  const [divisor, suffix] = Math.abs(count) < 999.5e6 ? [1e6, 'M'] : [1e9, 'G']
  return `${threeSignificant.format(count / divisor)} ${suffix}`
}

/** US dollars: '$0.07', '$41.30', '$1,234'. */
export function formatUsd(usd: number): string {
  if (!Number.isFinite(usd)) return noNumber
  const sign = usd < 0 ? '−' : ''
  const amount = Math.abs(usd)
  return `${sign}$${amount < 100 ? cents.format(amount) : integers.format(amount)}`
}

/** At most 7 characters: '$99,999', then '$123 k'. */
export function formatUsdCompact(usd: number): string {
  if (!Number.isFinite(usd) || Math.abs(usd) < 99_999.5) return formatUsd(usd)
  const [divisor, suffix] = usd < 999_500 ? [1e3, 'k'] : [1e6, 'M']
  return `$${threeSignificant.format(usd / divisor)} ${suffix}`
}

/** A share as a percentage with two significant digits: '0.013 %', '<0.0001 %', '99.6 %', never a rounded-up '100 %'. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return noNumber
  const percent = share * 100
  if (percent > 0 && percent < 0.0001) return '<0.0001 %'
  if (percent > 99 && percent < 100) return `${Math.min(99.9, Number(percent.toFixed(1)))} %`
  return `${percent < 10 ? twoSignificant.format(percent) : integers.format(percent)} %`
}

/** A signed change: '+14 %', '−9.4 %', '0 %'; from ten times as much on a factor: '×34'. */
export function formatChange(change: number): string {
  if (!Number.isFinite(change)) return noNumber
  if (change >= 9) return `×${formatCompact(change + 1)}`
  const size = formatShare(Math.abs(change) < 0.0005 ? 0 : Math.abs(change))
  if (size === '0 %') return size
  return `${change < 0 ? '−' : '+'}${size}`
}

/** A price of one unit, to a tenth of a cent or better: '$0.096', '$0.0022'. */
export function formatUnitPrice(usd: number): string {
  return Number.isFinite(usd) ? `$${threeSignificant.format(usd)}` : noNumber
}

/** A share to one decimal, where a tenth of a percent matters: '94.7 %'. */
export function formatSharePrecisely(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : noNumber
}

/** A label on an axis, at most 5 characters: '0.1', '1,000', '80 k', '10 M'. */
export function formatAxis(value: number): string {
  if (Math.abs(value) < 10_000) return formatReading(value)
  const [divisor, suffix] = value < 999_500 ? [1e3, 'k'] : value < 999.5e6 ? [1e6, 'M'] : [1e9, 'G']
  return `${threeSignificant.format(value / divisor)} ${suffix}`
}

/** Milliseconds as they stand in a column with that unit: '1,204'. */
export function formatMs(milliseconds: number): string {
  return formatWhole(milliseconds)
}

/** An instrument's reading: three significant digits and no exponent: '31.4', '1,230'. */
export function formatReading(value: number): string {
  if (!Number.isFinite(value)) return noNumber
  return Math.abs(value) < 100 ? threeSignificant.format(value) : integers.format(value)
}

/** '+14 %', '≤ +14 %', '–' */
export function formatDistance(distance: OracleDistance | undefined): string {
  if (distance === undefined) return noNumber
  const sign = { exact: '', 'at-most': '≤ ', 'at-least': '≥ ' }[distance.bound]
  return `${sign}${formatChange(distance.costRatio - 1)}`
}
