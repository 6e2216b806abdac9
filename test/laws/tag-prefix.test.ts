// A stack with a prefix of its own for tags, from opting in to uninstalling.
import { expect, test } from 'vitest'
import { deleteStack, leftOf } from './stack-deletion.ts'
import { acting, makeWorld, type World } from './world.ts'

const actingForAcme = { 'acme:enabled': 'true', 'acme:mode': 'act' }

async function makeAcmeWorld(): Promise<World> {
  const world = await makeWorld(
    [
      { name: 'ours', tags: actingForAcme },
      { name: 'theirs', tags: acting },
    ],
    { tagPrefix: 'acme' },
  )
  for (let minutes = 0; minutes < 18 * 60 && world.group('ours').minSize === 2; minutes += 10) await world.pass(1 / 6)
  return world
}

const tagsOf = (world: World, name: string) => [...world.group(name).tags.keys()].sort()

test('groups are opted in by its own tags alone, and everything that is told names them', async () => {
  const world = await makeAcmeWorld()
  expect(world.group('ours').minSize).toBeGreaterThan(2)
  expect(tagsOf(world, 'ours')).toEqual(['acme:enabled', 'acme:managed', 'acme:mode'])
  expect(world.mutations('theirs')).toEqual([])
  expect(tagsOf(world, 'theirs')).toEqual(['penumbra:enabled', 'penumbra:mode'])
  expect(world.decisions.every(({ group }) => group === 'ours')).toBe(true)
  world.setTags({ 'acme:mode': 'fast', 'penumbra:mode': 'fast' }, 'ours')
  await world.pass(2 / 60)
  const alerts = world.region.sns.published.map(({ message }) => message.replace(/\s+/g, ' '))
  expect(alerts).toHaveLength(1)
  expect(alerts[0]).toContain('What: acme:mode: got "fast", wanted observe or act Where:')
  world.setTags({ 'acme:mode': 'observe' }, 'ours')
  await world.pass(2 / 60)
  expect(world.decisions.at(-1)?.decision.reason).toContain('acme:mode is observe')
  // What it says of tags, it says of its own.
  const texts = [...alerts, ...world.decisions.map(({ decision }) => decision.reason)]
  expect(texts.filter(text => text.includes('penumbra:'))).toEqual([])
})

test('opting out, and deleting the stack, give back what was lent', async () => {
  const world = await makeAcmeWorld()
  world.removeTag('acme:enabled', 'ours')
  await world.pass(2 / 60)
  expect(world.group('ours').minSize).toBe(2)
  expect(tagsOf(world, 'ours')).toEqual(['acme:mode'])
  world.setTags(actingForAcme, 'ours')
  for (let minutes = 0; minutes < 18 * 60 && world.group('ours').minSize === 2; minutes += 10) await world.pass(1 / 6)
  expect(world.group('ours').minSize).toBeGreaterThan(2)
  const { response } = await deleteStack(world)
  expect(response.Status).toBe('SUCCESS')
  expect(leftOf(world, 'ours')).toEqual([])
})
