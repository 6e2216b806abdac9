// A group with everything that a widget can show, on a round morning: 2026-08-06 is a Thursday.
import type { Decision, GroupSummary, Peer, WidgetData, WidgetRequest } from '../../../functions/widget/widget-data.ts'

export const nineMs = Date.UTC(2026, 7, 6, 9)
export const minuteMs = 60_000
const minutes = 120

function column(value: (minute: number) => number): number[] {
  return Array.from({ length: minutes }, (_, minute) => value(minute))
}

export const sampleRequest: WidgetRequest = {
  widget: 'forecast-fan',
  group: 'shop-web',
  fromMs: nineMs,
  toMs: nineMs + minutes * minuteMs,
  nowMs: nineMs + 90 * minuteMs,
  widthPx: 1440,
  theme: 'light',
}

export function sampleDecision(minute: number, changes: Partial<Decision> = {}): Decision {
  return {
    atMs: nineMs + minute * minuteMs,
    action: 'raise',
    reason: 'Demand was 812 rps.',
    floorBefore: 12,
    floorAfter: 15,
    costUsdPerHour: 1.44,
    ...changes,
  }
}

export function sampleGroup(changes: Partial<GroupSummary> = {}): GroupSummary {
  return {
    name: 'shop-web',
    mode: 'refused',
    modeReason: 'its ScheduledActions process is suspended',
    inService: 12,
    floor: 10,
    demandRps: 480,
    recentDemandRps: column(minute => 400 + minute),
    lastDecision: sampleDecision(80),
    href: '?group=shop-web',
    ...changes,
  }
}

export function samplePeer(changes: Partial<Peer> = {}): Peer {
  return {
    policy: 'penumbra',
    label: 'Penumbra',
    description: 'forecasts demand',
    role: 'subject',
    costUsd: 366,
    requests: 1_000_000,
    badRequests: 1200,
    badMinutes: 35,
    p99Ms: 772,
    launches: 1377,
    oracleDistance: { costRatio: 1.04, bound: 'exact' },
    ...changes,
  }
}

/** Demand rises by 1 rps a minute from 500; the fan says so, give or take 10 and 25 rps. */
export const sampleData: WidgetData = {
  minutes: {
    startMs: nineMs,
    demandRps: column(minute => 500 + minute),
    inService: column(minute => 10 + Math.floor(minute / 30)),
    shadow: column(() => 1),
    warmRunning: column(() => 2),
    warmStopped: column(() => 3),
    pending: column(minute => minute % 2),
    draining: column(minute => (minute < 10 ? 1 : 0)),
    desired: column(minute => 10 + Math.floor(minute / 30) + (minute % 2)),
    floor: column(() => 9),
    forecastP50Rps: column(minute => 505 + minute),
    forecastP95Rps: column(minute => 540 + minute),
    instanceRps: 50,
  },
  fans: [
    {
      madeAtMs: nineMs + 90 * minuteMs,
      minutesAhead: [1, 5, 10, 30],
      p05: [565, 569, 574, 594],
      p25: [580, 584, 589, 609],
      p50: [590, 594, 599, 619],
      p75: [600, 604, 609, 629],
      p95: [615, 619, 624, 644],
    },
  ],
  helpMs: 4 * minuteMs,
  decisions: [sampleDecision(20), sampleDecision(60, { floorBefore: 15, floorAfter: 12, action: 'lower' })],
  accuracy: {
    promisedShare: 0.95,
    windowMinutes: 4,
    budgetPercent: 100,
    spans: [
      {
        label: 'last day',
        forecasts: 1400,
        covered: 1330,
        lossRps: 9,
        reactiveLossRps: 12,
        requests: 50_000_000,
        badRequests: 5000,
        costUsd: 29,
        reactiveCostUsd: 33,
      },
    ],
  },
  peers: {
    fromMs: nineMs,
    toMs: nineMs + 86_400_000,
    rows: [
      samplePeer(),
      samplePeer({ policy: 'target-tracking', label: 'Target tracking', role: 'baseline', costUsd: 414 }),
    ],
  },
  groups: [sampleGroup()],
}
