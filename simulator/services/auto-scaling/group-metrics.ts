// What Auto Scaling itself publishes about a group, for groups that enabled it (source: user guide, ec2-auto-scaling-metrics.md).
import type { VirtualClock } from '../../kernel/clock.ts'
import type { Datum, MetricKey } from '../cloudwatch/metric-key.ts'
import type { InstanceState } from './fleet-view.ts'
import type { WarmPool } from './group-fleet.ts'
import type { GroupSizes } from './group-sizes.ts'
import { isWarmed } from './lifecycle.ts'
import { poolSize } from './plan-pool.ts'

const minuteMs = 60_000

interface Stateful {
  readonly state: InstanceState
}

interface MeasuredGroup {
  readonly name: string
  readonly sizes: GroupSizes
  readonly instances: readonly Stateful[]
  readonly warmPool: readonly Stateful[]
  readonly fleet: { readonly pool: WarmPool | undefined }
  readonly enabledMetrics: ReadonlySet<string>
}

export type PublishMetric = (key: MetricKey, minuteStartMs: number, datum: Datum) => void

/** Samples every group with enabled metrics at each full minute. */
export class GroupMetrics {
  readonly #clock: VirtualClock
  readonly #groups: () => Iterable<MeasuredGroup>
  readonly #publish: PublishMetric
  #isRunning = false

  constructor(clock: VirtualClock, groups: () => Iterable<MeasuredGroup>, publish: PublishMetric) {
    this.#clock = clock
    this.#groups = groups
    this.#publish = publish
  }

  /** Goes on until no group has an enabled metric any more. */
  ensureRunning(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#scheduleNext()
  }

  #scheduleNext(): void {
    const nextMs = (Math.floor(this.#clock.now() / minuteMs) + 1) * minuteMs
    this.#clock.at(nextMs, () => this.#sample(nextMs - minuteMs))
  }

  #sample(minuteStartMs: number): void {
    const measured = [...this.#groups()].filter(({ enabledMetrics }) => enabledMetrics.size > 0)
    for (const group of measured) {
      for (const [metricName, value] of metricsOf(group)) {
        if (!group.enabledMetrics.has(metricName)) continue
        const dimensions = { AutoScalingGroupName: group.name }
        this.#publish({ namespace: 'AWS/AutoScaling', metricName, dimensions }, minuteStartMs, {
          sum: value,
          sampleCount: 1,
          minimum: value,
          maximum: value,
        })
      }
    }
    this.#isRunning = measured.length > 0
    if (this.#isRunning) this.#scheduleNext()
  }
}

/** Every metric that the group has; capacities equal counts, as instances have no weights. */
function metricsOf({ sizes, instances, warmPool, fleet }: MeasuredGroup): Map<string, number> {
  const group = countsOf(instances)
  const total = group.InService + group.Pending + group.Terminating
  const metrics = new Map([
    ['GroupMinSize', sizes.minSize],
    ['GroupMaxSize', sizes.maxSize],
    ['GroupDesiredCapacity', sizes.desiredCapacity],
  ])
  for (const [name, count] of Object.entries({ ...group, Total: total })) {
    metrics.set(`Group${name}Instances`, count).set(`Group${name}Capacity`, count)
  }
  if (fleet.pool === undefined) return metrics
  const pool = countsOf(warmPool)
  const desired = fleet.pool.isDeleting ? 0 : poolSize(fleet.pool.settings, sizes)
  return metrics
    .set('WarmPoolDesiredCapacity', desired)
    .set('WarmPoolWarmedCapacity', warmPool.filter(isWarmed).length)
    .set('WarmPoolPendingCapacity', pool.Pending)
    .set('WarmPoolTerminatingCapacity', pool.Terminating)
    .set('WarmPoolTotalCapacity', warmPool.length)
    .set('GroupAndWarmPoolDesiredCapacity', sizes.desiredCapacity + desired)
    .set('GroupAndWarmPoolTotalCapacity', total + warmPool.length)
}

function countsOf(instances: readonly Stateful[]) {
  const counts = { InService: 0, Pending: 0, Standby: 0, Terminating: 0 }
  for (const { state } of instances) {
    const [name] = state.replace(/^Warmed:/, '').split(':')
    if (name === 'InService' || name === 'Pending' || name === 'Terminating') counts[name]++
    else if (name === 'Standby' || name === 'EnteringStandby') counts.Standby++
  }
  return counts
}
