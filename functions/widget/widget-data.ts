// What a widget is asked and what it is told. `renderWidget(request, data)` in render-widget.ts draws one; everything in
// `WidgetData` is optional, and a widget whose part is missing says so in the place of its drawing. Times are epoch
// milliseconds, demand is in requests per second (rps), money in US dollars. Plain data: whoever shows a widget (the
// console over a simulated region, the Lambda function over the table and CloudWatch) fills it in.

export const widgetNames = ['forecast-fan', 'fleet-ladder', 'decisions', 'accuracy', 'peers', 'groups'] as const

export type WidgetName = (typeof widgetNames)[number]

/** Those that a CloudWatch dashboard can hold: a live group has no peers, and a replay nothing to control. */
export const dashboardWidgetNames = [
  'groups',
  'forecast-fan',
  'fleet-ladder',
  'decisions',
  'accuracy',
  'controls',
] as const

export type DashboardWidgetName = (typeof dashboardWidgetNames)[number]

export type Theme = 'light' | 'dark'

/** What CloudWatch passes in `widgetContext`, and the console in its place. */
export interface WidgetRequest {
  readonly widget: WidgetName
  /** Name of the group that is shown, as its owner wrote it; shown in titles. */
  readonly group?: string
  /** The stretch of time on the horizontal axis, `fromMs` included and `toMs` not. */
  readonly fromMs: number
  readonly toMs: number
  /** Now, or the cursor of a replay: what comes later is drawn fainter, and decisions made later are not shown. */
  readonly nowMs: number
  /** Room for the widget; it fills whatever width it really gets, and chooses its level of detail by this one. */
  readonly widthPx: number
  /** Room for the widget; charts take a height that suits their width by default. */
  readonly heightPx?: number
  readonly theme: Theme
  /** '+02:00': what the page around shows its times in. Widgets show UTC, and say so where that differs. */
  readonly otherOffset?: string
}

/** What the frame around a widget needs to know. */
export type FrameRequest = Omit<WidgetRequest, 'widget'> & { readonly widget: WidgetName | DashboardWidgetName }

/** Numbers by index; NaN where nothing is known. */
export type NumberColumn = Float64Array | readonly number[]

export interface WidgetData {
  /** Drawn by `forecast-fan` and `fleet-ladder`. */
  readonly minutes?: MinuteColumns
  /** Oldest first; `forecast-fan` draws the last one made at or before `nowMs`. */
  readonly fans?: readonly Fan[]
  /** How long help ordered now takes until it serves; `forecast-fan` marks this stretch. */
  readonly helpMs?: number
  /** Oldest first. */
  readonly decisions?: readonly Decision[]
  /** Set where older decisions of the time shown were not read. */
  readonly decisionsAreCut?: boolean
  readonly accuracy?: Accuracy
  readonly peers?: PeerComparison
  /** In the order in which they are to be listed. */
  readonly groups?: readonly GroupSummary[]
  /** Groups that are there and not among them. */
  readonly otherGroups?: OtherGroups
  /** ARN of the Lambda function that draws the widgets of a group: a click on its name calls it. */
  readonly endpoint?: string
  /** Why data is missing, in plain words ('observed since 14:05, first forecast after 24 hours'); shown where it is. */
  readonly missingBecause?: string
}

/** A group's equal steps of time, usually minutes. All columns have the same length. */
export interface MinuteColumns {
  readonly startMs: number
  /** 60,000 by default. */
  readonly stepMs?: number
  /** Demand that came. */
  readonly demandRps: NumberColumn
  /** Instances, means over the step. */
  readonly inService: NumberColumn
  readonly shadow: NumberColumn
  readonly warmRunning: NumberColumn
  readonly warmStopped: NumberColumn
  readonly pending: NumberColumn
  readonly draining: NumberColumn
  readonly desired: NumberColumn
  /** MinSize. */
  readonly floor: NumberColumn
  /** What was expected, just before the step, of the largest minute until help could arrive. */
  readonly forecastP50Rps: NumberColumn
  readonly forecastP95Rps: NumberColumn
  /** What one instance can serve; with it, demand is also shown as instances needed. */
  readonly instanceRps?: number
  /** What is known of `nowMs` itself, where the columns are too coarse, or end too early, to tell. */
  readonly latest?: Partial<Readonly<Record<ColumnName, number>>>
}

type ColumnName =
  | 'demandRps'
  | 'inService'
  | 'shadow'
  | 'warmRunning'
  | 'warmStopped'
  | 'pending'
  | 'draining'
  | 'desired'
  | 'floor'
  | 'forecastP95Rps'

/** What a forecast said of single minutes. The quantiles run over `minutesAhead`. */
export interface Fan {
  /** When it was made; minute 1 begins here. */
  readonly madeAtMs: number
  /** Ascending; 1 is the minute that begins when the forecast is made. */
  readonly minutesAhead: readonly number[]
  readonly p05: readonly number[]
  readonly p25: readonly number[]
  readonly p50: readonly number[]
  readonly p75: readonly number[]
  readonly p95: readonly number[]
}

export interface Decision {
  readonly atMs: number
  /** One word: 'raise', 'hold', 'observe'. */
  readonly action: string
  readonly reason: string
  readonly floorBefore: number
  readonly floorAfter: number
  readonly costUsdPerHour: number
}

export interface Accuracy {
  /** The share that was promised to lie at or below the stated quantile: 0.95. */
  readonly promisedShare: number
  /** Minutes that one forecast's window covers: forecasts whose windows overlap are one piece of evidence. 1 by default. */
  readonly windowMinutes?: number
  /** What may be spent, as percent of what the reactive policy alone would cost. */
  readonly budgetPercent?: number
  /** False where nobody counts bad requests. @default true */
  readonly countsBadRequests?: boolean
  /** Such as the last day and the last week, in the order in which they are to be shown. */
  readonly spans: readonly AccuracySpan[]
}

/** Sums over a span that ends now. What is not known is left out. */
export interface AccuracySpan {
  /** 'last day', 'last week' */
  readonly label: string
  /** Forecasts whose window is over, and how many of them were kept. */
  readonly forecasts: number
  readonly covered: number
  /** The same as of all spans, where it differs in this one. */
  readonly windowMinutes?: number
  /** Mean pinball loss of the stated quantile, of Penumbra and of the reactive baseline, requests per second. */
  readonly lossRps?: number
  readonly reactiveLossRps?: number
  readonly requests?: number
  readonly badRequests?: number
  readonly costUsd?: number
  /** What the reactive policy alone would have cost. */
  readonly reactiveCostUsd?: number
}

export interface PeerComparison {
  /** The time that all of them were judged on. */
  readonly fromMs: number
  readonly toMs: number
  /** In the order in which they are to be listed. */
  readonly rows: readonly Peer[]
}

export interface Peer {
  /** As in `out/simulation.json`, with its knob: 'target-tracking@50'. Decides the colour. */
  readonly policy: string
  /** As people know it: 'Target tracking at 50 %'. */
  readonly label: string
  /** One line for somebody who has never heard of it. */
  readonly description?: string
  /** The one that the page is about, the one that it is held against, one of the others, or the yardstick. */
  readonly role: 'subject' | 'baseline' | 'peer' | 'oracle'
  readonly costUsd: number
  readonly requests: number
  readonly badRequests: number
  readonly badMinutes: number
  readonly p99Ms: number
  readonly launches: number
  /** Cost divided by the oracle's at the same share of bad requests; left out where it is not known. */
  readonly oracleDistance?: OracleDistance
}

export interface OracleDistance {
  /** The policy's cost divided by the oracle's: 1.14 is 14 % above it. */
  readonly costRatio: number
  /** Outside the oracle's measured range its nearest end is used, and the true ratio is at most or at least this. */
  readonly bound: 'exact' | 'at-most' | 'at-least'
}

/** `act`: floors are raised. `observe`: only watched. `refused`: cannot be helped, `modeReason` says why. */
export type GroupMode = 'act' | 'observe' | 'demoted' | 'frozen' | 'paused' | 'failing' | 'refused' | 'opted-out'

export interface OtherGroups {
  readonly count: number
  /** The last one that is shown: the list goes on behind it. */
  readonly after: string | undefined
}

export interface GroupSummary {
  /** As its owner wrote it, up to 255 characters of anything. */
  readonly name: string
  readonly mode: GroupMode
  /** Why it is not acted on. */
  readonly modeReason?: string
  readonly inService: number
  readonly floor: number
  readonly demandRps: number
  /** Spark line, oldest first. */
  readonly recentDemandRps: NumberColumn
  readonly lastDecision?: Decision
  /** Where the group's own page is: a query or a fragment ('?group=shop', '#shop'); anything else is not linked. */
  readonly href?: string
}
