// What a function gets from the world: clients, clock, environment, log. Production makes it here; the simulated region
// makes its own, and the functions cannot tell the difference.
import { type AwsClients, createAwsClients } from './aws-clients.ts'
import { createLog, type Log } from './log.ts'
import { createTelemetry, type Telemetry } from './telemetry.ts'

export interface Runtime {
  readonly clients: AwsClients
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (durationMs: number) => Promise<void>
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly telemetry: Telemetry
}

export function createRuntime(functionName: string): Runtime {
  return {
    clients: createAwsClients(),
    now: () => Date.now(),
    sleep: durationMs => new Promise(resolve => setTimeout(resolve, durationMs)),
    variables: process.env,
    log: createLog(functionName),
    telemetry: createTelemetry(functionName),
  }
}

/** Handed to the store: a record that does not parse is dropped, but not in silence. */
export function reportDropped(log: Log): (record: string, reason: string) => void {
  return (record, reason) => log.warn('record dropped', { record, reason })
}
