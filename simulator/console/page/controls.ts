// The replay's controls as they look at a moment, and what the viewer does with them.
import { formatMoment, hourMs } from '../../../functions/widget/format-time.ts'
import { type Landmark, type ReplayAction, type ReplayState, shownMinute } from '../replay.ts'
import { byId } from './elements.ts'

const buttonActions: Readonly<Record<string, ReplayAction>> = {
  play: { type: 'toggle' },
  'hour-back': { type: 'jump-by', byMs: -hourMs },
  'hour-on': { type: 'jump-by', byMs: hourMs },
  'next-decision': jump('next', 'decision'),
  'previous-decision': jump('previous', 'decision'),
  'next-bad': jump('next', 'bad'),
  'previous-bad': jump('previous', 'bad'),
}

/** Shows the state in the controls, which may have been changed by a key or by time. */
export function showControls(state: ReplayState): void {
  const scrubber = byId('scrubber', HTMLInputElement)
  const nowMs = shownMinute(state)
  scrubber.value = String(nowMs)
  scrubber.setAttribute('aria-valuetext', `${formatMoment(nowMs)} UTC`)
  showClock(nowMs)
  const play = byId('play', HTMLButtonElement)
  play.setAttribute('aria-label', state.isPlaying ? 'Pause' : 'Play')
  play.classList.toggle('playing', state.isPlaying)
  byId('speed', HTMLSelectElement).value = String(state.speed)
  byId('span', HTMLSelectElement).value = String(state.spanMs)
}

function showClock(nowMs: number): void {
  const clock = byId('clock', HTMLTimeElement)
  clock.dateTime = new Date(nowMs).toISOString()
  clock.textContent = `${formatMoment(nowMs)} UTC`
}

/**
 * @param act a deliberate step
 * @param slide the scrubber under the viewer's finger, many times a second
 */
export function connectControls(act: (action: ReplayAction) => void, slide: (cursorMs: number) => void): void {
  for (const [id, action] of Object.entries(buttonActions)) {
    byId(id, HTMLButtonElement).addEventListener('click', () => act(action))
  }
  const scrubber = byId('scrubber', HTMLInputElement)
  scrubber.addEventListener('input', () => slide(Number(scrubber.value)))
  scrubber.addEventListener('change', () => act({ type: 'jump-to', cursorMs: Number(scrubber.value) }))
  onChoice('speed', value => act({ type: 'set-speed', speed: Number(value) }))
  onChoice('span', value => act({ type: 'set-span', spanMs: Number(value) }))
}

export function onChoice(id: string, listener: (value: string) => void): void {
  const select = document.getElementById(id)
  if (select instanceof HTMLSelectElement) select.addEventListener('change', () => listener(select.value))
}

function jump(type: 'next' | 'previous', landmark: Landmark): ReplayAction {
  return { type, landmark }
}
