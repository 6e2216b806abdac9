import { describe, expect, test } from 'vitest'
import type { Alert } from '../../../../shared/domain/alert.ts'
import { registerGroup } from '../../../../shared/domain/fleet/register-group.ts'
import type { GroupConfig } from '../../../../shared/domain/group/records.ts'
import { defaultTagKeys, tagKeysOf } from '../../../../shared/domain/group/tag-keys.ts'
import { aView } from './a-view.ts'

const requests = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions: {}, statistic: 'Sum' }
const register = (tags: Record<string, string>, previous?: GroupConfig) =>
  registerGroup(
    { ...aView().group, tags: { 'penumbra:enabled': 'true', ...tags } },
    [requests],
    previous,
    defaultTagKeys,
  )

describe('the fresh metric', () => {
  test('is the sum over the group of what the tag names', () => {
    expect(register({ 'penumbra:fresh-metric': 'Shop/RequestCount' }).config.freshMetric).toEqual({
      namespace: 'Shop',
      metricName: 'RequestCount',
      dimensions: { AutoScalingGroupName: 'web' },
      statistic: 'Sum',
    })
  })

  test('is named last: a namespace may hold slashes itself', () => {
    const { freshMetric } = register({ 'penumbra:fresh-metric': 'Shop/Web/Requests' }).config
    expect(freshMetric).toMatchObject({ namespace: 'Shop/Web', metricName: 'Requests' })
  })

  test('is none without the tag, and none where the tag names no metric', () => {
    expect(register({}).config.freshMetric).toBeUndefined()
    const bad = register({ 'penumbra:fresh-metric': 'RequestCount' })
    expect(bad.config.freshMetric).toBeUndefined()
    expect(bad.config.problems).toEqual([
      {
        tag: 'penumbra:fresh-metric',
        got: 'RequestCount',
        wanted: 'namespace/metric name of a count of requests with 10-second resolution',
      },
    ])
  })

  test('stays the last good one while this tag or another is bad', () => {
    const good = register({ 'penumbra:fresh-metric': 'Shop/RequestCount' }).config
    const several: Record<string, string>[] = [{ 'penumbra:fresh-metric': 'Requests' }, { 'penumbra:budget': 'all' }]
    for (const bad of several) {
      const worse = register({ 'penumbra:fresh-metric': 'Shop/Others', ...bad }, good).config
      expect(worse.freshMetric).toEqual(good.freshMetric)
    }
  })
})

describe('a bad budget', () => {
  test.each([['all'], ['0'], ['1001'], ['-5'], ['']])(
    'of "%s" is told with what was wanted; the last good stays',
    got => {
      const good = register({ 'penumbra:mode': 'act', 'penumbra:budget': '80' })
      const { config, alerts } = register({ 'penumbra:mode': 'act', 'penumbra:budget': got }, good.config)
      expect(config.settings).toMatchObject({ mode: 'act', budgetPercent: 80 })
      expect(alerts).toHaveLength(1)
      expect(alerts[0].what).toContain(`penumbra:budget: got "${got}", wanted percent, 1 to 1000`)
    },
  )
})

describe('a group that weighs its instances', () => {
  // UpdateAutoScalingGroup: with weights, MinSize is in capacity units, so a floor of 3 may be one instance of weight 3.
  test('is refused with a reason that people are told once', () => {
    const group = { ...aView().group, tags: { 'penumbra:enabled': 'true' }, isWeighted: true }
    const first = registerGroup(group, [requests], undefined, defaultTagKeys)
    expect(first.config.refusal).toBe(
      'its mixed instances policy weighs instances, so its sizes do not count instances',
    )
    expect(first.alerts.map(alert => alert.cause)).toEqual(['unsupported'])
    expect(registerGroup(group, [requests], first.config, defaultTagKeys).alerts).toEqual([])
  })
})

describe('what people are told of a group', () => {
  const causesAndTitles = (alerts: readonly Alert[]) => alerts.map(({ cause, severity }) => `${cause} ${severity}`)
  const suspended = { ...aView().group, suspendedProcesses: ['ScheduledActions'] }

  test('of a bad tag: once, again when it is bad in another way, and once when it is good again', () => {
    let config: GroupConfig | undefined
    const told = ['fast', 'fast', 'slow', 'act', 'act'].map(mode => {
      const registration = register({ 'penumbra:mode': mode }, config)
      config = registration.config
      return causesAndTitles(registration.alerts)
    })
    expect(told).toEqual([['bad-tag warning'], [], ['bad-tag warning'], ['bad-tag info'], []])
  })

  test('of a refusal: once, and once when it is over', () => {
    const first = registerGroup(suspended, [requests], undefined, defaultTagKeys)
    const second = registerGroup(suspended, [requests], first.config, defaultTagKeys)
    const third = registerGroup(aView().group, [requests], second.config, defaultTagKeys)
    expect([first, second, third].map(({ alerts }) => causesAndTitles(alerts))).toEqual([
      ['unsupported warning'],
      [],
      ['unsupported info'],
    ])
    expect(third.alerts[0].why).toContain('its ScheduledActions process is suspended')
  })

  test('of a refusal nothing more once the group is opted out, and again when it comes back', () => {
    const first = registerGroup(suspended, [requests], undefined, defaultTagKeys)
    const out = registerGroup({ ...suspended, optedIn: false }, [requests], first.config, defaultTagKeys)
    const back = registerGroup(suspended, [requests], out.config, defaultTagKeys)
    expect([out, back].map(({ alerts }) => causesAndTitles(alerts))).toEqual([[], ['unsupported warning']])
  })

  test('a message that nobody could be sent is sent again, and what nobody was told of is not said to be over', () => {
    const first = register({ 'penumbra:mode': 'fast' })
    const untold: GroupConfig = { ...first.config, untold: true }
    expect(causesAndTitles(register({ 'penumbra:mode': 'fast' }, untold).alerts)).toEqual(['bad-tag warning'])
    expect(register({ 'penumbra:mode': 'act' }, untold).alerts).toEqual([])
  })

  test('names the tags as they are under the prefix of the stack', () => {
    const group = { ...suspended, tags: { 'acme:enabled': 'true', 'acme:mode': 'fast' } }
    const { config, alerts } = registerGroup(group, [requests], undefined, tagKeysOf('acme'))
    expect(config.tagPrefix).toBe('acme')
    expect(alerts[0].what).toBe('acme:mode: got "fast", wanted observe or act')
    expect(alerts[1].toDo).toContain('acme:enabled')
  })
})
