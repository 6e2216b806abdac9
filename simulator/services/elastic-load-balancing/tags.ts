// Tags of load balancers, target groups, listeners and rules. Source of the limits: Tag in the SDK and "Tags for your
// Application Load Balancer" in the user guide; its alphabet is narrower than that of Auto Scaling.
import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2'
import { elbError, validationError } from './errors.ts'

const maximumTags = 50
const maximumKeyLength = 128
const maximumValueLength = 256
const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export type TagMap = ReadonlyMap<string, string>

/**
 * The tags with some added or overwritten.
 * @throws DuplicateTagKeys, TooManyTags, ValidationError
 */
export function mergedTags(current: TagMap, added: readonly Tag[] = []): TagMap {
  const keys = new Set(added.map(({ Key }) => Key))
  if (keys.size < added.length) throw elbError('DuplicateTagKeys', 'A tag key was specified more than once')
  const merged = new Map(current)
  for (const { Key = '', Value = '' } of added) {
    checkTag(Key, Value)
    merged.set(Key, Value)
  }
  if (merged.size > maximumTags) throw elbError('TooManyTags', `A resource can only have '${maximumTags}' tags`)
  return merged
}

function checkTag(key: string, value: string): void {
  if (key.length < 1 || key.length > maximumKeyLength) {
    throw validationError(`Tag key: got ${key.length} characters, wanted 1 to ${maximumKeyLength}`)
  }
  if (value.length > maximumValueLength) {
    throw validationError(`Tag value: got ${value.length} characters, wanted at most ${maximumValueLength}`)
  }
  if (/^aws:/i.test(key)) throw validationError(`Tag key '${key}' begins with the reserved prefix aws:`)
  if (!allowed.test(key) || !allowed.test(value)) {
    throw validationError(`Tag '${key}=${value}': wanted letters, digits, spaces and _ . : / = + - @ only`)
  }
}
