// Which AWS operations of the adapters the contracts have called, and where. What only the simulated region has proven must be
// told in docs/wire.md, so that nobody believes otherwise.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type Proof = 'wire' | 'simulated' | 'neither'

interface Operation {
  /** File of shared/aws, without its ending. */
  readonly adapter: string
  readonly name: string
  readonly proof: Proof
}

const commandPattern = /new (\w+)Command\(|paginate(\w+)\(/g

/**
 * Prints a line for every operation, if the contracts have run in both clouds.
 * @returns 1 where an operation that is not on the wire is missing from docs/wire.md, else 0
 */
export function printOperations(repository: string, outFolder: string): number {
  const [wire, simulated] = [readCalls(outFolder, 'wire'), readCalls(outFolder, 'simulated')]
  if (wire === undefined || simulated === undefined) return 0
  const documented = readFileSync(join(repository, 'docs', 'wire.md'), 'utf8')
  const operations = proofsOf(readAdapters(join(repository, 'shared', 'aws')), { wire, simulated })
  console.log(`\n${tableOf(operations)}`)
  const untold = operations.filter(({ proof, name }) => proof !== 'wire' && !documented.includes(`\`${name}\``))
  for (const { adapter, name, proof } of untold) {
    console.error(`test:wire: ${adapter} ${name}: got ${proof}, wanted a row in docs/wire.md that says why`)
  }
  return untold.length > 0 ? 1 : 0
}

/** Sources of adapters by name. */
function readAdapters(folder: string): Map<string, string> {
  const files = readdirSync(folder).filter(file => file.endsWith('.ts'))
  return new Map(files.map(file => [file.slice(0, -3), readFileSync(join(folder, file), 'utf8')]))
}

/** `adapter operation`, as test/contract/note-calls.ts leaves them; undefined where those tests did not run. */
function readCalls(folder: string, cloud: string): ReadonlySet<string> | undefined {
  const path = join(folder, `calls-${cloud}.json`)
  return existsSync(path) ? new Set(JSON.parse(readFileSync(path, 'utf8')) as string[]) : undefined
}

/** Every operation that a source names, each once, with where it was called. */
export function proofsOf(
  adapters: ReadonlyMap<string, string>,
  calls: { readonly wire: ReadonlySet<string>; readonly simulated: ReadonlySet<string> },
): Operation[] {
  return [...adapters].flatMap(([adapter, source]) => {
    const names = [...source.matchAll(commandPattern)].map(([, command, paginated]) => command ?? paginated)
    return [...new Set(names)].sort().map(name => ({ adapter, name, proof: proofOf(`${adapter} ${name}`, calls) }))
  })
}

function proofOf(call: string, { wire, simulated }: Parameters<typeof proofsOf>[1]): Proof {
  if (wire.has(call)) return 'wire'
  return simulated.has(call) ? 'simulated' : 'neither'
}

export function tableOf(operations: readonly Operation[]): string {
  const width = (of: (operation: Operation) => string) => Math.max(0, ...operations.map(each => of(each).length))
  const [first, second] = [width(each => each.adapter), width(each => each.name)]
  const lines = operations.map(
    ({ adapter, name, proof }) => `${adapter.padEnd(first)}  ${name.padEnd(second)}  ${proof}`,
  )
  const count = (proof: Proof) => operations.filter(each => each.proof === proof).length
  return [
    ...lines,
    `${operations.length} operations: ${count('wire')} on the wire, ${count('simulated')} simulated only, ${count('neither')} neither`,
  ].join('\n')
}
