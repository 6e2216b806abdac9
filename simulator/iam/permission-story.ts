// The story that uses every permission: one chapter for each thing that Penumbra can do. A chapter that does not come to pass
// throws, so that the report of unused permissions never rests on a story that went another way.
import { InputError } from '../../shared/domain/errors.ts'
import { tableName } from '../control-plane.ts'
import { askEveryOperation, deletionRequest, drawEveryWidget, loadEvent, send } from './ask-functions.ts'
import type { PermissionWorld } from './permission-world.ts'

interface Chapter {
  readonly title: string
  /** Folder of the function without which there is nothing to tell. */
  readonly of: string
  readonly tell: (world: PermissionWorld) => Promise<void>
}

const called = (world: PermissionWorld, caller: string, operation: string, fromMs = 0) =>
  world.calls.some(
    call => call.operation === operation && call.caller === caller && call.timeMs >= fromMs && call.error === undefined,
  )
const published = (world: PermissionWorld, cause: string) =>
  world.region.sns.published.some(({ attributes }) => attributes.cause === cause)
const teamMinSize = 2

export const chapters: readonly Chapter[] = [
  {
    title: 'a floor is raised, its expiry pushed forward, and what is above it let go',
    of: 'reconcile',
    tell: async world => {
      await world.until('raised floor', () => world.group().minSize > teamMinSize, 300)
      const raisedMs = world.region.clock.now() + 60_000
      const isPushed = () => called(world, 'reconcile', 'PutScheduledUpdateGroupAction', raisedMs)
      await world.until('expiry pushed forward', isPushed, 60)
      await world.until('instance let go', () => called(world, 'reconcile', 'SetDesiredCapacity'), 1200)
    },
  },
  {
    title: 'a memory that cannot be read is told from the expiry of the floor',
    of: 'reconcile',
    tell: async world => {
      await world.until('raised floor', () => world.group().minSize > teamMinSize, 1200)
      const Key = { pk: { S: `group#${world.group().name}` }, sk: { S: 'memory' } }
      const { operations } = world.region.dynamoDb
      const { Item } = operations.GetItem({ TableName: tableName, Key }, operator(world))
      operations.PutItem({ TableName: tableName, Item: { ...Item, ...Key, body: { S: '' } } }, operator(world))
      await world.until('expiry that was looked at', () => called(world, 'reconcile', 'DescribeScheduledActions'), 5)
    },
  },
  {
    title: 'models are learned, and history is kept',
    of: 'learn',
    tell: async world => {
      await world.until('history', () => ['Query', 'PutItem'].every(each => called(world, 'learn', each)), 61)
    },
  },
  {
    title: 'a warm pool is lent, and its expiry pushed forward',
    of: 'reconcile',
    tell: async world => {
      await world.until('warm pool', () => isLent(world), 1200)
      await world.until('later expiry', () => called(world, 'reconcile', 'UpdateSchedule'), 60)
    },
  },
  { title: 'the dashboard is drawn', of: 'widget', tell: drawEveryWidget },
  { title: 'operators ask and order', of: 'operate', tell: askEveryOperation },
  {
    title: "a team's program announces an event of one group, and one of all groups of an application",
    of: 'announce',
    tell: async world => {
      const { name } = world.group()
      for (const detail of [{ group: name }, { application: name }]) send(world, 'announce', loadEvent(world, detail))
      await world.pass(1)
      const announced = world.calls.filter(
        ({ caller, operation, error }) => caller === 'announce' && operation === 'TransactWriteItems' && !error,
      )
      if (announced.length !== 2) throw new InputError(`story: got ${announced.length} events announced, wanted 2`)
    },
  },
  {
    title: 'Penumbra is gone, and AWS takes pool and floor back by itself',
    of: 'discover',
    tell: async world => {
      const stopped = stopSchedules(world)
      await world.until('end of the pool', () => !isLent(world), 45)
      await world.until('end of the floor', () => world.group().minSize === teamMinSize, 45)
      for (const schedule of stopped)
        world.region.scheduler.operations.CreateSchedule(schedule as never, operator(world))
    },
  },
  {
    title: 'a tag that cannot be used is told of',
    of: 'discover',
    tell: async world => {
      const before = world.region.sns.published.length
      world.setTags({ 'miss-cost-ratio': 'much' })
      await world.until('alert of the bad tag', () => world.region.sns.published.length > before, 5)
      world.setTags({ 'miss-cost-ratio': '20' })
    },
  },
  {
    title: "a record that cannot be read is made anew from what AWS would give back at the floor's expiry",
    of: 'reconcile',
    tell: async world => {
      await world.until('raised floor', () => world.group().minSize > teamMinSize, 1200)
      spoilRecord(world, 'memory')
      const isAsked = () => called(world, 'reconcile', 'DescribeScheduledActions')
      await world.until('question for the expiry', isAsked, 5)
    },
  },
  {
    title: 'the kill switch puts everything back',
    of: 'reconcile',
    tell: async world => {
      await world.until('warm pool', () => isLent(world), 1200)
      world.setMode('restore')
      await world.until('restored group', () => isRestored(world), 5)
      world.setMode('run')
    },
  },
  {
    title: 'a team takes over the pool that it was lent',
    of: 'reconcile',
    tell: async world => {
      await world.until('warm pool', () => isLent(world), 1200)
      const pool = { AutoScalingGroupName: world.group().name, MinSize: 1, MaxGroupPreparedCapacity: 40 }
      world.region.autoScaling.operations.PutWarmPool(pool, operator(world))
      await world.until("news that the pool is the team's", () => published(world, 'pool-yielded'), 10)
      world.region.autoScaling.operations.DeleteWarmPool({ ...pool, ForceDelete: true }, operator(world))
    },
  },
  {
    title: 'an opt-out puts everything back',
    of: 'reconcile',
    tell: async world => {
      await world.until('raised floor', () => world.group().minSize > teamMinSize, 1200)
      world.removeTag('enabled')
      await world.until('restored group', () => isRestored(world), 5)
    },
  },
  {
    title: 'events that fail go to the queue',
    of: 'discover',
    tell: async world => {
      for (const name of world.stack.functions) send(world, name, {})
      await world.pass(2)
    },
  },
  {
    title: 'the stack is deleted, and every group put back before',
    of: 'uninstall',
    tell: async world => {
      world.setTags({ enabled: 'true' })
      await world.until('raised floor', () => world.group().minSize > teamMinSize, 1200)
      send(world, 'uninstall', deletionRequest)
      await world.until('restored group', () => isRestored(world), 15)
      // It looks for as long as a run that began before might still change something.
      await world.pass(15)
    },
  },
]

/**
 * Tells every chapter of which the stack has the function, in order.
 * @throws InputError that names the chapter, and what was refused until then
 */
export async function tellStory(world: PermissionWorld): Promise<void> {
  for (const chapter of chapters.filter(({ of }) => world.stack.functions.includes(of))) {
    try {
      await chapter.tell(world)
    } catch (cause) {
      throw new InputError(`${chapter.title}: got ${cause}, wanted it done; refused: ${refusals(world)}`, { cause })
    }
  }
}

function refusals({ region }: PermissionWorld): string {
  const refused = new Set(region.iam.uses.denials.map(({ userArn, action }) => `${userArn} ${action}`))
  return refused.size === 0 ? 'nothing' : [...refused].join(', ')
}

function isLent(world: PermissionWorld): boolean {
  const { pool } = world.group().fleet
  return pool !== undefined && !pool.isDeleting
}

function isRestored(world: PermissionWorld): boolean {
  return world.group().minSize === teamMinSize && !isLent(world) && !world.hasTag('managed')
}

/** As an operator would stop the loop; gives what starts it again. */
function stopSchedules(world: PermissionWorld): object[] {
  const { operations } = world.region.scheduler
  return ['penumbra-tick', 'penumbra-learn'].map(Name => {
    const schedule = operations.GetSchedule({ Name }, operator(world))
    operations.DeleteSchedule({ Name }, operator(world))
    return schedule
  })
}

/** As a version of the software would find a record that a later one has written. */
function spoilRecord(world: PermissionWorld, sk: string): void {
  const Item = { pk: { S: `group#${world.group().name}` }, sk: { S: sk }, body: { S: '{"schemaVersion":99}' } }
  world.region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, operator(world))
}

function operator(world: PermissionWorld) {
  return { nowMs: world.region.clock.now(), caller: 'operator' }
}
