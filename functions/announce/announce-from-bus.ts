// A load event that a team's program has put on the event bus. It is announced like an operator's; delivered twice, it is the
// same event.
import type { OrderScope } from '../../shared/aws/operator-store.ts'
import { applicationOf } from '../../shared/domain/group/application.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'
import { announce } from '../operate/announce-events.ts'
import { ProblemError } from '../operate/problems.ts'
import type { BusEvent } from './bus-event.ts'
import type { AnnounceDependencies } from './dependencies.ts'

/**
 * @returns for which groups; undefined: every group
 * @throws ProblemError where it cannot be meant, or comes too late
 */
export async function announceFromBus(deps: AnnounceDependencies, event: BusEvent): Promise<OrderScope[]> {
  const { eventId = event.id, kind, startsAt, endsAt, loadMultiplier, note } = event.detail
  const [startsAtMs, endsAtMs] = [Date.parse(startsAt), Date.parse(endsAt)]
  const by = `eventbridge:${event.source}`
  const scopes = await scopesOf(deps, event)
  for (const group of scopes) {
    await announce(deps, {
      schemaVersion: 1,
      id: eventId,
      group,
      kind,
      startsAtMs,
      endsAtMs,
      loadMultiplier,
      note,
      by,
    })
  }
  return scopes
}

async function scopesOf(deps: AnnounceDependencies, { detail }: BusEvent): Promise<OrderScope[]> {
  const { group, application } = detail
  if (group !== undefined) return [await supportedGroup(deps, group)]
  return application === undefined ? [undefined] : groupsOf(deps, application)
}

/** As discovery has registered it: within a minute of its opting in. */
async function supportedGroup({ store }: AnnounceDependencies, name: string): Promise<string> {
  const config = (await store.readConfigs([name])).get(name)
  if (config?.optedIn !== true) {
    throw new ProblemError('not-opted-in', `detail.group: got ${JSON.stringify(name)}, wanted a group that is opted in`)
  }
  if (config.refusal === undefined) return name
  throw new ProblemError('unsupported', `detail.group: got ${name}, which is left alone: ${config.refusal}`)
}

async function groupsOf({ fleet, store }: AnnounceDependencies, application: string): Promise<string[]> {
  const names = (await fleet.listTagged()).map(({ name }) => name)
  const configs = [...(await store.readConfigs(names)).values()].filter(config => isOf(config, application))
  if (configs.length > 0) return configs.map(({ name }) => name)
  throw new ProblemError(
    'unknown-group',
    `detail.application: got ${JSON.stringify(application)}, wanted one that a supported group of this region names`,
  )
}

function isOf(config: GroupConfig | undefined, application: string): config is GroupConfig {
  return config?.optedIn === true && config.refusal === undefined && applicationOf(config) === application
}
