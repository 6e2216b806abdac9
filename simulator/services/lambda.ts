// AWS Lambda: runs registered handlers on virtual time. A synchronous invocation is part of the caller's own run; an
// asynchronous one is an event on the clock, delivered at least once and, as Penumbra configures it, never retried. A handler
// that overruns its timeout is not killed: its answer is replaced by the timeout's error once it ends.
import {
  InvalidParameterValueException,
  InvalidRequestContentException,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { InputError } from '../../shared/domain/errors.ts'
import type { VirtualClock } from '../kernel/clock.ts'
import { RandomStream } from '../kernel/random.ts'
import type { SimulatedService } from '../kernel/service.ts'

export interface LambdaContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly invokedFunctionArn: string
  getRemainingTimeInMillis(): number
}

/** Takes and gives what JSON can hold. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => Promise<unknown>

/** What Lambda does in the name of a function's role besides running it. */
export interface ExecutionRole {
  /** A run begins: logs and traces. */
  readonly started: () => void
  /** An asynchronous event has failed for good and goes to the on-failure destination. */
  readonly gaveUp: () => void
}

export interface FunctionOptions {
  /** Seconds, 1 to 900. */
  readonly timeoutSeconds: number
  /** Default: the region asks nobody for permission. */
  readonly execution?: ExecutionRole
}

export interface LambdaOptions {
  readonly clock: VirtualClock
  readonly seed: number
  /** Milliseconds from an asynchronous invocation until the handler runs; default 200. */
  readonly asyncDelayMs?: number
  /** Share of asynchronous invocations delivered twice; default 0.001. */
  readonly duplicateProbability?: number
}

/** Runs of a function; `duplicates` are contained in `asynchronous`, `errors` in either. */
export interface InvocationCounts {
  readonly synchronous: number
  readonly asynchronous: number
  readonly duplicates: number
  readonly errors: number
}

/** An asynchronous run that failed: what an on-failure destination would get. */
export interface AsyncFailure {
  readonly functionName: string
  readonly awsRequestId: string
  readonly event: unknown
  readonly errorType: string
  readonly errorMessage: string
  /** What the handler threw; undefined after a timeout. */
  readonly cause: unknown
  /** Epoch milliseconds. */
  readonly timeMs: number
}

type InvokeAnswer = Omit<InvokeCommandOutput, '$metadata'>
type Invoke = (input: InvokeCommandInput) => InvokeAnswer | Promise<InvokeAnswer>

interface RegisteredFunction {
  readonly name: string
  readonly handler: LambdaHandler
  readonly timeoutMs: number
  readonly execution: ExecutionRole | undefined
  readonly counts: { -readonly [Name in keyof InvocationCounts]: number }
}

type Outcome =
  | { readonly result: unknown }
  | { readonly errorType: string; readonly errorMessage: string; readonly cause: unknown }

const megabyte = 1_048_576
const maximumSynchronousBytes = 6 * megabyte
const maximumAsynchronousBytes = megabyte

export class LambdaService implements SimulatedService {
  readonly name = 'Lambda'
  /** `Invoke` answers at once, except that a `RequestResponse` is a promise of what the handler gives. */
  readonly operations: { readonly Invoke: Invoke } = { Invoke: input => this.#invoke(input) }
  readonly #clock: VirtualClock
  readonly #asyncDelayMs: number
  readonly #duplicateProbability: number
  readonly #duplicates: RandomStream
  readonly #functions = new Map<string, RegisteredFunction>()
  readonly #failures: AsyncFailure[] = []
  #requests = 0

  constructor(options: LambdaOptions) {
    this.#clock = options.clock
    this.#asyncDelayMs = options.asyncDelayMs ?? 200
    this.#duplicateProbability = options.duplicateProbability ?? 0.001
    this.#duplicates = new RandomStream(options.seed, 'lambda', 'duplicates')
  }

  /** Oldest first. */
  get failures(): readonly AsyncFailure[] {
    return this.#failures
  }

  register(functionName: string, handler: LambdaHandler, { timeoutSeconds, execution }: FunctionOptions): void {
    const counts = { synchronous: 0, asynchronous: 0, duplicates: 0, errors: 0 }
    this.#functions.set(functionName, {
      name: functionName,
      handler,
      timeoutMs: timeoutSeconds * 1000,
      execution,
      counts,
    })
  }

  /** As DeleteFunction does: events that still wait for it are lost. */
  remove(functionName: string): void {
    this.#functions.delete(functionName)
  }

  /** By function name, in the order of registration. */
  invocationCounts(): Readonly<Record<string, InvocationCounts>> {
    return Object.fromEntries([...this.#functions.values()].map(({ name, counts }) => [name, { ...counts }]))
  }

  /**
   * Invokes a function asynchronously, as Scheduler does with a Lambda target.
   * @throws ResourceNotFoundException when no function has that ARN or name
   */
  invokeTarget({ arn, input }: { readonly arn: string; readonly input: string }): void {
    this.#enqueue(this.#find(arn), input)
  }

  #invoke(input: InvokeCommandInput): InvokeAnswer | Promise<InvokeAnswer> {
    const target = this.#find(input.FunctionName ?? '')
    const payload = toText(input.Payload)
    const type = input.InvocationType ?? 'RequestResponse'
    checkPayload(payload, type === 'Event' ? maximumAsynchronousBytes : maximumSynchronousBytes)
    switch (type) {
      case 'DryRun':
        return { StatusCode: 204 }
      case 'Event':
        this.#enqueue(target, payload)
        return { StatusCode: 202, Payload: toBlob('') }
      case 'RequestResponse':
        return this.#respond(target, payload)
      default:
        throw invalidType(type)
    }
  }

  async #respond(target: RegisteredFunction, payload: string): Promise<InvokeAnswer> {
    target.counts.synchronous++
    const outcome = await this.#run(target, payload, this.#nextRequestId())
    const answer = { StatusCode: 200, ExecutedVersion: '$LATEST' }
    if ('result' in outcome) return { ...answer, Payload: toBlob(JSON.stringify(outcome.result ?? null)) }
    const { errorType, errorMessage } = outcome
    return { ...answer, FunctionError: 'Unhandled', Payload: toBlob(JSON.stringify({ errorType, errorMessage })) }
  }

  /** A duplicate is the same event under the same request id, once more and a little later. */
  #enqueue(target: RegisteredFunction, payload: string): void {
    const awsRequestId = this.#nextRequestId()
    const deliver = (): Promise<void> => this.#deliver(target, payload, awsRequestId)
    this.#clock.at(this.#clock.now() + this.#asyncDelayMs, deliver)
    if (this.#duplicates.uniform() >= this.#duplicateProbability) return
    target.counts.duplicates++
    this.#clock.at(this.#clock.now() + 2 * this.#asyncDelayMs, deliver)
  }

  async #deliver(target: RegisteredFunction, payload: string, awsRequestId: string): Promise<void> {
    if (this.#functions.get(target.name) !== target) return
    target.counts.asynchronous++
    const outcome = await this.#run(target, payload, awsRequestId)
    if ('result' in outcome) return
    target.execution?.gaveUp()
    const { name: functionName } = target
    this.#failures.push({ functionName, awsRequestId, event: toEvent(payload), ...outcome, timeMs: this.#clock.now() })
  }

  async #run(target: RegisteredFunction, payload: string, awsRequestId: string): Promise<Outcome> {
    target.execution?.started()
    const endMs = this.#clock.now() + target.timeoutMs
    const context = {
      awsRequestId,
      functionName: target.name,
      invokedFunctionArn: arnOf(target.name),
      getRemainingTimeInMillis: () => Math.max(0, endMs - this.#clock.now()),
    }
    const outcome = await settle(() => target.handler(toEvent(payload), context))
    const checked = this.#clock.now() > endMs ? timedOut(awsRequestId, target.timeoutMs) : outcome
    if (!('result' in checked)) target.counts.errors++
    return checked
  }

  #find(nameOrArn: string): RegisteredFunction {
    const name = functionNameOf(nameOrArn)
    const found = this.#functions.get(name)
    if (found !== undefined) return found
    const message = `Function not found: ${arnOf(name)}`
    throw new ResourceNotFoundException({ message, Message: message, Type: 'User', $metadata: { httpStatusCode: 404 } })
  }

  #nextRequestId(): string {
    return `00000000-0000-4000-8000-${(++this.#requests).toString(16).padStart(12, '0')}`
  }
}

function arnOf(functionName: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`
}

/** A function's name, from the name itself or its full or partial ARN, each with or without a version or alias. */
function functionNameOf(nameOrArn: string): string {
  const parts = nameOrArn.split(':')
  const marker = parts.indexOf('function')
  return marker < 0 ? parts[0] : (parts[marker + 1] ?? '')
}

async function settle(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: await run() }
  } catch (cause) {
    const isError = cause instanceof Error
    return {
      errorType: isError ? cause.name : typeof cause,
      errorMessage: isError ? cause.message : String(cause),
      cause,
    }
  }
}

function timedOut(awsRequestId: string, timeoutMs: number): Outcome {
  const errorMessage = `RequestId: ${awsRequestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
  return { errorType: 'Sandbox.Timedout', errorMessage, cause: undefined }
}

function toEvent(payload: string): unknown {
  return payload === '' ? {} : JSON.parse(payload)
}

function toText(payload: InvokeCommandInput['Payload']): string {
  if (payload === undefined || typeof payload === 'string') return payload ?? ''
  if (payload instanceof Uint8Array || payload instanceof ArrayBuffer) return new TextDecoder().decode(payload)
  throw new InputError(`payload: got a ${payload.constructor.name}, wanted text or bytes`)
}

/** Bytes with the SDK's `transformToString`. */
function toBlob(text: string): NonNullable<InvokeCommandOutput['Payload']> {
  return Object.assign(new TextEncoder().encode(text), {
    transformToString: (encoding?: string) => Buffer.from(text).toString(encoding === 'base64' ? 'base64' : 'utf8'),
  })
}

function checkPayload(payload: string, maximumBytes: number): void {
  const bytes = Buffer.byteLength(payload)
  if (bytes > maximumBytes) {
    const message = `${bytes} byte payload is too large (limit ${maximumBytes} bytes)`
    throw new RequestTooLargeException({ message, Type: 'User', $metadata: { httpStatusCode: 413 } })
  }
  try {
    toEvent(payload)
  } catch (cause) {
    const message = `Could not parse request body into json: ${cause instanceof Error ? cause.message : cause}`
    throw new InvalidRequestContentException({ message, Type: 'User', $metadata: { httpStatusCode: 400 } })
  }
}

function invalidType(type: never): Error {
  const message = `InvocationType: got ${type}, wanted RequestResponse, Event or DryRun`
  return new InvalidParameterValueException({ message, Type: 'User', $metadata: { httpStatusCode: 400 } })
}
