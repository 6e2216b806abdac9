// Every group at a glance: two calls of Auto Scaling and seven of DynamoDB for a hundred of them.
import type { OperateDependencies } from './dependencies.ts'
import { type GroupSummary, lastDecisionOf, summaryOf } from './describe-group.ts'
import type { Operation } from './operation.ts'

export const listGroups: Operation<'ListGroups'> = async deps => {
  const mode = await deps.killSwitch.read()
  const names = (await deps.fleet.listTagged()).map(({ name }) => name).sort()
  return { mode, groups: names.length === 0 ? [] : await readSummaries(deps, mode, names) }
}

async function readSummaries(
  deps: OperateDependencies,
  control: Parameters<typeof summaryOf>[0]['control'],
  names: readonly string[],
): Promise<GroupSummary[]> {
  const groups = await deps.fleet.describe(names)
  const records = await deps.store.readGroups(names)
  const decisions = await deps.decisions.named([...records].flatMap(([name, known]) => lastDecisionOf(name, known)))
  const nowMs = deps.now()
  return names.flatMap(name => {
    const group = groups.get(name)
    const known = records.get(name)
    // Gone meanwhile, or found a moment ago: discovery registers it within a minute.
    if (group === undefined || known?.config === undefined) return []
    const { config, orders } = known
    return [summaryOf({ nowMs, control, group, records: known, config, orders, decision: decisions.get(name) })]
  })
}
