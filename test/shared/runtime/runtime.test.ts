import { describe, expect, it } from 'vitest'
import { reportDropped } from '../../../shared/runtime/runtime.ts'

describe('a dropped record', () => {
  it('is a warning with its name and the reason', () => {
    const warnings: unknown[][] = []
    const log = {
      debug: () => {},
      info: () => {},
      warn: (...entry: unknown[]) => warnings.push(entry),
      error: () => {},
    }
    reportDropped(log)('web memory', 'expected number')
    expect(warnings).toEqual([['record dropped', { record: 'web memory', reason: 'expected number' }]])
  })
})
