// Counts what the control plane uses in a simulated region: every call, every unit, every line of its log.
import { type ControlPlane, type DeployOptions, type LoggedDecision, tableName } from '../simulator/control-plane.ts'
import type { CallRecord } from '../simulator/kernel/simulated-client.ts'
import type { Region } from '../simulator/region.ts'

export type FunctionName = Parameters<NonNullable<DeployOptions['wrap']>>[0]

export interface FunctionMeter {
  invocations: number
  /** Processor time of the handler, with the simulated services that answer it. */
  cpuSeconds: number
  /** Time that passed in the region: calls on their way, and sleep. */
  waitedSeconds: number
  calls: number
}

const functionNames: readonly FunctionName[] = ['discover', 'reconcile', 'learn']

/** What a logger puts around every line: level, time, service, and the trace's identifier. */
const envelope = {
  level: 'INFO',
  timestamp: '2026-03-02T00:00:00.000Z',
  service: 'penumbra-reconcile',
  xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
}

/** Assumed: what Lambda itself writes of a run (platform.start and platform.report, as JSON), and its metrics' line. */
const platformBytesPerRun = 1000

interface PutInput {
  readonly Item?: { readonly sk?: { readonly S?: string }; readonly body?: { readonly S?: string } }
}

/** Ask it what was used between two `read`s. */
export class CostMeter {
  readonly functions = new Map<FunctionName, FunctionMeter>(
    functionNames.map(name => [name, { invocations: 0, cpuSeconds: 0, waitedSeconds: 0, calls: 0 }]),
  )
  metricsRequested = 0
  decisionBytes = 0
  publishes = 0
  #lineBytes = 0

  readonly onCall = ({ caller, operation, input }: CallRecord): void => {
    const meter = this.functions.get(caller as FunctionName)
    if (meter === undefined) return
    meter.calls++
    if (operation === 'GetMetricData') {
      this.metricsRequested += (input as { MetricDataQueries: readonly unknown[] }).MetricDataQueries.length
    }
    if (operation === 'Publish') this.publishes++
    if (operation === 'PutItem') this.#weighDecision(input as PutInput)
  }

  /** Only what is news is written to the log. */
  readonly onDecision = (logged: LoggedDecision): void => {
    if (logged.recorded) this.#lineBytes += lineBytes('decided', { ...logged })
  }

  readonly wrap: NonNullable<DeployOptions['wrap']> = (name, handler) => async (event, context) => {
    const before = { cpu: process.cpuUsage(), remainingMs: context.getRemainingTimeInMillis() }
    try {
      return await handler(event, context)
    } finally {
      const { user, system } = process.cpuUsage(before.cpu)
      const meter = this.functions.get(name)!
      meter.invocations++
      meter.cpuSeconds += (user + system) / 1e6
      meter.waitedSeconds += (before.remainingMs - context.getRemainingTimeInMillis()) / 1000
    }
  }

  logBytes({ log }: ControlPlane): number {
    const runs = functionNames.reduce((sum, name) => sum + this.functions.get(name)!.invocations, 0)
    const others = log.reduce((sum, { message, details }) => sum + lineBytes(message, details), 0)
    return this.#lineBytes + others + runs * platformBytesPerRun
  }

  #weighDecision({ Item }: PutInput): void {
    if (Item?.sk?.S?.startsWith('decision#')) this.decisionBytes += Buffer.byteLength(Item.body?.S ?? '')
  }
}

function lineBytes(message: string, details: Readonly<Record<string, unknown>>): number {
  return Buffer.byteLength(JSON.stringify({ ...envelope, message, ...details })) + 1
}

/** Bytes of everything in Penumbra's table. */
export function tableBytes({ dynamoDb, clock }: Region): number {
  const context = { nowMs: clock.now(), caller: 'bench' }
  return dynamoDb.operations.DescribeTable({ TableName: tableName }, context).Table?.TableSizeBytes ?? 0
}
