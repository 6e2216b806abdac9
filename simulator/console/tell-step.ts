// What a deliberate step did, in words, for those who cannot see it.
import { formatDuration, formatMoment } from '../../functions/widget/format-time.ts'
import { formatSpeed } from './format-speed.ts'
import { type ReplayState, shownMinute } from './replay.ts'

/** @param caption what is said of the moment that was reached */
export function tellStep(before: ReplayState, after: ReplayState, caption: string): string {
  const { cursorMs, isPlaying, speed, spanMs } = after
  const moment = `${formatMoment(shownMinute(after))} UTC`
  if (isPlaying && !before.isPlaying) return `Playing at ${formatSpeed(speed)}`
  if (!isPlaying && before.isPlaying) return `Paused at ${moment}`
  if (speed !== before.speed) return `Speed ${formatSpeed(speed)}`
  if (spanMs !== before.spanMs) return `Charts show ${formatDuration(spanMs)}`
  if (cursorMs === before.cursorMs) return 'There is none in that direction'
  return isPlaying ? moment : `${moment}. ${caption}`
}
