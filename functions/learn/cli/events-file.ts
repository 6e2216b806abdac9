import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../shared/domain/errors.ts'
import type { KnownEvent } from '../../../shared/domain/forecasting/event-effect.ts'

/** Editors on Windows put it before the text. */
const byteOrderMark = /^\uFEFF/

const time = z.iso.datetime({ offset: true })

/** As PutEvent of the operator API takes them, without what only a group has. */
const eventsSchema = z.array(
  z.strictObject({
    kind: z.string().regex(/^[\w.-]{1,64}$/),
    startsAt: time,
    endsAt: time,
    loadMultiplier: z.number().min(0).max(100).optional(),
    note: z.string().optional(),
  }),
)

/**
 * A JSON array of events: kind, startsAt, endsAt, and the multiplier where one is stated.
 * @throws InputError with what was got and what was wanted
 */
export function loadEvents(path: string): KnownEvent[] {
  const name = basename(path)
  const parsed = eventsSchema.safeParse(jsonOf(readEvents(path), name))
  if (!parsed.success) throw new InputError(`${name}: ${complaintOf(parsed.error.issues[0])}`)
  return parsed.data.map(({ kind, startsAt, endsAt, loadMultiplier }, index) => {
    const [startsAtMs, endsAtMs] = [Date.parse(startsAt), Date.parse(endsAt)]
    if (endsAtMs > startsAtMs) return { kind, startsAtMs, endsAtMs, loadMultiplier }
    throw new InputError(`${name}: got endsAt ${endsAt} for event ${index + 1}, wanted a time after ${startsAt}`)
  })
}

function readEvents(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new InputError(`${path}: got no readable file, wanted a JSON array of events`, { cause })
  }
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(byteOrderMark, ''))
  } catch (cause) {
    throw new InputError(`${name}: got no JSON, wanted an array of events`, { cause })
  }
}

function complaintOf({ path, message }: z.core.$ZodIssue): string {
  const [index, ...field] = path
  const where = index === undefined ? 'the file' : [`event ${Number(index) + 1}`, ...field].join(' ')
  return `got a fault in ${where} (${message.toLowerCase()}), wanted kind, startsAt, endsAt and perhaps loadMultiplier`
}
