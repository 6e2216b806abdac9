import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { printOperations, proofsOf, tableOf } from '../../../scripts/wire/operations.ts'

const source = `
  await client.send(new PutItemCommand({}))
  await client.send(new PutItemCommand({}))
  for await (const page of paginateQuery({ client }, {})) {}
  await client.send(new GetItemCommand({}))
`

describe('what the contracts have proven', () => {
  it('is told of every operation that an adapter names, paged ones too, each once', () => {
    const calls = { wire: new Set(['store PutItem']), simulated: new Set(['store PutItem', 'store Query']) }
    expect(proofsOf(new Map([['store', source]]), calls)).toEqual([
      { adapter: 'store', name: 'GetItem', proof: 'neither' },
      { adapter: 'store', name: 'PutItem', proof: 'wire' },
      { adapter: 'store', name: 'Query', proof: 'simulated' },
    ])
  })

  it('does not hold for another adapter that calls the same', () => {
    const calls = { wire: new Set(['lease GetItem']), simulated: new Set<string>() }
    const proofs = proofsOf(new Map([['store', 'new GetItemCommand(']]), calls)
    expect(proofs).toEqual([{ adapter: 'store', name: 'GetItem', proof: 'neither' }])
  })

  it('is a table with a sum', () => {
    const table = tableOf([
      { adapter: 'lease', name: 'GetItem', proof: 'wire' },
      { adapter: 'warm-pools', name: 'Put', proof: 'simulated' },
    ])
    expect(table).toBe(
      [
        'lease       GetItem  wire',
        'warm-pools  Put      simulated',
        '2 operations: 1 on the wire, 1 simulated only, 0 neither',
      ].join('\n'),
    )
  })
})

describe('an operation that is not on the wire', () => {
  let folder = ''
  const said: string[] = []
  const write = (path: string, text: string) => writeFileSync(join(folder, path), text)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'penumbra-operations-'))
    for (const each of ['shared/aws', 'docs']) mkdirSync(join(folder, each), { recursive: true })
    write('shared/aws/store.ts', source)
    write('calls-wire.json', '["store GetItem","store PutItem"]')
    write('calls-simulated.json', '[]')
    said.length = 0
    vi.spyOn(console, 'log').mockImplementation(() => {})
    vi.spyOn(console, 'error').mockImplementation(line => said.push(line))
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true, force: true })
  })

  it('must be told in docs/wire.md', () => {
    write('docs/wire.md', 'Nothing about it; a Query is not meant.')
    expect(printOperations(folder, folder)).toBe(1)
    expect(said).toEqual([expect.stringContaining('store Query: got neither')])
    write('docs/wire.md', '| `Query` | simulated only, because |')
    expect(printOperations(folder, folder)).toBe(0)
  })

  it('is not asked for where the contracts have not run in both clouds', () => {
    write('docs/wire.md', '')
    rmSync(join(folder, 'calls-simulated.json'))
    expect(printOperations(folder, folder)).toBe(0)
    expect(said).toEqual([])
  })
})
