// The state of a group in one word, and why.
import type { ControlMode } from '../../../shared/domain/control-mode.ts'
import type { DecisionRecord, GroupConfig, GroupState } from '../../../shared/domain/group/records.ts'
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
  /** The newest that was written down. */
  readonly decision: DecisionRecord | undefined
}

/** The first reason against acting counts; a tag with a bad value is told whatever the state. */
export function modeOf(inputs: ModeInputs): ModeOfGroup {
  const { mode, modeReason } = firstReason(inputs)
  const problems = inputs.config?.problems.map(describeProblem) ?? []
  const reasons = [...(modeReason === undefined ? [] : [modeReason]), ...problems]
  return { mode, modeReason: reasons.length === 0 ? undefined : reasons.join('; ') }
}

function firstReason({ control, config, state, decision }: ModeInputs): ModeOfGroup {
  if (config === undefined) return { mode: 'observe', modeReason: 'found a moment ago, registered within a minute' }
  if (!config.optedIn)
    return { mode: 'opted-out', modeReason: 'its tag penumbra:enabled is gone: it is being put back' }
  if (config.refusal !== undefined) return { mode: 'refused', modeReason: config.refusal }
  if (control !== 'run') return { mode: 'frozen', modeReason: `the kill switch says ${control}` }
  if (state !== undefined && state.failures.count > 0) return { mode: 'failing', modeReason: failing(state.failures) }
  if (decision?.action === 'freeze') return { mode: 'frozen', modeReason: decision.reason }
  if (config.settings.mode === 'observe') return { mode: 'observe', modeReason: undefined }
  if (state?.demoted === true) {
    return { mode: 'demoted', modeReason: 'over the last day its forecasts were worse than only reacting' }
  }
  return { mode: 'act', modeReason: undefined }
}

function failing({ count, notBeforeMs }: GroupState['failures']): string {
  const runs = count === 1 ? 'the last run' : `the last ${count} runs`
  return `${runs} failed; it is tried again at ${formatClock(notBeforeMs)}`
}
