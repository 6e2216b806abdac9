// Universal targets: a schedule calls one operation of an AWS service itself, in the name of the schedule's role (Scheduler user
// guide, "Using universal targets"). The simulated region has those of EC2 Auto Scaling and of
// Elastic Load Balancing; a schedule for any other is refused.

import type { ApiCall } from '../../iam/actions/required-actions.ts'
import type { Operation, SimulatedService } from '../../kernel/service.ts'
import type { CallRecord } from '../../kernel/simulated-client.ts'
import { validation } from './check-schedule.ts'

export interface UniversalTargetsOptions {
  /** Services by the name that they have in a target's ARN. */
  readonly services: Readonly<Record<string, SimulatedService>>
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onCall: (call: CallRecord) => void
  /** Throws the service's AccessDenied for what the role is not allowed to do; default: everything is allowed. */
  readonly authorize?: (roleArn: string, call: ApiCall) => void
}

interface Target {
  readonly service: SimulatedService
  readonly operation: string
}

/** Operations that only read begin so and cannot be a target (user guide, "Unsupported actions"; the ones of a region's kind). */
const readingPrefixes = /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|batchGet|batchDescribe)/

export class UniversalTargets {
  readonly #options: UniversalTargetsOptions

  constructor(options: UniversalTargetsOptions) {
    this.#options = options
  }

  /** @throws ValidationException for an operation that cannot be a target, or that the simulated region has not */
  check(arn: string): void {
    if (isUniversal(arn)) this.#find(arn)
  }

  /** Makes the call; throws what the service throws. */
  async call(target: { readonly arn: string; readonly roleArn: string; readonly input: string }): Promise<void> {
    const { service, operation } = this.#find(target.arn)
    const input: unknown = JSON.parse(target.input)
    const record = {
      timeMs: this.#options.now(),
      caller: roleName(target.roleArn),
      service: service.name,
      operation,
      input,
    }
    try {
      this.#options.authorize?.(target.roleArn, record)
      const perform = service.operations[operation] as Operation<unknown, object>
      await perform(input, { nowMs: record.timeMs, caller: record.caller })
      this.#options.onCall(record)
    } catch (error) {
      this.#options.onCall({ ...record, error: error instanceof Error ? error.name : '?' })
      throw error
    }
  }

  #find(arn: string): Target {
    const [, serviceName, action] = universalArn.exec(arn) ?? []
    if (action === undefined || readingPrefixes.test(action)) {
      throw validation(`Target.Arn: got '${arn}', wanted an operation that changes something`)
    }
    const service = this.#options.services[serviceName]
    const operation = action[0].toUpperCase() + action.slice(1)
    if (service?.operations[operation] !== undefined) return { service, operation }
    throw validation(`Target.Arn: got '${arn}', the simulated region knows ${this.#known()}`)
  }

  #known(): string {
    return Object.keys(this.#options.services)
      .map(name => `arn:aws:scheduler:::aws-sdk:${name}:…`)
      .join(', ')
  }
}

const universalArn = /^arn:aws:scheduler:::aws-sdk:([a-z0-9]+):([a-z][A-Za-z0-9]*)$/

export function isUniversal(arn: string): boolean {
  return arn.startsWith('arn:aws:scheduler:')
}

function roleName(arn: string): string {
  return arn.split('/').at(-1) ?? ''
}
