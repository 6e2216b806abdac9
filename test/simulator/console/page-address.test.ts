import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf, type PageAddress, parseAddress, parseInstant } from '../../../simulator/console/page-address.ts'
import { spans, speeds } from '../../../simulator/console/replay.ts'

describe('the address of a view', () => {
  it('reads as a person would write it', () => {
    const address = { policy: 'target-tracking@50', nowMs: Date.UTC(2026, 2, 22, 13, 26), theme: 'dark' } as const
    expect(addressOf(address)).toBe('?policy=target-tracking%4050&t=2026-03-22T13:26Z&theme=dark')
  })

  it('gives back what was put in, whatever a group is called', () => {
    const addresses = fc.record(
      {
        group: fc.string({ unit: 'grapheme', maxLength: 255 }),
        policy: fc.string(),
        nowMs: fc.integer({ min: 0, max: 70_000_000 }).map(minutes => minutes * 60_000),
        spanMs: fc.constantFrom(...spans),
        speed: fc.constantFrom(...speeds),
        theme: fc.constantFrom('light' as const, 'dark' as const),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(addresses, address => {
        const parsed = parseAddress(addressOf(address))
        const everything: PageAddress = { ...parsed, ...address }
        expect(parsed).toEqual(everything)
      }),
    )
  })

  it('is read as if nothing stood there where it makes no sense', () => {
    const nothing = parseAddress('')
    expect(parseAddress('?t=yesterday&span=5h&speed=7&theme=pink')).toEqual(nothing)
    expect(Object.values(nothing).every(value => value === undefined)).toBe(true)
  })
})

describe('a time in an address', () => {
  it.each([
    ['2026-03-22T13:26Z', Date.UTC(2026, 2, 22, 13, 26)],
    ['2026-03-22T13:26:59.999Z', Date.UTC(2026, 2, 22, 13, 26)],
    ['2026-03-22T14:26+01:00', Date.UTC(2026, 2, 22, 13, 26)],
    ['2026-03-22T13:26', undefined],
    ['2026-13-41T13:26Z', undefined],
    ['1774185960000', undefined],
    ['', undefined],
  ])('%j', (text, timeMs) => {
    expect(parseInstant(text)).toBe(timeMs)
  })
})
