import { describe, expect, test } from 'vitest'
import { stepsToRestore } from '../../../../shared/domain/fleet/floor-steps.ts'
import { mendLoans, type RememberedLoans, whatIsLent } from '../../../../shared/domain/fleet/remembered-loans.ts'
import { aView, nowMs } from './a-view.ts'

const { group } = aView({ group: { minSize: 9, managed: true } })
const unreadable = (...kinds: string[]): RememberedLoans => ({ memory: undefined, pool: undefined, unreadable: kinds })
const pool = { minSize: 3, maxPrepared: 3, state: 'Stopped', reuseOnScaleIn: false, deleting: false }

describe('a memory of a floor that cannot be read', () => {
  test('fails, so that nobody takes the floor for the MinSize of the team', () => {
    expect(() => whatIsLent(group, unreadable('memory'), nowMs)).toThrow("wanted the team's MinSize")
  })

  test('is told from the expiry: what AWS would give back is what the team had', () => {
    const mended = mendLoans(group, unreadable('memory'), { minSize: 2, atMs: nowMs + 1 })
    const { memory, managed } = whatIsLent(group, mended, nowMs)
    expect(memory).toMatchObject({ baselineMinSize: 2, expiresAtMs: nowMs + 1 })
    expect(stepsToRestore({ minSize: 9, maxSize: 100, managed }, memory)[0]).toEqual({
      kind: 'set-min-size',
      minSize: 2,
      from: 9,
    })
  })

  test.each([2, 1])('leaves a MinSize of %s alone that is not above the one that would be given back', minSize => {
    const mended = mendLoans({ ...group, minSize }, unreadable('memory'), { minSize: 2, atMs: nowMs + 1 })
    const { memory } = whatIsLent(group, mended, nowMs)
    const kinds = stepsToRestore({ minSize, maxSize: 100, managed: true }, memory).map(({ kind }) => kind)
    // A MinSize that equals the expiry's is right as it is; a lower one is the team's, who set it since.
    expect(kinds).toEqual(['cancel-expiry', 'forget', 'unmark-managed'])
  })

  test('without an expiry no floor stands: what is there is the MinSize of the team', () => {
    const { memory } = whatIsLent(group, mendLoans(group, unreadable('memory'), undefined), nowMs)
    const kinds = stepsToRestore({ minSize: 9, maxSize: 100, managed: true }, memory).map(({ kind }) => kind)
    expect(kinds).toEqual(['cancel-expiry', 'forget', 'unmark-managed'])
  })
})

describe('a memory of a warm pool that cannot be read', () => {
  test('is made anew where there is no pool, with an expiry that may be scheduled', () => {
    const { poolMemory } = whatIsLent(group, mendLoans(group, unreadable('pool'), undefined), nowMs)
    expect(poolMemory).toMatchObject({ written: [], stood: false, expiresAtMs: 0 })
  })

  test('is left for people to judge where there is one', () => {
    const mended = mendLoans({ ...group, pool }, unreadable('pool', 'memory'), undefined)
    expect(mended.unreadable).toEqual(['pool'])
    expect(() => whatIsLent(group, mended, nowMs)).toThrow('wanted whose the warm pool is')
  })
})

test('what can be read stays as it was read', () => {
  const memory = { schemaVersion: 1 as const, baselineMinSize: 4, writtenMinSizes: [9], expiresAtMs: nowMs + 1 }
  const loans: RememberedLoans = { memory, pool: undefined, unreadable: ['state'] }
  expect(mendLoans(group, loans, { minSize: 2, atMs: 1 })).toEqual({ memory, pool: undefined, unreadable: [] })
})
