// Two groups that get random calls while time passes, watched after every call and every event.
import type { CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import type { Operation } from '../../../../../simulator/kernel/service.ts'
import { AutoScalingService } from '../../../../../simulator/services/auto-scaling/auto-scaling-service.ts'
import type { SimulatedGroup } from '../../../../../simulator/services/auto-scaling/simulated-group.ts'
import { randomLeads, startMs } from '../test-region.ts'
import { BillingWatch, billingStepMs } from './billing-watch.ts'
import { CallGenerator, type RandomCall, zones } from './call-generator.ts'
import { checkDescriptions } from './descriptions.ts'
import { FleetWatch } from './fleet-watch.ts'
import { ObservedClock } from './observed-clock.ts'

const isWorthTelling = 25

export class RandomGroups {
  readonly clock = new ObservedClock(startMs)
  readonly service: AutoScalingService
  /** How often each operation has answered, and how often it has refused. */
  readonly answered = new Map<string, number>()
  readonly refused = new Map<string, number>()
  readonly #generator: CallGenerator
  readonly #watch: FleetWatch
  readonly #bills = new WeakMap<SimulatedGroup, BillingWatch>()
  readonly #told: string[] = []

  constructor(seed: number) {
    this.service = new AutoScalingService({
      clock: this.clock,
      random: new RandomStream(seed, 'auto-scaling'),
      metrics: {
        value: (_key, _statistic, periodSeconds, binStartMs, nowMs) => cpuAt(periodSeconds, binStartMs, nowMs),
      },
      leadTimes: randomLeads,
      scheduledActionMaxDelaySeconds: 120,
    })
    const nowMs = () => this.clock.now()
    this.#generator = new CallGenerator(new RandomStream(seed, 'calls'), this.service, nowMs)
    this.#watch = new FleetWatch(() => this.service.groups(), nowMs)
    this.clock.observe = () => this.#watch.check()
    this.clock.every(billingStepMs, startMs, timeMs => {
      for (const group of this.groups) this.#bills.get(group)?.step(timeMs)
    })
  }

  get groups(): SimulatedGroup[] {
    return [...this.service.groups()]
  }

  /** One call, some time that passes, or a zone that has no capacity any more, or has it again. */
  async step(): Promise<void> {
    if (this.#generator.chance(0.005)) this.setCapacity(this.#generator.pick(zones), this.#generator.chance(0.6))
    else if (this.#generator.chance(0.02)) checkDescriptions(this.service, this.clock.now())
    else if (this.#generator.chance(0.35)) await this.#pass(this.#seconds())
    else await this.#call(this.#generator.next())
  }

  /** @throws Error that tells what went before */
  async check(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\nafter\n${this.#told.join('\n')}`, {
        cause: error,
      })
    }
  }

  async pass(seconds: number): Promise<void> {
    await this.#pass(seconds)
  }

  /** A call that has to succeed. */
  call(operation: RandomCall['operation'], input: Record<string, unknown>): void {
    this.#tell(`${operation} ${JSON.stringify(input)}`)
    this.#invoke({ operation, input })
    this.#watch.check()
  }

  setCapacity(zone: string, hasCapacity: boolean): void {
    this.#tell(`${zone} has ${hasCapacity ? '' : 'no '}capacity`)
    this.service.setZoneCapacity(zone, hasCapacity)
    this.#watch.check()
  }

  checkBills(): void {
    for (const group of this.groups) this.#bills.get(group)?.check()
  }

  #seconds(): number {
    if (this.#generator.chance(0.002)) return this.#generator.integer(3600, 9000)
    return this.#generator.chance(0.1) ? this.#generator.integer(60, 600) : this.#generator.integer(1, 45)
  }

  async #pass(seconds: number): Promise<void> {
    this.#tell(`${seconds} s pass`)
    await this.clock.runUntil(this.clock.now() + seconds * 1000)
  }

  async #call(call: RandomCall): Promise<void> {
    this.#tell(`${call.operation} ${JSON.stringify(call.input)}`)
    if (call.operation === 'CreateAutoScalingGroup') await this.#alignToBilling()
    const before = signatureOf(this.groups)
    try {
      this.#invoke(call)
      count(this.answered, call.operation)
    } catch (error) {
      this.#refusal(error, before)
      count(this.refused, call.operation)
    }
    if (call.operation === 'CreateAutoScalingGroup') this.#watchBill(String(call.input.AutoScalingGroupName))
    if (call.operation === 'RecordLifecycleActionHeartbeat') this.#watch.heartbeat(String(call.input.InstanceId))
    this.#watch.check()
  }

  #invoke({ operation, input }: RandomCall): void {
    const invoke = this.service.operations[operation] as Operation<Partial<CreateAutoScalingGroupCommandInput>, object>
    invoke(input, { nowMs: this.clock.now(), caller: 'team' })
  }

  /** AWS's own errors only, and none of them leaves a trace. */
  #refusal(error: unknown, before: string): void {
    if (!(error instanceof Error) || !('$fault' in error)) throw error
    const after = signatureOf(this.groups)
    if (after !== before) throw new Error(`${error.name}: ${error.message} changed\n${before}\ninto\n${after}`)
  }

  /** So that the first step of the bill begins with the group. */
  async #alignToBilling(): Promise<void> {
    const nowMs = this.clock.now()
    await this.clock.runUntil(Math.ceil(nowMs / billingStepMs) * billingStepMs)
  }

  #watchBill(name: string): void {
    const group = this.service.group(name)
    if (group === undefined) return
    const bill = new BillingWatch(group)
    this.#bills.set(group, bill)
    bill.step(this.clock.now())
  }

  #tell(line: string): void {
    this.#told.push(`${new Date(this.clock.now()).toISOString()} ${line}`)
    if (this.#told.length > isWorthTelling) this.#told.shift()
  }
}

/** CPU that wanders between 15 and 95 percent in a way of its own; readable two minutes late. */
function cpuAt(periodSeconds: number, binStartMs: number, nowMs: number): number | undefined {
  if (binStartMs + (periodSeconds + 120) * 1000 > nowMs) return undefined
  const hours = (binStartMs - startMs) / 3_600_000
  return 55 + 25 * Math.sin(hours * 2.1) + 15 * Math.sin(hours * 7.7)
}

/** Whatever a caller could tell from describe calls. */
function signatureOf(groups: readonly SimulatedGroup[]): string {
  return groups.map(group => JSON.stringify(partsOf(group))).join('\n')
}

function partsOf(group: SimulatedGroup): unknown[] {
  const { name, minSize, desiredCapacity, maxSize, attributes, fleet, refreshes } = group
  const lists = [group.instances, group.warmPool, group.detached].map(list =>
    list.map(one => `${one.instanceId} ${one.state} ${one.isProtectedFromScaleIn} ${one.isHealthy} ${one.activityId}`),
  )
  const keyed = [group.hooks, group.policies, group.suspendedProcesses].map(map => [...map.keys()].join())
  const actions = group.scheduledActions.list().map(action => `${action.name} ${action.startTimeMs}`)
  const source = [
    attributes.LaunchTemplate,
    attributes.MixedInstancesPolicy,
    attributes.NewInstancesProtectedFromScaleIn,
  ]
  return [
    name,
    minSize,
    desiredCapacity,
    maxSize,
    lists,
    keyed,
    actions,
    source,
    fleet.pool,
    refreshes.isActive,
    group.launches,
  ]
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
