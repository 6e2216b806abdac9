// A dated table for when the Price List API cannot be asked. US dollars per hour, Linux, on demand, us-east-1.

export interface InstancePrice {
  readonly usdPerHour: number
  /** Of an instance that is stopped: its volume alone, 20 GiB of gp3 at 0.08 USD per GiB and month of 730 hours. */
  readonly stoppedUsdPerHour: number
  /** Shown beside every figure that rests on the price. */
  readonly source: string
}

const tableDate = '2026-11-21'

const stoppedUsdPerHour = (20 * 0.08) / 730

const usdPerHourByType: Readonly<Record<string, number>> = {
  'm5.large': 0.096,
  'm7g.large': 0.0816,
  'm7i.large': 0.1008,
}

/** Undefined for a type that the table does not have. */
export function listedUsdPerHour(instanceType: string): number | undefined {
  return usdPerHourByType[instanceType]
}

/** An unknown type is priced like m5.large and says so. */
export function priceOf(instanceType: string | undefined): InstancePrice {
  const usdPerHour = instanceType === undefined ? undefined : listedUsdPerHour(instanceType)
  if (usdPerHour !== undefined) return { usdPerHour, stoppedUsdPerHour, source: `static table of ${tableDate}` }
  return {
    usdPerHour: usdPerHourByType['m5.large'],
    stoppedUsdPerHour,
    source: `m5.large in the static table of ${tableDate}, for want of ${instanceType ?? 'an instance type'}`,
  }
}
