import { test } from 'vitest'
import { acting, hourMs, makeWorld } from './laws/world.ts'

const startMs = Date.UTC(2026, 2, 2)
const riseMs = startMs + 3 * hourMs + 20_000
test.each([
  ['fresh', { 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }, {}],
  ['minutes', {}, {}],
  ['minutes 155', {}, { metricDelaySeconds: 155 }],
])('%s', async (n, tags, scenario) => {
  const world = await makeWorld([{ tags: { ...acting, ...tags }, demandRps: t => (t < riseMs ? 400 : 1200) }], {
    scenario: scenario as never,
  })
  await world.pass(3)
  const from = world.calls.length
  await world.pass(10 / 60)
  const rec = world.calls.slice(from).filter(c => c.caller === 'reconcile')
  console.log(
    n,
    'rise',
    new Date(riseMs).toISOString().slice(11, 19),
    world
      .mutations()
      .filter(c => c.timeMs > riseMs - 60000)
      .map(
        c =>
          `${new Date(c.timeMs).toISOString().slice(11, 21)} ${c.operation} ${JSON.stringify((c.input as any).MinSize)}`,
      )
      .join('\n'),
  )
  const by = new Map<string, string[]>()
  for (const c of rec) {
    const k = new Date(c.timeMs).toISOString().slice(11, 21)
    by.set(k, [...(by.get(k) ?? []), c.operation])
  }
  console.log(
    [...by]
      .slice(0, 20)
      .map(([k, v]) => `${k} ${v.join(' ')}`)
      .join('\n'),
  )
})
