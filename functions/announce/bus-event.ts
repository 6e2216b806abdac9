// A load event as EventBridge hands it over (EventBridge user guide, "Event structure"). Only what is used is asked for; of the
// detail, which teams write, nothing else is taken.
import { z } from 'zod'
import { commands } from '../operate/commands.ts'
import { invalidInput } from '../operate/describe-issues.ts'

const loadEventDetailType = 'Penumbra Load Event'

const { autoScalingGroupName, eventId, ...ofEvent } = commands.PutEvent.input.shape

const busEventSchema = z.object({
  /** The same when EventBridge delivers an event twice. */
  id: eventId,
  source: z.string(),
  'detail-type': z.literal(loadEventDetailType),
  detail: z
    .strictObject({
      ...ofEvent,
      /** The team's own, so that an event put twice is one; default: the one that EventBridge gives. */
      eventId: eventId.optional(),
      group: autoScalingGroupName,
      /** All of its groups. */
      application: z.string().min(1).max(255).optional(),
    })
    .refine(({ group, application }) => group === undefined || application === undefined, {
      message: 'group or application, not both',
      path: ['application'],
    }),
})

export type BusEvent = z.output<typeof busEventSchema>

/** @throws ProblemError where it is not one */
export function parseBusEvent(event: unknown): BusEvent {
  const parsed = busEventSchema.safeParse(event)
  if (parsed.success) return parsed.data
  throw invalidInput(event, parsed.error.issues)
}
