// How a record's body lies in its item: JSON text in `body`, or the same text deflated where a record is large and written
// often, since a write is billed by the kilobyte. Either form is understood, whatever the kind: records of earlier versions are
// all text.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

export function textBody(body: unknown): AttributeValue {
  return { S: JSON.stringify(body) }
}

export function deflatedBody(body: unknown): AttributeValue {
  // Bytes and no Buffer of Node's: they stay what they are on their way to another thread.
  return { B: new Uint8Array(deflateRawSync(JSON.stringify(body))) }
}

/** @returns what was written; undefined where the body is absent or damaged */
export function parseBody(body: AttributeValue | undefined): unknown {
  try {
    return JSON.parse(body?.B === undefined ? (body?.S ?? '') : inflateRawSync(body.B).toString())
  } catch {
    return undefined
  }
}
