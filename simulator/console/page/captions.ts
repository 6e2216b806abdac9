// The caption of the moment that is looked at, and the buttons that lead to the others.
import { type MomentPlace, momentAt } from '../replay-info.ts'

/** Shows the caption that is true at this position; all of them keep their room. */
export function showCaption(moments: readonly MomentPlace[], nowMs: number): void {
  const id = momentAt(moments, nowMs)?.id ?? ''
  for (const caption of document.querySelectorAll<HTMLElement>('.caption')) {
    caption.hidden = caption.dataset.moment !== id
  }
  for (const chip of document.querySelectorAll<HTMLElement>('.chips button')) {
    chip.setAttribute('aria-pressed', String(chip.dataset.moment === id))
  }
}

export function shownCaption(): string {
  return document.querySelector('.caption:not([hidden])')?.textContent ?? ''
}

export function connectMoments(moments: readonly MomentPlace[], open: (cursorMs: number) => void): void {
  for (const chip of document.querySelectorAll<HTMLElement>('.chips button')) {
    const moment = moments.find(({ id }) => id === chip.dataset.moment)
    if (moment !== undefined) chip.addEventListener('click', () => open(moment.cursorMs))
  }
}
