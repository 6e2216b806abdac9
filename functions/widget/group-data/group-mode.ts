// The state of a group in one word, and why.
import type { ControlMode } from '../../../shared/domain/control-mode.ts'
import { nobodyScalesIn } from '../../../shared/domain/fleet/scale-in.ts'
import { type GroupOrders, type Pause, pauseAt } from '../../../shared/domain/group/orders.ts'
import type { GroupConfig, GroupState, Learned } from '../../../shared/domain/group/records.ts'
import { describeProblem } from '../../../shared/domain/group/settings.ts'
import { formatClock } from '../format-time.ts'
import type { GroupMode } from '../widget-data.ts'

export interface ModeOfGroup {
  readonly mode: GroupMode
  readonly modeReason: string | undefined
}

export interface ModeInputs {
  /** The kill switch. */
  readonly control: ControlMode
  readonly config: GroupConfig | undefined
  readonly state: GroupState | undefined
  readonly learned: Pick<Learned, 'canScaleIn'> | undefined
  readonly orders: GroupOrders | undefined
  readonly nowMs: number
}

/**
 * The first reason against acting counts: opting out, then a pause unless the kill switch says more. A tag with a bad value is
 * told whatever the state.
 */
export function modeOf(inputs: ModeInputs): ModeOfGroup {
  const { mode, modeReason } = firstReason(inputs)
  const problems = inputs.config?.problems.map(describeProblem) ?? []
  const reasons = [...(modeReason === undefined ? [] : [modeReason]), ...problems]
  return { mode, modeReason: reasons.length === 0 ? undefined : reasons.join('; ') }
}

function firstReason({ control, config, state, learned, orders, nowMs }: ModeInputs): ModeOfGroup {
  if (config === undefined) return { mode: 'observe', modeReason: 'found a moment ago, registered within a minute' }
  if (!config.optedIn) return { mode: 'opted-out', modeReason: 'it has opted out: what was changed is put back' }
  const paused = pauseAt(orders, nowMs)
  if (paused !== undefined && control === 'run') return { mode: 'paused', modeReason: describePause(paused) }
  if (config.refusal !== undefined) return { mode: 'refused', modeReason: config.refusal }
  if (control !== 'run') return { mode: 'frozen', modeReason: `the kill switch says ${control}` }
  if (state !== undefined && state.failures.count > 0) return { mode: 'failing', modeReason: failing(state.failures) }
  if (config.settings.mode === 'observe') return { mode: 'observe', modeReason: undefined }
  if (nobodyScalesIn(config, learned)) {
    return { mode: 'observe', modeReason: 'no enabled scaling policy of it can scale it in' }
  }
  if (state?.demoted === true) {
    return { mode: 'demoted', modeReason: 'over the last day its forecasts were worse than only reacting' }
  }
  return { mode: 'act', modeReason: undefined }
}

function failing({ count, notBeforeMs }: GroupState['failures']): string {
  const runs = count === 1 ? 'the last run' : `the last ${count} runs`
  return `${runs} failed; it is tried again at ${formatClock(notBeforeMs)}`
}

function describePause({ by, reason, untilMs }: Pause): string {
  const until = untilMs === undefined ? 'until it is resumed' : `until ${new Date(untilMs).toISOString()}`
  return `paused by ${by} ${until}: ${reason}`
}
