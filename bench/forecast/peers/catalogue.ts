// The peers of the bench, and what each is given: the seasons that it can bear and as much history as it can digest in a
// second; what it is given in more than one way is chosen on training rows.
import { dayBins } from '../traces.ts'

export interface PeerSetting {
  readonly historyDays: number
  /** Bins, ascending; one of which the history holds fewer than two is left out. */
  readonly seasons: readonly number[]
}

export interface Peer {
  readonly name: string
  readonly label: string
  readonly settings: readonly PeerSetting[]
  /** What stands in the table's note. */
  readonly note: string
}

const weekBins = 7 * dayBins

export const peers: readonly Peer[] = [
  {
    name: 'augurs-ets',
    label: 'AutoETS (augurs)',
    settings: [{ historyDays: 3, seasons: [] }],
    note: 'it knows no seasons; 3 days',
  },
  {
    name: 'augurs-mstl',
    label: 'MSTL (augurs)',
    settings: [{ historyDays: 21, seasons: [dayBins, weekBins] }],
    note: 'day and week; 21 days',
  },
  {
    name: 'augurs-prophet',
    label: 'Prophet (augurs)',
    settings: [{ historyDays: 14, seasons: [] }],
    note: 'its own day and week; 14 days',
  },
  {
    name: 'npm-arima',
    label: 'AutoARIMA (arima)',
    settings: [{ historyDays: 2, seasons: [] }],
    note: 'no season, which takes it minutes; 2 days',
  },
  {
    name: 'sf-auto-arima',
    label: 'AutoARIMA (statsforecast)',
    settings: [
      { historyDays: 2, seasons: [] },
      { historyDays: 4, seasons: [dayBins] },
    ],
    note: 'no season and 2 days, or what STL leaves of 4 days without their day',
  },
  {
    name: 'sf-auto-ets',
    label: 'AutoETS (statsforecast)',
    settings: [{ historyDays: 3, seasons: [] }],
    note: 'no season, of which it bears 24 bins at most; 3 days',
  },
  {
    name: 'sf-mstl',
    label: 'MSTL (statsforecast)',
    settings: [{ historyDays: 21, seasons: [dayBins, weekBins] }],
    note: 'day and week; 21 days; STL with jumps, as R has them',
  },
  {
    name: 'sf-theta',
    label: 'dynamic optimised Theta (statsforecast)',
    settings: [{ historyDays: 7, seasons: [dayBins] }],
    note: 'day; 7 days',
  },
  {
    name: 'py-prophet',
    label: 'Prophet (prophet)',
    settings: [{ historyDays: 14, seasons: [] }],
    note: 'its own day and week; 14 days',
  },
]

/** Computed here: their forecast is a value that was seen, and their quantiles can only be conformal. */
export const naivePeers = [
  { name: 'last-value', label: 'last value' },
  { name: 'seasonal-naive', label: 'seasonal naive (day)' },
] as const
