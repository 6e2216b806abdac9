import { describe, expect, it } from 'vitest'
import { LeaseLostError } from '../../../shared/domain/errors.ts'
import { createLog } from '../../../shared/runtime/log.ts'
import { jsonLinesOf } from './json-lines.ts'

describe('the log', () => {
  it.each(['info', 'warn', 'error'] as const)('writes an %s as one JSON line with its details', level => {
    const log = createLog('reconcile')
    const lines = jsonLinesOf(() => log[level]('decided', { group: 'web', floor: 7 }))
    expect(lines).toEqual([
      expect.objectContaining({
        level: level.toUpperCase(),
        message: 'decided',
        service: 'penumbra-reconcile',
        group: 'web',
        floor: 7,
      }),
    ])
  })

  it('keeps what is only of interest for debugging to itself', () => {
    expect(jsonLinesOf(() => createLog('reconcile').debug('decided', { group: 'web' }))).toEqual([])
  })

  it('tells name, message and cause of an error, which plain JSON would leave empty', () => {
    const log = createLog('reconcile')
    const error = new LeaseLostError('lease of web: got fencing 2', { cause: new Error('condition failed') })
    const [line] = jsonLinesOf(() => log.error('group failed', { group: 'web', error }))
    expect(line).toMatchObject({
      group: 'web',
      error: {
        name: 'LeaseLostError',
        message: 'lease of web: got fencing 2',
        cause: { message: 'condition failed' },
      },
    })
  })
})
