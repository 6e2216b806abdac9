// All places of the page that the server fills, and what each one shows at a moment of the replay.
import type { Theme } from '../../../functions/widget/widget-data.ts'
import { formatInstant } from '../page-address.ts'
import { type ReplayRange, type ReplayState, shownMinute, viewOf } from '../replay.ts'
import { byId } from './elements.ts'
import { type OnTrouble, Place } from './place.ts'

/** What is looked at. */
export interface Scene {
  readonly replay: ReplayState
  readonly range: ReplayRange
  readonly group: string
  readonly policy: string | undefined
  /** The theme that is seen. */
  readonly theme: Theme
}

/** How soon a place may be drawn anew while the replay plays; when it rests, everything is shown at once. */
const paceMs = { frame: 50, slow: 600, once: 600 } as const
/** For those who asked their system for less motion. */
const calmPaceMs = 1000

type Pace = keyof typeof paceMs

interface PacedPlace {
  readonly place: Place
  readonly pace: Pace
  readonly addressAt: (scene: Scene, widthPx: number) => string
  drawnAtMs: number
}

export class Places {
  readonly #places: readonly PacedPlace[]
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)')

  constructor(onTrouble: OnTrouble) {
    const widgets = [...document.querySelectorAll<HTMLElement>('[data-widget]')].map(element =>
      paced(new Place(element, onTrouble), paceOf(element.dataset.pace), widgetAddress(element.dataset.widget ?? '')),
    )
    const scoreboard = paced(new Place(byId('scoreboard', HTMLElement), onTrouble), 'frame', scene =>
      addressWith('/scoreboard', scene, { now: formatInstant(shownMinute(scene.replay)) }),
    )
    const overview = paced(new Place(byId('overview', HTMLElement), onTrouble), 'once', scene =>
      addressWith('/overview', scene, {}),
    )
    this.#places = [scoreboard, ...widgets, overview]
  }

  /** Resolves when everything that is wanted now is shown. */
  async show(scene: Scene): Promise<void> {
    const nowMs = performance.now()
    await Promise.all(
      this.#places.filter(place => this.#isDue(place, scene, nowMs)).map(place => draw(place, scene, nowMs)),
    )
  }

  /** Calls back when a place gets another width. */
  onResize(listener: () => void): void {
    const observer = new ResizeObserver(listener)
    for (const { place } of this.#places) observer.observe(place.element)
  }

  #isDue({ pace, drawnAtMs }: PacedPlace, { replay }: Scene, nowMs: number): boolean {
    if (!replay.isPlaying) return true
    return nowMs - drawnAtMs >= Math.max(paceMs[pace], this.#calm.matches ? calmPaceMs : 0)
  }
}

function paced(place: Place, pace: Pace, addressAt: PacedPlace['addressAt']): PacedPlace {
  return { place, pace, addressAt, drawnAtMs: Number.NEGATIVE_INFINITY }
}

function draw(paced: PacedPlace, scene: Scene, nowMs: number): Promise<void> {
  paced.drawnAtMs = nowMs
  return paced.place.want(paced.addressAt(scene, paced.place.widthPx))
}

/** Charts show the stretch around the cursor, decisions what was decided in it; the others look at all of the time. */
function widgetAddress(widget: string): PacedPlace['addressAt'] {
  const isOfStretch = ['forecast-fan', 'fleet-ladder', 'decisions'].includes(widget)
  return (scene, widthPx) => {
    const { range, replay, theme } = scene
    const { fromMs, toMs } = isOfStretch ? viewOf(replay, range) : { fromMs: range.startMs, toMs: range.endMs }
    const nowMs = widget === 'peers' ? range.endMs : shownMinute(replay)
    return addressWith(`/widget/${widget}`, scene, {
      from: formatInstant(fromMs),
      to: formatInstant(toMs),
      now: formatInstant(nowMs),
      width: String(widthPx),
      theme,
    })
  }
}

function addressWith(path: string, { group, policy }: Scene, more: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams({ group, ...(policy !== undefined && { policy }), ...more })
  return `${path}?${parameters}`
}

function paceOf(name: string | undefined): Pace {
  return name === 'slow' || name === 'once' ? name : 'frame'
}
