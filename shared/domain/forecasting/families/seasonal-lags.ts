// Which earlier bins a seasonal autoregression looks at, and how much of them it expects to find again before it has seen
// anything. Both are given in hours, so that they mean the same at every width of the bins: single bins where the bins are
// hours, and beside them means over an hour or a few minutes where they are finer.

/** Mean of the bins from `lag` to `lag + width - 1` before the one that is foretold. */
export interface LagWindow {
  readonly lag: number
  readonly width: number
  /** The coefficient that is believed in beforehand. */
  readonly belief: number
}

export interface SeasonalLags {
  /** The last so many hours. */
  readonly recentHours: number
  /** Hours on either side of the same time yesterday, and a week ago */
  readonly aroundDayHours: number
  /** @default the week is not looked at */
  readonly aroundWeekHours?: number
  /** Further days before, at the same time. */
  readonly days: readonly number[]
  /**
   * Demand is believed to be such a mixture of yesterday's and last week's, and of each departure from that such a share to be
   * left in the next bin.
   */
  readonly belief: { readonly day: number; readonly week: number; readonly persistence: number }
}

const fewestDays = { day: 2, week: 10 }

/** Windows that a history of so many bins can teach something about. */
export function lagWindows(lags: SeasonalLags, dayBins: number, bins: number): LagWindow[] {
  const hourBins = Math.max(Math.round(dayBins / 24), 1)
  const around = (seasonBins: number, hours: number) => hoursAround(seasonBins, hours, dayBins, hourBins)
  const { aroundWeekHours = -1 } = lags
  const weekly = aroundWeekHours >= 0 && bins >= fewestDays.week * dayBins
  const windows = [
    ...recentWindows(lags.recentHours, hourBins),
    ...(bins >= fewestDays.day * dayBins ? around(dayBins, lags.aroundDayHours) : []),
    ...lags.days.filter(days => 2 * days * dayBins <= bins).flatMap(days => sameTime(days * dayBins, hourBins)),
    ...(weekly ? around(7 * dayBins, aroundWeekHours) : []),
  ]
  const belief = beliefs(lags, dayBins, weekly)
  return distinct(windows).map(window => ({
    ...window,
    belief: window.width === 1 ? (belief.get(window.lag) ?? 0) : 0,
  }))
}

/** Believed coefficients by lag: y - s is `persistence` times what it was, where s mixes the day and the week before. */
function beliefs({ belief }: SeasonalLags, dayBins: number, weekly: boolean): Map<number, number> {
  const { persistence, day, week } = belief
  const [daily, alsoWeekly] = weekly ? [day, week] : [day + week, 0]
  return new Map([
    [7 * dayBins + 1, -persistence * alsoWeekly],
    [7 * dayBins, alsoWeekly],
    [dayBins + 1, -persistence * daily],
    [dayBins, daily],
    [1, persistence],
  ])
}

type Window = Omit<LagWindow, 'belief'>

/** The first hour bin by bin at first, then one mean an hour. */
function recentWindows(hours: number, hourBins: number): Window[] {
  const first = [1, 2, 3].filter(lag => lag < hourBins).map(lag => ({ lag, width: 1 }))
  const whole = Array.from({ length: hours }, (_, hour) => ({ lag: hour * hourBins + 1, width: hourBins }))
  return [...first, ...whole]
}

function hoursAround(seasonBins: number, hours: number, dayBins: number, hourBins: number): Window[] {
  const windows = [...sameTime(seasonBins, hourBins), { lag: seasonBins + 1, width: 1 }]
  for (let hour = -hours; hour <= hours; hour++) {
    const middle = Math.round(seasonBins + (hour * dayBins) / 24)
    windows.push({ lag: middle - Math.floor(hourBins / 2), width: hourBins })
  }
  return windows
}

/** The very bin and, where bins are fine, the mean over a third of an hour around it. */
function sameTime(lag: number, hourBins: number): Window[] {
  const side = Math.floor(hourBins / 6)
  const single = { lag, width: 1 }
  return side === 0 ? [single] : [single, { lag: lag - side, width: 2 * side + 1 }]
}

function distinct(windows: readonly Window[]): Window[] {
  const possible = windows.filter(({ lag }) => lag >= 1)
  return [...new Map(possible.map(window => [`${window.lag}/${window.width}`, window])).values()]
}
