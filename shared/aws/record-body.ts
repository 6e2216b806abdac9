// How a record's body lies in its item: JSON text in `body`, or the same text compressed where a record is large and written
// often, since a write is billed by the kilobyte. Either form is understood, whatever the kind: records of earlier versions are
// all text.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** As quick as deflate and smaller; all effort would save a fifth more, for a hundred times the time. */
const compression = (text: string) => ({
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: 3,
    // 64 KiB: a larger window is set up anew for every record, and few are as long.
    [constants.BROTLI_PARAM_LGWIN]: 16,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
})

export function textBody(body: unknown): AttributeValue {
  return { S: JSON.stringify(body) }
}

export function compressedBody(body: unknown): AttributeValue {
  // Bytes and no Buffer of Node's: they stay what they are on their way to another thread.
  const text = JSON.stringify(body)
  return { B: new Uint8Array(brotliCompressSync(text, compression(text))) }
}

/** @returns what was written; undefined where the body is absent or damaged */
export function parseBody(body: AttributeValue | undefined): unknown {
  try {
    return JSON.parse(body?.B === undefined ? (body?.S ?? '') : brotliDecompressSync(body.B).toString())
  } catch {
    return undefined
  }
}
