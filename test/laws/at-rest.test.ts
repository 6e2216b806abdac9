// What a group costs while nothing is changed, and that nothing is lost by it: calls, units, and two runs at once.
import { describe, expect, test } from 'vitest'
import { anotherReconcile, instantsOf, isMutation, isTick, item, leaseStory, stateOf } from './inspect.ts'
import { acting, makeWorld, minuteMs, type World } from './world.ts'

const startMs = Date.UTC(2026, 2, 2)
const steady = () => 400
const observed = { 'penumbra:enabled': 'true' }

const callsSince = (world: World, fromMs: number) =>
  world.calls.filter(({ caller, timeMs }) => timeMs >= fromMs && ['discover', 'reconcile'].includes(caller))

type Operation = (...args: never[]) => unknown

/** Replaces an operation of the table. */
function intercept<Name extends keyof World['region']['dynamoDb']['operations']>(
  { region }: World,
  name: Name,
  around: (original: World['region']['dynamoDb']['operations'][Name]) => Operation,
): void {
  const { operations } = region.dynamoDb
  Object.assign(operations, { [name]: around(operations[name]) })
}

describe('at rest (law 7)', () => {
  test('one Auto Scaling call a minute looks at all groups, and each group is one write, without a lease', async () => {
    const sites = ['a', 'b', 'c'].map(name => ({ name, tags: observed, demandRps: steady }))
    const world = await makeWorld(sites)
    await world.pass(1.2)
    const fromMs = world.region.clock.now()
    await world.pass(0.5)
    const calls = callsSince(world, fromMs)
    const countOf = (operation: string) => calls.filter(call => call.operation === operation).length
    expect(countOf('DescribeAutoScalingGroups')).toBe(30)
    expect(countOf('UpdateItem')).toBe(0)
    // Of what is ordered and announced for every group, once a run.
    expect(countOf('GetItem')).toBe(30)
    // A decision that repeats itself is written every quarter of an hour.
    expect(countOf('PutItem')).toBe(3 * (30 + 2))
    expect(countOf('GetMetricData')).toBe(30)
  })

  test('a minute costs two write units and four read units a group at the most', async () => {
    const world = await makeWorld([{ tags: observed, demandRps: steady }])
    await world.pass(2.1)
    const before = { ...world.region.dynamoDb.consumed }
    await world.pass(0.5)
    const { readUnits, writeUnits } = world.region.dynamoDb.consumed
    expect((writeUnits - before.writeUnits) / 30).toBeLessThan(2.2)
    expect((readUnits - before.readUnits) / 30).toBeLessThanOrEqual(4)
  })

  test('what discover described is described again before anything is changed', async () => {
    const world = await makeWorld([{ demandRps: timeMs => (timeMs < startMs + 20 * minuteMs ? 20 : 600) }])
    await world.pass(0.5)
    const changes = instantsOf(world, startMs).filter(({ calls }) => calls.some(isMutation))
    expect(changes.length).toBeGreaterThan(3)
    for (const { calls } of changes) {
      const operations = calls.map(({ operation }) => operation)
      const first = calls.findIndex(isMutation)
      expect(operations.slice(0, first)).toContain('DescribeAutoScalingGroups')
    }
    // Otherwise nobody but discover asks.
    const rests = instantsOf(world, startMs).filter(each => isTick(each) && !each.calls.some(isMutation))
    const asked = rests.flatMap(({ calls }) => calls.map(({ operation }) => operation))
    expect(rests.length).toBeGreaterThan(10)
    expect(asked).not.toContain('DescribeAutoScalingGroups')
  })

  test('only a decision that is news is written to the log; the others are there for who debugs', async () => {
    const world = await makeWorld([{ tags: observed, demandRps: steady }])
    await world.pass(0.2)
    const lines: string[] = []
    const reconcile = anotherReconcile(world, {
      info: message => lines.push(`info ${message}`),
      debug: message => lines.push(`debug ${message}`),
    })
    await reconcile({ groups: ['web'] }, { awsRequestId: 'a' })
    world.setMode('freeze')
    await reconcile({ groups: ['web'] }, { awsRequestId: 'b' })
    expect(lines).toEqual(['debug decided', 'info decided'])
  })

  test('a description that is more than a minute old is not believed', async () => {
    const world = await makeWorld([{ tags: observed, demandRps: steady }])
    await world.pass(0.1)
    const reconcile = anotherReconcile(world)
    const nowMs = world.region.clock.now()
    const stale = { atMs: nowMs - minuteMs, groups: [] }
    expect(await reconcile({ groups: ['web'], observed: stale }, { awsRequestId: 'a' })).toMatchObject({ unchanged: 1 })
    const fresh = { atMs: nowMs - minuteMs + 1, groups: [] }
    expect(await reconcile({ groups: ['web'], observed: fresh }, { awsRequestId: 'b' })).toMatchObject({ skipped: 1 })
  })
})

describe('two runs at once without a lease (law 6)', () => {
  test('write a state once: the second one sees that it is not what was read, and leaves it', async () => {
    const world = await makeWorld([{ tags: observed, demandRps: steady }])
    await world.pass(0.3)
    const before = Number(item(world, 'state')?.revision.N)
    const reconcile = anotherReconcile(world)
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map(awsRequestId => reconcile({ groups: ['web'] }, { awsRequestId })),
    )
    expect(outcomes.map(({ unchanged }) => unchanged).sort()).toEqual([0, 0, 1])
    expect(outcomes.map(({ failed }) => failed)).toEqual([0, 0, 0])
    expect(Number(item(world, 'state')?.revision.N)).toBe(before + 1)
  })

  test('a run that hangs before it writes does not overwrite what the next ticks have learned', async () => {
    const world = await makeWorld([{ tags: observed, demandRps: steady }])
    const hangsFromMs = startMs + 18 * minuteMs
    let hung = false
    intercept(world, 'PutItem', original => (...args: never[]) => {
      const [input] = args as unknown as Parameters<typeof original>
      const isDue = world.region.clock.now() > hangsFromMs && input.Item?.sk.S === 'state'
      if (hung || !isDue) return (original as Operation)(...args)
      hung = true
      return world.region.clock.sleep(150_000).then(() => (original as Operation)(...args))
    })
    await world.pass(0.25)
    let knownToMs = 0
    // It wakes in the third tick after its own.
    for (let step = 0; step < 6 * 9; step++) {
      await world.pass(1 / 360)
      const { recentEndMs } = stateOf(world)
      expect(recentEndMs).toBeGreaterThanOrEqual(knownToMs)
      knownToMs = recentEndMs
    }
    expect(hung).toBe(true)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
  })

  test('a run whose state somebody writes while it takes the lease changes nothing', async () => {
    const world = await makeWorld([{ demandRps: timeMs => (timeMs < startMs + 20 * minuteMs ? 20 : 600) }])
    // Every time the lease is taken, another run has just done the tick.
    intercept(world, 'UpdateItem', original => (...args: never[]) => {
      const [input] = args as unknown as Parameters<typeof original>
      const state = item(world, 'state')
      if (input.UpdateExpression?.includes('ADD fencing') && state !== undefined) {
        const Item = { ...state, revision: { N: String(Number(state.revision.N) + 1) } }
        world.region.dynamoDb.operations.PutItem(
          { TableName: 'penumbra-state', Item },
          { nowMs: world.region.clock.now(), caller: 'another' },
        )
      }
      return (original as Operation)(...args)
    })
    await world.pass(0.6)
    expect(leaseStory(world, startMs).filter(event => event === 'taken').length).toBeGreaterThan(3)
    expect(world.mutations()).toEqual([])
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
  })
})

/** Eventually consistent reads answer with what stood before the last writes, as often as `isStale` says. */
function readStale(world: World, isStale: () => boolean): void {
  const older = new Map<string, unknown>()
  intercept(world, 'PutItem', original => (...args: never[]) => {
    const [{ Item }] = args as unknown as Parameters<typeof original>
    const kind = Item?.sk.S ?? ''
    older.set(kind, item(world, kind))
    return (original as Operation)(...args)
  })
  intercept(world, 'BatchGetItem', original => (...args: never[]) => {
    const [input] = args as unknown as Parameters<typeof original>
    const answer = original(...(args as unknown as Parameters<typeof original>))
    const isEventual = Object.values(input.RequestItems ?? {}).some(({ ConsistentRead }) => ConsistentRead !== true)
    if (!isEventual || !isStale()) return answer
    const Responses = Object.entries(answer.Responses ?? {}).map(([table, items]) => [
      table,
      items.flatMap(each => (older.has(each.sk.S ?? '') ? (older.get(each.sk.S ?? '') ?? []) : each)),
    ])
    return { ...answer, Responses: Object.fromEntries(Responses) }
  })
}

describe('reads that are a write behind', () => {
  const bumpy = (timeMs: number) => 500 + 300 * Math.sin(timeMs / 400_000)

  test.each([2, 3])('(one of %i is) never make anything be changed on what was: all can be put back', async every => {
    const world = await makeWorld([{ tags: { ...acting, 'penumbra:scale-in': 'penumbra' }, demandRps: bumpy }])
    let reads = 0
    // Scattered, so that it is not always the same function that reads what was.
    readStale(world, () => (Math.imul(reads++, 2_654_435_761) >>> 16) % every === 0)
    await world.pass(0.6)
    expect(world.mutations().length).toBeGreaterThan(10)
    world.setMinSize(3)
    await world.pass(0.1)
    world.removeTag('penumbra:enabled')
    await world.pass(0.1)
    expect(world.group().minSize).toBe(3)
    expect(item(world, 'memory')).toBeUndefined()
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
    expect(reads).toBeGreaterThan(40)
  })
})
