// Which permissions of the stack are used: plays the story in which every function runs as its synthesised role, and lists what
// was granted and never used. Wants the template that `npm run synth` writes.
// node scripts/report-permissions.ts [TEMPLATE.json]; ends with status 1 when something is neither used nor explained.
import { readFileSync } from 'node:fs'
import Table from 'cli-table3'
import { type Grant, grantsOf } from '../simulator/iam/permission-report.ts'
import { tellStory } from '../simulator/iam/permission-story.ts'
import { makePermissionWorld, stackOf } from '../simulator/iam/permission-world.ts'

const defaultTemplate = 'cdk.out/Penumbra.template.json'

export async function reportPermissions(template: unknown): Promise<Grant[]> {
  const stack = stackOf(template)
  const world = await makePermissionWorld(stack)
  await tellStory(world)
  return grantsOf(stack.policies, world.region.iam.uses)
}

/** One row for each role: how many of its permissions were used, and which were not. */
export function renderReport(grants: readonly Grant[]): string {
  const table = new Table({
    head: ['role', 'granted', 'used', 'never used', 'why it stays'],
    style: { head: [], border: [] },
  })
  for (const [role, several] of Map.groupBy(grants, grant => grant.role)) {
    const unused = several.filter(({ used }) => !used)
    table.push([
      role,
      several.length,
      several.length - unused.length,
      unused.map(({ action }) => action).join('\n'),
      unused.map(({ explanation = 'nobody knows' }) => explanation).join('\n'),
    ])
  }
  return table.toString()
}

export const isUnexplained = ({ used, explanation }: Grant) => !used && explanation === undefined

function readTemplate(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    console.error(`${path}: got no template, wanted what npm run synth writes`)
    process.exit(2)
  }
}

if (import.meta.main) {
  const grants = await reportPermissions(readTemplate(process.argv[2] ?? defaultTemplate))
  console.log(renderReport(grants))
  process.exitCode = grants.some(isUnexplained) ? 1 : 0
}
