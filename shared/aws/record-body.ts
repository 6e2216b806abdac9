// How a record's body lies in its item: JSON text in `body`, or the same text compressed where a record is large and written
// often, since a write is billed by the kilobyte. Either form is understood, whatever the kind: records of earlier versions are
// all text.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** A twentieth smaller than deflate for half as much time again; all effort would save a sixth more, for sixty times the time. */
const compression = {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 5,
  },
}

export function textBody(body: unknown): AttributeValue {
  return { S: JSON.stringify(body) }
}

export function compressedBody(body: unknown): AttributeValue {
  // Bytes and no Buffer of Node's: they stay what they are on their way to another thread.
  return { B: new Uint8Array(brotliCompressSync(JSON.stringify(body), compression)) }
}

/** @returns what was written; undefined where the body is absent or damaged */
export function parseBody(body: AttributeValue | undefined): unknown {
  try {
    return JSON.parse(body?.B === undefined ? (body?.S ?? '') : brotliDecompressSync(body.B).toString())
  } catch {
    return undefined
  }
}
