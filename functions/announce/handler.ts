import { toProblemError } from '../operate/http-answer.ts'
import { announceFromBus } from './announce-from-bus.ts'
import { parseBusEvent } from './bus-event.ts'
import type { AnnounceDependencies } from './dependencies.ts'

/** Takes one event off the bus. One that is not taken is told and counted, and Lambda puts it into the queue of failed events. */
export function makeHandler(deps: AnnounceDependencies) {
  return async (event: unknown): Promise<void> => {
    try {
      const busEvent = parseBusEvent(event)
      const groups = (await announceFromBus(deps, busEvent)).map(group => group ?? 'every group')
      deps.log.info('event announced', { id: busEvent.id, source: busEvent.source, groups })
    } catch (error) {
      const { kind, message, cause } = toProblemError(error)
      deps.telemetry.count({ LoadEventsNotTaken: 1 })
      deps.log.error('load event not taken', { kind, detail: message, event, error: cause })
      throw error
    }
  }
}
