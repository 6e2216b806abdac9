import { describe, expect, test } from 'vitest'
import { registerGroup } from '../../../../shared/domain/fleet/register-group.ts'
import type { GroupConfig } from '../../../../shared/domain/group/records.ts'
import { aView } from './a-view.ts'

const requests = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions: {}, statistic: 'Sum' }
const register = (tags: Record<string, string>, previous?: GroupConfig) =>
  registerGroup({ ...aView().group, tags: { 'penumbra:enabled': 'true', ...tags } }, [requests], previous)

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
    const first = registerGroup(group, [requests], undefined)
    expect(first.config.refusal).toBe(
      'its mixed instances policy weighs instances, so its sizes do not count instances',
    )
    expect(first.alerts.map(alert => alert.cause)).toEqual(['unsupported'])
    expect(registerGroup(group, [requests], first.config).alerts).toEqual([])
  })
})
