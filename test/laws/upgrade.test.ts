// Upgrading from any earlier version: a floor that it raised, remembered as it remembered it, is given back by this one.
import { expect, test } from 'vitest'
import { tableName } from '../../simulator/control-plane.ts'
import { context, item, putBody, scheduledActions } from './inspect.ts'
import { makeWorld, type World } from './world.ts'

/** Bodies of the first version (6c991bc) that no longer parse, or no longer mean a model. */
const firstModel = {
  algorithm: 'seasonal-ridge',
  fittedAtMs: 1,
  binSeconds: 60,
  parameters: { schemaVersion: 1, horizonBins: 30, longVariance: 1, largestRps: 1, baseFine: '', errors: '' },
}
const firstState = { schemaVersion: 1, recentRps: [], recentEndMs: 0, conformal: { level: 0.95, experts: [] } }

async function withEarlierRecords(change: (world: World) => void): Promise<World> {
  const world = await makeWorld([{}])
  for (let minutes = 0; minutes < 18 * 60 && world.group().minSize === 2; minutes += 10) await world.pass(1 / 6)
  const { expiresAtMs } = JSON.parse(item(world, 'memory')!.body.S!)
  const memory = { schemaVersion: 1, baselineMinSize: 2, writtenMinSizes: [world.group().minSize], expiresAtMs }
  putBody(world, 'memory', JSON.stringify(memory))
  change(world)
  return world
}

async function expectGivenBack(world: World): Promise<void> {
  world.removeTag('penumbra:enabled')
  await world.pass(2 / 60)
  expect(world.group().minSize).toBe(2)
  expect(scheduledActions(world)).toEqual([])
  expect(world.group().tags.has('penumbra:managed')).toBe(false)
}

test('with the memory and the state of the first version, opting out gives the team its MinSize back', async () => {
  const world = await withEarlierRecords(world => putBody(world, 'state', JSON.stringify(firstState)))
  await expectGivenBack(world)
})

test('a model of an earlier version is none: the group goes without until the next is fitted, and fails in nothing', async () => {
  const world = await withEarlierRecords(world => {
    putBody(world, 'model', JSON.stringify(firstModel))
    // What a function that is started anew would read, as after an upgrade.
    const learned = JSON.parse(item(world, 'learned')!.body.S!)
    putBody(world, 'learned', JSON.stringify({ ...learned, modelVersion: 'of an earlier version' }))
  })
  await world.pass(2 / 60)
  expect(world.decisions.at(-1)?.decision).toMatchObject({ action: 'wait' })
  expect(world.decisions.at(-1)?.decision.reason).toContain('No forecast yet')
  expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
  await expectGivenBack(world)
})

test('and acts on the model that is fitted within the hour', async () => {
  const world = await withEarlierRecords(world => {
    putBody(world, 'model', JSON.stringify(firstModel))
    const Key = { pk: { S: 'group#web' }, sk: { S: 'learned' } }
    world.region.dynamoDb.operations.DeleteItem({ TableName: tableName, Key }, context)
  })
  await world.pass(1.1)
  expect(world.decisions.at(-1)?.decision.action).toMatch(/^(raise|lower|hold)$/)
})
