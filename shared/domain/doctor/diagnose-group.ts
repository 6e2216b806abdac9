// Go or no-go for a group, opted in or not. Pure: the doctor's use case looks, this judges. Whether a group is refused is
// decided by the very function that discovery decides it with; the findings say why and what to do.
import { registerGroup } from '../fleet/register-group.ts'
import { parseTags } from '../group/settings.ts'
import { tagKeysOf } from '../group/tag-keys.ts'
import type { Examination, Finding } from './examination.ts'
import { fleetFindings } from './fleet-findings.ts'
import { loadFindings } from './load-findings.ts'
import { type Snippet, snippets, tagCommands, touchedLines } from './onboarding.ts'
import { settingsFindings } from './settings-findings.ts'

export interface Diagnosis {
  readonly verdict: 'go' | 'no-go'
  /** The worst first. */
  readonly findings: readonly Finding[]
  readonly touched: readonly string[]
  readonly tagCommands: readonly string[]
  readonly snippets: readonly Snippet[]
}

const order: readonly Finding['level'][] = ['blocker', 'warning', 'note', 'ok']

export function diagnoseGroup(examination: Examination): Diagnosis {
  const found = [
    ...fleetFindings(examination),
    ...loadFindings(examination),
    ...settingsFindings(examination, parseTags(examination.group.tags, tagKeysOf(examination.tagPrefix))),
  ]
  const findings = found.some(isBlocker) ? found : [...found, ...refusalFindings(examination)]
  const isBlocked = findings.some(isBlocker)
  return {
    verdict: isBlocked ? 'no-go' : 'go',
    findings: findings.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level)),
    touched: isBlocked ? ['nothing: the group is left alone'] : touchedLines(examination),
    tagCommands: isBlocked ? [] : tagCommands(examination),
    snippets: isBlocked ? [] : snippets(examination),
  }
}

function isBlocker({ level }: Finding): boolean {
  return level === 'blocker'
}

/** Whatever discovery refuses is a blocker here, also what no other finding has a better word for. */
function refusalFindings(examination: Examination): Finding[] {
  const partner = examination.neighbours.find(({ optedIn }) => optedIn)?.name
  const { group, demandMetrics, tagPrefix } = examination
  const { refusal } = registerGroup(group, demandMetrics, undefined, tagKeysOf(tagPrefix), partner).config
  return refusal === undefined ? [] : [{ level: 'blocker', what: `discovery refuses it: ${refusal}` }]
}
