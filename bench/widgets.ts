// What drawing a widget of thirty restless days costs, time and size, for every widget and four widths; then what the deployed
// function takes for a dashboard. About ten seconds.
import { renderWidget } from '../functions/widget/render-widget.ts'
import { type WidgetData, widgetNames } from '../functions/widget/widget-data.ts'
import { RandomStream } from '../simulator/kernel/random.ts'
import { benchDashboard } from './dashboard.ts'

const minuteMs = 60_000
const minutes = 30 * 1440
const startMs = Date.UTC(2026, 2, 2)
const widthsPx = [320, 768, 1440, 3840]
const longName = 'g'.repeat(255)

export async function benchWidgets(): Promise<void> {
  benchDrawing()
  await benchDashboard()
}

function benchDrawing(): void {
  const data = restlessData()
  for (const widget of widgetNames) {
    const drawings = widthsPx.map(widthPx => draw(widget, widthPx, data))
    const slowest = Math.max(...drawings.map(({ milliseconds }) => milliseconds))
    const largest = Math.max(...drawings.map(({ kilobytes }) => kilobytes))
    console.log(
      `widgets: ${widget}: at most ${slowest.toFixed(0)} ms and ${largest.toFixed(0)} KB (wanted: 300 ms, 200 KB)`,
    )
  }
}

/** The median of five drawings. */
function draw(widget: (typeof widgetNames)[number], widthPx: number, data: WidgetData) {
  const toMs = startMs + minutes * minuteMs
  const request = { widget, group: longName, fromMs: startMs, toMs, nowMs: toMs, widthPx, theme: 'light' as const }
  const times: number[] = []
  let html = ''
  for (let run = 0; run < 5; run++) {
    const before = performance.now()
    html = renderWidget(request, data)
    times.push(performance.now() - before)
  }
  return { milliseconds: times.sort((a, b) => a - b)[2], kilobytes: Buffer.byteLength(html) / 1000 }
}

function restlessData(): WidgetData {
  const random = new RandomStream(1, 'widgets')
  const column = (mean: number) => Float64Array.from({ length: minutes }, () => mean * (0.5 + random.uniform()))
  const fanAt = (minute: number) => {
    const quantile = (factor: number) => Array.from({ length: 11 }, () => 800 * factor * (0.9 + 0.2 * random.uniform()))
    return {
      madeAtMs: startMs + minute * minuteMs,
      minutesAhead: [1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30],
      p05: quantile(0.7),
      p25: quantile(0.9),
      p50: quantile(1),
      p75: quantile(1.1),
      p95: quantile(1.3),
    }
  }
  const decisions = Array.from({ length: 2880 }, (_, index) => ({
    atMs: startMs + index * 15 * minuteMs,
    action: index % 3 === 0 ? 'raise' : 'hold',
    reason: 'Demand was <b>800 rps</b> & rising, with 20 in service. '.repeat(12),
    floorBefore: 20,
    floorAfter: 20 + (index % 3),
    costUsdPerHour: 1.92,
  }))
  const span = { forecasts: 43_200, covered: 41_000, lossRps: 4, reactiveLossRps: 5, requests: 1e9, badRequests: 1e5 }
  const groups = Array.from({ length: 100 }, (_, index) => ({
    name: `${index}${longName}`.slice(0, 255),
    mode: 'act' as const,
    inService: 20,
    floor: 18,
    demandRps: 800,
    recentDemandRps: column(800).subarray(0, 360),
    lastDecision: decisions[index],
  }))
  const peer = { costUsd: 900, requests: 1e9, badRequests: 1e5, badMinutes: 7, p99Ms: 760, launches: 900 }
  return {
    minutes: {
      startMs,
      demandRps: column(800),
      inService: column(20),
      shadow: column(2),
      warmRunning: column(1),
      warmStopped: column(5),
      pending: column(1),
      draining: column(1),
      desired: column(20),
      floor: column(18),
      forecastP50Rps: column(800),
      forecastP95Rps: column(1000),
      instanceRps: 50,
    },
    fans: Array.from({ length: minutes / 5 }, (_, index) => fanAt(index * 5)),
    helpMs: 4 * minuteMs,
    decisions,
    accuracy: {
      promisedShare: 0.95,
      budgetPercent: 100,
      spans: [{ label: 'last month', ...span, costUsd: 900, reactiveCostUsd: 1000 }],
    },
    peers: {
      fromMs: startMs,
      toMs: startMs + minutes * minuteMs,
      rows: ['penumbra', 'target-tracking', 'oracle@75'].map(policy => ({
        policy,
        label: policy,
        role: 'peer' as const,
        ...peer,
      })),
    },
    groups,
  }
}
