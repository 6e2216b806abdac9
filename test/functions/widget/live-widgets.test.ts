// The deployed function on a region after some hours: what it shows against what the region holds.
import { beforeAll, describe, expect, it } from 'vitest'
import type { MetricSeries } from '../../../simulator/services/cloudwatch/metric-series.ts'
import { acting, hourMs, makeWorld, minuteMs, type World } from '../../laws/world.ts'
import { figure, functionArn, invoke, lineOf, show, topOfAxis } from './dashboard.ts'

const dayMs = 24 * hourMs
/** A Monday, midnight: where a world begins. */
const mondayMs = Date.UTC(2026, 2, 2)

let world: World

beforeAll(async () => {
  world = await makeWorld([{ historyDays: 31 }, { name: 'api', tags: { 'penumbra:enabled': 'true' } }])
  await world.pass(4.75)
})

function requestCount(name = 'web'): MetricSeries {
  const found = [...world.region.metrics.all()].find(
    ({ key }) =>
      key.metricName === 'RequestCount' &&
      key.dimensions.TargetGroup?.startsWith(`targetgroup/${name}/`) &&
      key.dimensions.AvailabilityZone === undefined,
  )
  if (found === undefined) throw new Error(`got no request count of ${name}`)
  return found
}

/** Requests per second in a stretch, as CloudWatch would say now. */
function rpsOf(fromMs: number, lengthMs = minuteMs, name = 'web'): number | undefined {
  const nowMs = world.region.clock.now()
  const requests = requestCount(name).value('Sum', lengthMs / 1000, fromMs, nowMs)
  return requests === undefined ? undefined : requests / (lengthMs / 1000)
}

function newestRps(): number {
  let fromMs = Math.floor(world.region.clock.now() / minuteMs) * minuteMs
  while (rpsOf(fromMs) === undefined) fromMs -= minuteMs
  return rpsOf(fromMs) ?? Number.NaN
}

const rounded = (rps: number) => String(Math.round(rps))
const recorded = (name = 'web') =>
  world.decisions.filter(({ group, recorded: isNews }) => isNews && group === name).map(({ decision }) => decision)

describe('demand against its forecast', () => {
  it('shows the minutes that CloudWatch counted, and as demand now the newest of them', async () => {
    const shown = await show(world, { widget: 'forecast-fan', group: 'web' }, { fromMs: mondayMs })
    expect(figure(shown, 'Demand now')).toBe(rounded(newestRps()))
    const demandAt = lineOf(shown, 'line tone-ink', mondayMs)
    for (let minute = 5; minute < 270; minute += 13) {
      const fromMs = mondayMs + minute * minuteMs
      expect(Math.abs((demandAt(fromMs + minuteMs / 2) ?? 0) - (rpsOf(fromMs) ?? 0))).toBeLessThan(
        topOfAxis(shown) / 900,
      )
    }
  })

  it('shows the limits that were written down, each until the next one', async () => {
    const shown = await show(world, { widget: 'forecast-fan', group: 'web' }, { fromMs: mondayMs })
    const limitAt = lineOf(shown, 'hairline tone-tracking', mondayMs)
    const stated = recorded().filter(({ outlook }) => outlook !== undefined)
    expect(stated.length).toBeGreaterThan(15)
    for (const { at, outlook } of stated) {
      // The next decision is minutes away at the least; the minute after this one is its alone.
      const timeMs = Math.ceil(Date.parse(at) / minuteMs) * minuteMs + minuteMs / 2
      const isAlone = !stated.some(other => other.at > at && Date.parse(other.at) < timeMs + minuteMs)
      if (isAlone && timeMs < world.region.clock.now() - minuteMs)
        expect(Math.abs((limitAt(timeMs) ?? 0) - (outlook?.p95Rps ?? 0))).toBeLessThan(topOfAxis(shown) / 900)
    }
  })

  it('costs one metric, and none for what the last tick knows', async () => {
    const metricsOf = async (hours: number) => {
      const toMs = world.region.clock.now()
      const { calls } = await show(world, { widget: 'forecast-fan', group: 'web' }, { fromMs: toMs - hours * hourMs })
      return calls
        .filter(({ operation }) => operation === 'GetMetricData')
        .map(({ input }) => (input as { MetricDataQueries: unknown[] }).MetricDataQueries.length)
    }
    expect(await metricsOf(6)).toEqual([1])
    expect(await metricsOf(1.5)).toEqual([])
  })

  it('is honest about a range that is over: what came later is not told', async () => {
    const toMs = mondayMs + 3 * hourMs
    const shown = await show(world, { widget: 'forecast-fan', group: 'web' }, { fromMs: mondayMs + hourMs, toMs })
    expect(figure(shown, 'Demand now')).toBe(rounded(rpsOf(toMs - minuteMs) ?? Number.NaN))
    expect(shown.text).toContain('Mon 2 Mar, 03:00 UTC')
    expect(shown.text).toContain('No forecast has been made yet.')
  })
})

describe('the fleet', () => {
  it('shows now what Auto Scaling describes', async () => {
    const shown = await show(world, { widget: 'fleet-ladder', group: 'web' })
    const { minSize, desiredCapacity, instances } = world.group()
    const inService = instances.filter(({ state }) => state === 'InService').length
    expect(figure(shown, 'In service')).toBe(String(inService))
    expect(figure(shown, 'Floor')).toBe(String(minSize))
    expect(figure(shown, 'Desired')).toBe(String(desiredCapacity))
  })

  it('shows the floors that were set, minute by minute', async () => {
    const shown = await show(world, { widget: 'fleet-ladder', group: 'web' }, { fromMs: mondayMs })
    const floorAt = lineOf(shown, 'line tone-ink', mondayMs)
    const changes = world.calls.filter(
      ({ operation, input, caller }) =>
        operation === 'UpdateAutoScalingGroup' && caller === 'reconcile' && JSON.stringify(input).includes('"web"'),
    )
    expect(changes.length).toBeGreaterThan(5)
    for (const { timeMs: changedMs, input } of changes) {
      const timeMs = Math.ceil(changedMs / minuteMs) * minuteMs + minuteMs / 2
      const isAlone = !changes.some(other => other.timeMs > changedMs && other.timeMs < timeMs + minuteMs)
      if (!isAlone || timeMs > world.region.clock.now() - minuteMs) continue
      expect(Math.round(floorAt(timeMs) ?? Number.NaN)).toBe((input as { MinSize: number }).MinSize)
    }
  })

  it('shows what was in service when each decision was made, without any metric of Auto Scaling', async () => {
    const shown = await show(world, { widget: 'fleet-ladder', group: 'web' })
    expect(shown.calls.map(({ operation }) => operation).sort()).toEqual([
      'BatchGetItem',
      'DescribeAutoScalingGroups',
      'GetMetricData',
      'Query',
    ])
    expect(shown.elements.some(({ attributes }) => attributes.class === 'layer tone-penumbra')).toBe(true)
    expect(shown.text).toMatch(/In service went from \d+ to \d+ in the time shown/)
    const counts = recorded().map(({ fleet }) => fleet?.inService ?? Number.NaN)
    expect(shown.text).toContain(`went from ${Math.min(...counts)} to ${Math.max(...counts)} in the time shown`)
  })

  it('shows what the group publishes of itself where it does, for as many metrics', async () => {
    const publishing = await makeWorld([{}])
    publishing.region.autoScaling.operations.EnableMetricsCollection(
      { AutoScalingGroupName: 'web', Granularity: '1Minute' },
      { nowMs: mondayMs, caller: 'team' },
    )
    await publishing.pass(3)
    const shown = await show(publishing, { widget: 'fleet-ladder', group: 'web' }, { fromMs: mondayMs })
    const asked = shown.calls.flatMap(({ operation, input }) =>
      operation === 'GetMetricData' ? (input as { MetricDataQueries: unknown[] }).MetricDataQueries : [],
    )
    // Requests, in service, pending, desired; nothing of the warm pool that it does not have.
    expect(asked).toHaveLength(4)
    const desiredAt = lineOf(shown, 'dashed tone-ink', mondayMs)
    const key = {
      namespace: 'AWS/AutoScaling',
      metricName: 'GroupDesiredCapacity',
      dimensions: { AutoScalingGroupName: 'web' },
    }
    const nowMs = publishing.region.clock.now()
    const values = Array.from({ length: 170 }, (_, minute) => mondayMs + (minute + 1) * minuteMs).map(fromMs => ({
      drawn: Math.round(desiredAt(fromMs + minuteMs / 2) ?? Number.NaN),
      published: publishing.region.metrics.value(key, 'Average', 60, fromMs, nowMs),
    }))
    for (const { drawn, published } of values) expect(drawn).toBe(published)
    expect(new Set(values.map(({ drawn }) => drawn)).size).toBeGreaterThan(2)
  })
})

describe('decisions', () => {
  it('are listed newest first, each with its reason and its floor', async () => {
    const shown = await show(world, { widget: 'decisions', group: 'web' })
    const times = [...shown.html.matchAll(/<li[^>]*><span><time datetime="([^"]+)"/g)].map(([, at]) => at)
    expect(times.length).toBeGreaterThan(5)
    expect(times).toEqual([...times].sort().reverse())
    const newest = recorded().at(-1)
    expect(times[0]).toBe(newest?.at)
    expect(shown.text).toContain(newest?.reason)
    for (const { at, floorBefore, floorAfter } of recorded().filter(
      decision => decision.floorBefore !== decision.floorAfter,
    )) {
      expect(times).toContain(at)
      expect(shown.text).toContain(`${floorBefore} →to ${floorAfter}`)
    }
  })

  it('are those of the time range, and of the stretch that is zoomed into', async () => {
    const range = { start: mondayMs + hourMs, end: mondayMs + 2 * hourMs }
    const inRange = recorded().filter(({ at }) => Date.parse(at) >= range.start && Date.parse(at) <= range.end)
    const listed = async (context: object) => {
      const { html } = await show(world, { widget: 'decisions', group: 'web' }, context)
      return [...html.matchAll(/<li[^>]*><span><time datetime="([^"]+)"/g)].map(([, at]) => at)
    }
    const ranged = await listed({ fromMs: range.start, toMs: range.end })
    expect(ranged[0]).toBe(inRange.at(-1)?.at)
    expect(inRange.map(({ at }) => at)).toEqual(expect.arrayContaining(ranged))
    expect(await listed({ fromMs: mondayMs, toMs: mondayMs + 4 * hourMs, zoom: range })).toEqual(ranged)
  })
})

describe('accuracy', () => {
  it('counts the forecasts whose time has come and those that were kept, as anybody can count them', async () => {
    const shown = await show(world, { widget: 'accuracy', group: 'web' })
    const seen = [...world.decisions].filter(({ group }) => group === 'web')
    const judged = seen.flatMap(({ decision: { outlook } }) => {
      if (outlook === undefined) return []
      const minutes = Array.from({ length: (outlook.toMs - outlook.fromMs) / minuteMs }, (_, index) =>
        rpsOf(outlook.fromMs + index * minuteMs),
      )
      if (minutes.includes(undefined)) return []
      return [{ kept: Math.max(...minutes.map(Number)) <= outlook.p95Rps }]
    })
    expect(judged.length).toBeGreaterThan(200)
    expect(shown.text).toContain(`from ${judged.length} forecasts`)
    const share = judged.filter(({ kept }) => kept).length / judged.length
    expect(shown.text).toContain(`last day${(100 * share).toFixed(1)} %`)
  })

  it('of a longer time is the sum of the hours that were written down', async () => {
    const toMs = world.region.clock.now()
    const shown = await show(world, { widget: 'accuracy', group: 'web' }, { fromMs: toMs - 30 * dayMs })
    const hours = recorded().flatMap(({ judgedHour }) => (judgedHour === undefined ? [] : [judgedHour]))
    // Four hours are over, and the last of them is not settled yet.
    expect(hours.map(({ hour }) => hour - mondayMs / hourMs)).toEqual([0, 1, 2])
    const count = hours.reduce((sum, hour) => sum + hour.count, 0)
    expect(shown.text).toContain(`from ${count} forecasts`)
    expect(shown.text).toContain('Sat 31 Jan – Mon 2 Mar 2026')
  })

  it('knows what was spent where the group is acted on, and speaks of no bad requests, which nobody counts', async () => {
    const web = await show(world, { widget: 'accuracy', group: 'web' })
    expect(web.text).toMatch(/Spending budget 100 %/)
    expect(web.text).toMatch(/\$\d+\.\d\d of the \$\d+\.\d\d that reacting alone would have cost/)
    expect(web.text).not.toContain('Bad requests')
    expect((await show(world, { widget: 'accuracy', group: 'api' })).text).toContain('no cost is known')
  })
})

describe('the list of groups', () => {
  it('tells of each group what the region holds', async () => {
    const shown = await show(world, { widget: 'groups' })
    expect(shown.text).toContain('2 groups: 1 acting, 1 observing.')
    for (const name of ['api', 'web']) {
      const { minSize, instances } = world.group(name)
      const inService = instances.filter(({ state }) => state === 'InService').length
      expect(shown.text).toContain(`${inService} in service${minSize} floor`)
      expect(shown.text).toContain(recorded(name).at(-1)?.reason.slice(0, 200))
    }
    expect(shown.text).toContain(`${rounded(newestRps())} rps`)
    // No metric is asked for, and the groups are described once: Auto Scaling's bucket of calls is shared by all.
    expect(shown.calls.map(({ operation }) => operation).sort()).toEqual([
      'BatchGetItem',
      'BatchGetItem',
      'DescribeAutoScalingGroups',
      'GetParameter',
    ])
  })

  it('opens a group by a call of the same function, which draws that group', async () => {
    const { elements, html } = await show(world, { widget: 'groups' })
    const at = elements.findIndex(({ name }) => name === 'cwdb-action')
    expect(elements[at].attributes).toEqual({ action: 'call', display: 'popup', endpoint: functionArn })
    // The action works on the element immediately before it.
    const [, body] = /<\/button><cwdb-action [^>]*>([^<]*)<\/cwdb-action>/.exec(html) ?? []
    const opened = await show(world, JSON.parse(body))
    expect(opened.text).toMatch(/^\s*Demand against its forecastapi/)
  })

  it('says what the kill switch does to all of them', async () => {
    const frozen = await makeWorld([{}])
    await frozen.pass(0.1)
    frozen.setMode('freeze')
    expect((await show(frozen, { widget: 'groups' })).text).toContain('frozenthe kill switch says freeze')
    expect((await show(frozen, { widget: 'controls' })).text).toContain('The kill switch says freeze')
  })
})

describe('a month', () => {
  it.each([14, 30])('of %i days shows the means of what CloudWatch kept, at any width', async days => {
    const toMs = world.region.clock.now()
    const shown = await show(
      world,
      { widget: 'fleet-ladder', group: 'web' },
      { fromMs: toMs - days * dayMs, width: 1200 },
    )
    // Four points for each pixel at most: 4,032 of five minutes for a fortnight, 2,880 of fifteen for 30 days.
    const stepMs = (days === 14 ? 5 : 15) * minuteMs
    expect(shown.text).toContain(`instances, means of ${days === 14 ? 5 : 15} minutes`)
    const [{ input }] = shown.calls.filter(({ operation }) => operation === 'GetMetricData')
    const { StartTime, MetricDataQueries } = input as {
      StartTime: Date
      MetricDataQueries: { MetricStat: { Period: number } }[]
    }
    expect(MetricDataQueries.map(({ MetricStat }) => MetricStat.Period * 1000)).toEqual([stepMs])
    expect(new Date(StartTime).getTime() % stepMs).toBe(0)
    // 1000 rps are 20 instances of 50 rps.
    const fan = await show(
      world,
      { widget: 'forecast-fan', group: 'web' },
      { fromMs: toMs - days * dayMs, width: 1200 },
    )
    const means = Array.from({ length: (days * dayMs) / stepMs - 1 }, (_, step) =>
      rpsOf(new Date(StartTime).getTime() + step * stepMs, stepMs),
    ).filter(value => value !== undefined)
    const [, low, high] = /Demand lay between ([\d,]+) and ([\d,]+) rps/.exec(fan.text) ?? []
    expect(Number(low.replace(',', ''))).toBe(Math.round(Math.min(...means)))
    expect(Number(high.replace(',', ''))).toBe(Math.round(Math.max(...means)))
  })
})

describe('the place of a widget', () => {
  it('decides theme, width and height', async () => {
    const light = await show(
      world,
      { widget: 'fleet-ladder', group: 'web' },
      { theme: 'light', width: 300, height: 600 },
    )
    const dark = await show(
      world,
      { widget: 'fleet-ladder', group: 'web' },
      { theme: 'dark', width: 3000, height: 300 },
    )
    expect(light.elements[0].attributes.class).toContain('pw-light')
    expect(dark.elements[0].attributes.class).toContain('pw-dark')
    const fontPx = ({ elements }: typeof light) => Number(/([\d.]+)px/.exec(elements[0].attributes.style)?.[1])
    expect(fontPx(dark)).toBeGreaterThan(fontPx(light))
    const heightOf = ({ html }: typeof light) => Number(/--height:(\d+)px/.exec(html)?.[1])
    expect(heightOf(light)).toBeGreaterThan(heightOf(dark))
  })

  it('with a clock other than UTC is told that times are UTC', async () => {
    expect((await show(world, { widget: 'groups' }, { offsetInMinutes: 120 })).text).toContain(
      'UTC (the dashboard: UTC+02:00)',
    )
    expect((await show(world, { widget: 'groups' })).text).not.toContain('the dashboard:')
  })

  it('may say nothing at all of itself', async () => {
    expect(await invoke(world, { widget: 'groups' })).toContain('pw-light')
    expect(
      await invoke(world, { widget: 'fleet-ladder', group: 'web', widgetContext: { theme: 'pink', width: 'wide' } }),
    ).toContain('pw-light')
  })
})

describe('groups that are not as usual', () => {
  it('an opted-out group is said to be one, with the command that tells how to opt in', async () => {
    const out = await makeWorld([{ tags: acting }])
    await out.pass(0.5)
    out.removeTag('penumbra:enabled')
    await out.pass(0.05)
    const { text } = await show(out, { widget: 'fleet-ladder', group: 'web' })
    expect(text).toContain('web has not opted in.')
    expect(text).toContain('Its tag penumbra:enabled does not say true')
    expect(text).toContain('npm run penumbra -- doctor web')
  })

  it('a group that has opted in by a tag of another prefix is found by a control plane of that prefix', async () => {
    const acme = await makeWorld([{ tags: { 'acme:enabled': 'true', 'acme:mode': 'act' } }], { tagPrefix: 'acme' })
    await acme.pass(0.1)
    expect((await show(acme, { widget: 'groups' })).text).toContain('1 group: 1 acting.')
    expect((await show(acme, { widget: 'fleet-ladder', group: 'api' })).text).toContain('its tag acme:enabled=true')
  })

  it('a group that has just opted in says what it waits for', async () => {
    const young = await makeWorld([{ demandRps: () => 0, historyDays: 0 }])
    expect((await show(young, { widget: 'decisions', group: 'web' })).text).toContain(
      'Penumbra does not know a group named web.',
    )
    await young.pass(0.1)
    const { text } = await show(young, { widget: 'forecast-fan', group: 'web' })
    expect(text).toContain('No demand is known in this time.')
    expect(text).toContain('has not reported any request since it has opted in')
    expect((await show(young, { widget: 'accuracy', group: 'web' })).text).toContain('Nothing has been judged yet.')
  })
})
