// Which earlier bins a seasonal autoregression looks at. They are given in hours, so that they mean the same at every width of
// the bins: single bins where the bins are hours, and means over an hour or a few minutes where they are finer.

/** Mean of the bins from `lag` to `lag + width - 1` before the one that is foretold. */
export interface LagWindow {
  readonly lag: number
  readonly width: number
}

export interface LagHours {
  /** Hours before. */
  readonly recent: number
  /** Hours around a day before and around a week before. */
  readonly aroundDay: number
  readonly aroundWeek: number
  /** Days before, beside one and seven. */
  readonly days: readonly number[]
}

/** Windows that reach back at most `deepestBins`, without repetition. */
export function seasonalLags(hours: LagHours, dayBins: number, deepestBins: number): LagWindow[] {
  const hourBins = Math.max(Math.round(dayBins / 24), 1)
  const windows = [
    ...recentLags(hours.recent, hourBins),
    ...hoursAround(dayBins, hours.aroundDay, dayBins),
    ...hours.days.flatMap(days => sameTime(days * dayBins, hourBins)),
    ...hoursAround(7 * dayBins, hours.aroundWeek, dayBins),
  ]
  return distinct(windows.filter(({ lag, width }) => lag >= 1 && lag + width - 1 <= deepestBins))
}

/** The first hour bin by bin at first, then one mean an hour. */
function recentLags(hours: number, hourBins: number): LagWindow[] {
  const first = [1, 2, 3].filter(lag => lag < hourBins).map(lag => ({ lag, width: 1 }))
  const whole = Array.from({ length: hours }, (_, hour) => ({ lag: hour * hourBins + 1, width: hourBins }))
  return [...first, ...whole]
}

function hoursAround(seasonBins: number, hours: number, dayBins: number): LagWindow[] {
  const hourBins = Math.max(Math.round(dayBins / 24), 1)
  const windows = sameTime(seasonBins, hourBins)
  for (let hour = -hours; hour <= hours; hour++) {
    const middle = Math.round(seasonBins + (hour * dayBins) / 24)
    windows.push({ lag: middle - Math.floor(hourBins / 2), width: hourBins })
  }
  return windows
}

/** The very bin and, where bins are fine, the mean over a third of an hour around it. */
function sameTime(lag: number, hourBins: number): LagWindow[] {
  const side = Math.floor(hourBins / 6)
  const single = { lag, width: 1 }
  return side === 0 ? [single] : [single, { lag: lag - side, width: 2 * side + 1 }]
}

function distinct(windows: LagWindow[]): LagWindow[] {
  const byKey = new Map(windows.map(window => [`${window.lag}/${window.width}`, window]))
  return [...byKey.values()]
}
