// What the fleet ladder shows, worked out before anything is drawn.
import { latestKnown, stepsOver, type TimeWindow, timeWindow, windowValues } from './chart/time-window.ts'
import type { Tone } from './palette.ts'
import type { MinuteColumns, WidgetRequest } from './widget-data.ts'

type LayerName = 'inService' | 'pending' | 'shadow' | 'warmRunning' | 'warmStopped' | 'draining'

export interface Layer {
  readonly name: LayerName
  readonly label: string
  readonly tone: Tone
}

/** One rung of the ladder: how many there are, and how many together with all rungs below. */
export interface StackedLayer extends Layer {
  readonly values: readonly (number | null)[]
  readonly tops: readonly (number | null)[]
  /** At the cursor; undefined where nothing recent is known. */
  readonly now: number | undefined
}

export interface FleetView {
  readonly window: TimeWindow
  readonly cursorMs: number
  /** How many values had come at the cursor. */
  readonly over: number
  /** From the ground up, without rungs on which there never was anything. */
  readonly layers: readonly StackedLayer[]
  readonly floor: readonly (number | null)[]
  readonly desired: readonly (number | null)[]
  /** Instances that demand would fill to 100 %; empty where one instance's capacity is not known. */
  readonly needed: readonly (number | null)[]
  /** At the cursor; undefined where nothing recent is known. */
  readonly now: Readonly<Record<'floor' | 'desired' | 'needed', number | undefined>>
}

/** From the ground up: what serves, what is ordered (the two make up the desired capacity), what could come, what leaves. */
const ladder: readonly Layer[] = [
  { name: 'inService', label: 'in service', tone: 'penumbra' },
  { name: 'pending', label: 'pending', tone: 'pending' },
  { name: 'shadow', label: 'shadow', tone: 'shadow' },
  { name: 'warmRunning', label: 'warm running', tone: 'warmRunning' },
  { name: 'warmStopped', label: 'warm stopped', tone: 'warmStopped' },
  { name: 'draining', label: 'draining', tone: 'draining' },
]

const patienceSteps = 10

export function fleetView(request: WidgetRequest, minutes: MinuteColumns): FleetView {
  const { fromMs, toMs, nowMs, widthPx } = request
  const window = timeWindow(minutes, fromMs, toMs, widthPx)
  const cursorMs = Math.min(Math.max(nowMs, fromMs), toMs)
  const over = stepsOver(window, cursorMs)
  const { latest = {} } = minutes
  const lines = {
    floor: windowValues(window, minutes.floor),
    desired: windowValues(window, minutes.desired),
    needed: neededInstances(window, minutes),
  }
  const atCursor = (values: readonly (number | null)[]) => latestKnown(values, over - 1, patienceSteps)
  return {
    window,
    cursorMs,
    over,
    layers: stack(window, minutes, atCursor),
    ...lines,
    now: {
      floor: latest.floor ?? atCursor(lines.floor),
      desired: latest.desired ?? atCursor(lines.desired),
      needed: neededOf(latest.demandRps, minutes) ?? atCursor(lines.needed),
    },
  }
}

type AtCursor = (values: readonly (number | null)[]) => number | undefined

function stack(window: TimeWindow, minutes: MinuteColumns, atCursor: AtCursor): StackedLayer[] {
  let below: readonly (number | null)[] | undefined
  const layers: StackedLayer[] = []
  for (const layer of ladder) {
    const values = windowValues(window, minutes[layer.name])
    if (!isShown(layer.name, values)) continue
    const tops: readonly (number | null)[] = below === undefined ? values : addUp(below, values)
    layers.push({ ...layer, values, tops, now: minutes.latest?.[layer.name] ?? atCursor(values) })
    below = tops
  }
  return layers
}

/** The ground floor always, where it is known; the others only where there was something. */
function isShown(name: LayerName, values: readonly (number | null)[]): boolean {
  return values.some(value => value !== null && (name === 'inService' || value > 0))
}

/** Nothing known of one rung counts as none of it; nothing known of either stays unknown. */
function addUp(below: readonly (number | null)[], values: readonly (number | null)[]): (number | null)[] {
  return values.map((value, at) => (value === null ? below[at] : value + (below[at] ?? 0)))
}

function neededInstances(window: TimeWindow, { demandRps, instanceRps }: MinuteColumns): (number | null)[] {
  if (instanceRps === undefined || !(instanceRps > 0)) return []
  return windowValues(window, demandRps).map(rps => (rps === null ? null : rps / instanceRps))
}

function neededOf(demandRps: number | undefined, { instanceRps }: MinuteColumns): number | undefined {
  if (demandRps === undefined || instanceRps === undefined || !(instanceRps > 0)) return undefined
  return demandRps / instanceRps
}
