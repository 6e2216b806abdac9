// What a group's tags say, and what Penumbra knows of it already.
import { pauseAt } from '../group/orders.ts'
import type { Learned } from '../group/records.ts'
import { describeProblem, type ParsedTags } from '../group/settings.ts'
import { tagKey } from '../group/tag-keys.ts'
import type { Examination, Finding } from './examination.ts'
import { plural } from './load-findings.ts'
import { tagsToObserve } from './onboarding.ts'

/** @param tags of the group, as discovery reads them */
export function settingsFindings(examination: Examination, tags: ParsedTags): Finding[] {
  return [
    ...roomFindings(examination),
    ...tagFindings(tags),
    ...switchFindings(examination),
    ...learnedFindings(examination),
  ]
}

/** Of a group; those of AWS (`aws:`) do not count (EC2 Auto Scaling user guide, "Tag Auto Scaling groups and instances"). */
const mostTags = 50

/** Where the managed tag has no room, nothing can be borrowed. */
function roomFindings(examination: Examination): Finding[] {
  const { group, tagPrefix } = examination
  const own = Object.keys(group.tags).filter(key => !key.startsWith('aws:'))
  const needed = [...Object.keys(tagsToObserve(examination)), 'managed'].map(name => tagKey(tagPrefix, name))
  const missing = needed.filter(key => !own.includes(key)).length
  if (own.length + missing <= mostTags) return []
  const what = `it has ${own.length} tags, and AWS allows ${mostTags}: there is no room for the ${missing} that Penumbra needs`
  return [{ level: 'blocker', what, toDo: `remove ${own.length + missing - mostTags} that nobody needs` }]
}

function tagFindings({ problems, notYetInUse }: ParsedTags): Finding[] {
  const bad = problems.map(
    (problem): Finding => ({
      level: 'warning',
      what: `tag ${describeProblem(problem)}`,
      toDo: 'correct or remove it: until then the last good settings stay, or the group is only observed',
    }),
  )
  const early = notYetInUse.map(
    (tag): Finding => ({ level: 'note', what: `tag ${tag} is accepted but not yet in use` }),
  )
  return [...bad, ...early]
}

function switchFindings({ mode }: Examination): Finding[] {
  if (mode === 'run') return []
  const toDo = 'penumbra mode run --reason "…", once whoever set it agrees'
  return [{ level: 'warning', what: `the kill switch says ${mode}: no group is acted on`, toDo }]
}

function learnedFindings({ records, nowMs }: Examination): Finding[] {
  if (records === undefined) return []
  const { config, learned, state, orders, unreadable } = records
  const findings: Finding[] = unreadable.map(kind => ({
    level: 'warning',
    what: `its record ${kind} cannot be read`,
    toDo: 'it is made anew; where it is memory or pool, see the log of reconcile',
  }))
  const paused = pauseAt(orders, nowMs)
  if (paused !== undefined) {
    findings.push({ level: 'note', what: `paused by ${paused.by}: ${paused.reason}`, toDo: 'penumbra resume GROUP' })
  }
  if (state?.demoted)
    findings.push({ level: 'warning', what: 'its forecasts are worse than its last value plus its usual error' })
  if (state !== undefined && state.failures.count > 0) {
    const what = `its last ${plural(state.failures.count, 'run')} failed`
    findings.push({ level: 'warning', what, toDo: 'see the log of reconcile' })
  }
  if (config?.optedIn)
    findings.push(learned === undefined ? nothingLearned : { level: 'ok', what: learnedText(learned) })
  return findings
}

const nothingLearned: Finding = {
  level: 'note',
  what: 'nothing is learned yet: that takes some minutes, then half an hour of load',
}

function learnedText({ saturationRps, coldLeadSeconds, coldLeadObservations }: Learned): string {
  const serves =
    saturationRps === undefined ? 'not known yet' : `${saturationRps.toPrecision(3)} requests per second at the most`
  const lead = `${Math.round(coldLeadSeconds)} s until a launch serves (${plural(coldLeadObservations, 'launch').replace(/launchs$/, 'launches')} seen)`
  return `learned: one instance serves ${serves}; ${lead}`
}
