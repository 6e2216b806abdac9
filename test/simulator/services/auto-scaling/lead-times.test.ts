import { describe, expect, test } from 'vitest'
import { lognormalShape, RandomStream } from '../../../../simulator/kernel/random.ts'
import { GroupLeads, type LeadKind } from '../../../../simulator/services/auto-scaling/lead-times.ts'
import { randomLeads } from './test-region.ts'

const kinds: readonly LeadKind[] = ['cold', 'warm-up', 'stopped', 'running', 'unprepared', 'registered']

describe('leads', () => {
  test.each(kinds)('the nth of kind %s is the same whatever else is drawn', kind => {
    const alone = new GroupLeads(7, 'web', randomLeads)
    const quiet = Array.from({ length: 5 }, () => alone.next(kind))
    const busy = new GroupLeads(7, 'web', randomLeads)
    const disturbed = Array.from({ length: 5 }, () => {
      for (const other of kinds) if (other !== kind) busy.next(other)
      busy.nextRegistration(kind)
      return busy.next(kind)
    })
    expect(disturbed).toEqual(quiet)
    expect(new Set(quiet).size).toBe(5)
  })

  test('are different for another group, another seed and another kind', () => {
    const first = (seed: number, group: string, kind: LeadKind) => new GroupLeads(seed, group, randomLeads).next(kind)
    const cold = first(7, 'web', 'cold')
    expect([first(7, 'web', 'cold') === cold, first(8, 'web', 'cold') === cold]).toEqual([true, false])
    expect([first(7, 'other', 'cold') === cold, first(7, 'web', 'warm-up') === cold]).toEqual([false, false])
  })

  test('of cold launches come from the stream that they always came from, so that results stay comparable', () => {
    const stream = new RandomStream(7, 'lead', 'web')
    const leads = new GroupLeads(7, 'web', randomLeads)
    expect([leads.next('cold'), leads.next('cold')]).toEqual([
      stream.lognormal(lognormalShape(150, 210)),
      stream.lognormal(lognormalShape(150, 210)),
    ])
  })
})
