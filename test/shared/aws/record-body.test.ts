import { brotliCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressedBody, parseBody, textBody } from '../../../shared/aws/record-body.ts'

describe('a body', () => {
  it('is read back in either form, whatever it says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const wanted = JSON.parse(JSON.stringify(value))
        expect(parseBody(textBody(value))).toEqual(wanted)
        expect(parseBody(compressedBody(value))).toEqual(wanted)
      }),
    )
  })

  it('of much that repeats itself is smaller when it is compressed', () => {
    const body = compressedBody(new Array(1000).fill({ medianRps: 12.5 }))
    expect(body.B?.byteLength).toBeLessThan(200)
  })

  it.each([
    ['absent', undefined],
    ['of no kind that is known', { N: '1' }],
    ['no JSON', { S: '{' }],
    ['empty', { S: '' }],
    ['compressed, but no JSON', { B: brotliCompressSync('{') }],
    ['not compressed', { B: new TextEncoder().encode('{"a":1}') }],
  ])('that is %s is undefined, so that its schema can refuse it', (_, body) => {
    expect(parseBody(body)).toBeUndefined()
  })
})
