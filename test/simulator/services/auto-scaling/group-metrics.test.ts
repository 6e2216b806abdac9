import { describe, expect, test } from 'vitest'
import { MetricStore } from '../../../../simulator/services/cloudwatch/metric-store.ts'
import { startMs, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }

function measuredRegion() {
  const store = new MetricStore({ minuteDelaySeconds: 0 })
  const region = new TestRegion({ publish: (key, atMs, datum) => store.series(key, 60).record(atMs, datum) })
  /** Of the minute that begins so many seconds after the start. */
  const read = (metricName: string, seconds: number) => {
    const key = { namespace: 'AWS/AutoScaling', metricName, dimensions: { AutoScalingGroupName: 'web' } }
    return store.value(key, 'Average', 60, startMs + seconds * 1000, region.clock.now())
  }
  const enable = (...Metrics: string[]) =>
    region.operations.EnableMetricsCollection({ ...web, Granularity: '1Minute', Metrics }, region.context)
  return { region, store, read, enable }
}

describe('the metrics of a group', () => {
  test('are published only where they are enabled, and not for the time before', async () => {
    const { region, store, read, enable } = measuredRegion()
    region.create()
    await region.runTo(120)
    expect([...store.all()]).toEqual([])
    enable('GroupPendingInstances')
    await region.runTo(300)
    expect(read('GroupPendingInstances', 60)).toBeUndefined()
    // In service from 150 s on: the minute from 120 s is sampled at 180 s.
    expect([read('GroupPendingInstances', 120), [...store.all()].length]).toEqual([0, 1])
  })

  test('count the states at the end of each minute', async () => {
    const { region, read, enable } = measuredRegion()
    region.create({ MinSize: 3, MaxSize: 9, DesiredCapacity: 4 })
    enable()
    await region.runTo(200)
    const standby = region.group().instances[0].instanceId
    const input = { ...web, InstanceIds: [standby], ShouldDecrementDesiredCapacity: true }
    region.operations.EnterStandby(input, region.context)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 5 }, region.context)
    await region.runTo(240)
    const group = (name: string) => read(`Group${name}`, 180)
    expect(['MinSize', 'MaxSize', 'DesiredCapacity'].map(group)).toEqual([3, 9, 5])
    expect(
      ['InService', 'Pending', 'Standby', 'Terminating', 'Total'].map(state => group(`${state}Instances`)),
    ).toEqual([3, 2, 1, 0, 5])
    expect(group('TotalCapacity')).toBe(5)
    expect(read('GroupPendingInstances', 60)).toBe(4)
  })

  test('tell of a warm pool where there is one', async () => {
    const { region, read, enable } = measuredRegion()
    region.create({ MinSize: 2, MaxSize: 6 })
    enable()
    await region.runTo(60)
    expect(read('WarmPoolTotalCapacity', 0)).toBeUndefined()
    region.operations.PutWarmPool(web, region.context)
    await region.runTo(220)
    region.operations.PutWarmPool({ ...web, MaxGroupPreparedCapacity: 5 }, region.context)
    await region.runTo(240)
    const names = ['Desired', 'Warmed', 'Pending', 'Terminating', 'Total']
    const pool = (seconds: number) => names.map(name => read(`WarmPool${name}Capacity`, seconds))
    // Launched at 60 s, warmed at 210 s, one retired at 220 s.
    expect(pool(120)).toEqual([4, 0, 4, 0, 4])
    expect(pool(180)).toEqual([3, 3, 0, 1, 4])
    expect(read('GroupAndWarmPoolDesiredCapacity', 180)).toBe(5)
    expect(read('GroupAndWarmPoolTotalCapacity', 180)).toBe(6)
  })

  test('end when they are disabled, and with the group', async () => {
    const { region, store, read, enable } = measuredRegion()
    region.create()
    enable('GroupMinSize', 'GroupMaxSize')
    region.operations.DisableMetricsCollection({ ...web, Metrics: ['GroupMaxSize'] }, region.context)
    await region.runTo(60)
    expect([read('GroupMinSize', 0), read('GroupMaxSize', 0)]).toEqual([2, undefined])
    region.operations.DisableMetricsCollection(web, region.context)
    await region.runTo(300)
    expect(read('GroupMinSize', 60)).toBeUndefined()
    enable('GroupMinSize')
    await region.runTo(360)
    expect(read('GroupMinSize', 300)).toBe(2)
    expect([...store.all()].length).toBe(1)
  })
})
