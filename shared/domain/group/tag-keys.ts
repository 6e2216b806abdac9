// The keys of Penumbra's tags. What they begin with is chosen when the stack is deployed, so that two control planes, or a
// company's own rules for tags, do not get in each other's way. Also read by the stack itself, for its permissions.
import { InputError } from '../errors.ts'

/** The part of Penumbra's tag keys that can be chosen, and the two keys on which permissions rest. */
export interface TagKeys {
  /** Without the colon. */
  readonly prefix: string
  /** Opts a group in, when its value is `true`. */
  readonly enabled: string
  /** Penumbra's own: something is, or may be, on loan to the group. */
  readonly managed: string
}

const defaultPrefix = 'penumbra'

/** AWS keeps `aws:` for itself; the rest keeps the longest key well below the 128 characters that a key may have. */
export const tagPrefixPattern = /^(?!aws)[a-z][\w.-]{0,39}$/i

/** Told to somebody who got it wrong. */
export const tagPrefixWanted =
  '1 to 40 letters, digits or _ . -, a letter first, without the colon, not beginning with aws'

/**
 * @param prefix as `tagPrefixWanted` says
 * @throws InputError on any other prefix
 */
export function tagKeysOf(prefix: string): TagKeys {
  if (!tagPrefixPattern.test(prefix)) {
    throw new InputError(`tag prefix: got ${JSON.stringify(prefix)}, wanted ${tagPrefixWanted}`)
  }
  return { prefix, enabled: tagKey(prefix, 'enabled'), managed: tagKey(prefix, 'managed') }
}

/** `tagKey('acme', 'mode')` is `acme:mode`; a record of before prefixes could be chosen names none. */
export function tagKey(prefix: string | undefined, name: string): string {
  return `${prefix ?? defaultPrefix}:${name}`
}

/** The keys of a stack that was deployed without a choice. */
export const defaultTagKeys: TagKeys = Object.freeze(tagKeysOf(defaultPrefix))
