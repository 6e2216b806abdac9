// Puts a simulated service behind a real SDK v3 client. Commands, paginators, error classes and the retry loop are the SDK's
// own; only the wire is left out. A command is answered in the first middleware (about a microsecond); an error that the SDK
// would retry goes through the SDK's own retry middleware, with its back-off slept in virtual time.
import { isThrottlingError, isTransientError, Retry, retryMiddleware, StandardRetryStrategy } from '@smithy/core/retry'
import type { ApiCall } from '../iam/actions/required-actions.ts'
import type { RandomStream } from './random.ts'
import type { CallContext, SimulatedService } from './service.ts'

/** One answered call, as `--calls` writes it. */
export interface CallRecord {
  readonly timeMs: number
  readonly caller: string
  readonly service: string
  readonly operation: string
  readonly input: unknown
  readonly error?: string
}

export interface SimulatedEndpoint {
  readonly services: ReadonlyMap<string, SimulatedService>
  readonly now: () => number
  readonly onCall: (call: CallRecord) => void
  /** Throws the service's AccessDenied for what the caller is not allowed to do; default: everything is allowed. */
  readonly authorize?: (call: ApiCall) => void
  /** Takes as long as a call is on its way; it reaches the service at the end of it. @default no time at all */
  readonly travel?: (service: string, operation: string) => Promise<void>
}

type RetryOptions = Parameters<typeof retryMiddleware>[0]
type SdkHandler = Parameters<ReturnType<typeof retryMiddleware>>[0]
type SdkContext = Parameters<ReturnType<typeof retryMiddleware>>[1]

/** What this module needs of any SDK client. */
interface SdkClient {
  readonly config: object
  readonly middlewareStack: {
    add(
      middleware: (next: SdkHandler, context: SdkContext) => SdkHandler,
      options: { name: string; step: 'initialize'; priority: 'high' },
    ): void
  }
}

/** Thrown when Penumbra calls what the simulated region does not have: a gap in the simulator, never an AWS error. */
class NotSimulatedError extends Error {}

/** @param caller in whose name every call of this client is logged */
export function simulateClient(client: unknown, caller: string, endpoint: SimulatedEndpoint): void {
  const { config, middlewareStack } = client as SdkClient
  const retry = retryMiddleware(config as RetryOptions)
  middlewareStack.add(
    (_next, context) => {
      const call = operationOf(context, caller, endpoint)
      const arrive: SdkHandler = args => {
        try {
          return answered(call(args.input))
        } catch (error) {
          if (isRetryable(error)) return retryAfter(error, retry, context, args, call)
          return Promise.reject(error)
        }
      }
      const { travel } = endpoint
      return travel === undefined ? arrive : args => travel(...namesOf(context)).then(() => arrive(args))
    },
    { name: 'simulatedRegion', step: 'initialize', priority: 'high' },
  )
}

/** The SDK's standard strategy (its quota, its refusals, its delays), except that it waits in virtual time. */
export class VirtualRetryStrategy extends StandardRetryStrategy {
  readonly #sleep: (durationMs: number) => Promise<void>
  readonly #random: RandomStream

  constructor(sleep: (durationMs: number) => Promise<void>, random: RandomStream) {
    // The strategy itself is told to wait 0 ms, since it would do so in real time.
    super({ maxAttempts: 3, backoff: { setDelayBase: () => {}, computeNextBackoffDelay: () => 0 } })
    this.#sleep = sleep
    this.#random = random
  }

  override async refreshRetryTokenForRetry(
    ...[token, errorInfo]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    const nextToken = await super.refreshRetryTokenForRetry(token, errorInfo)
    // Full jitter up to 20 s, as the SDK's own back-off.
    const baseMs = errorInfo.errorType === 'THROTTLING' ? Retry.throttlingDelay() : Retry.delay()
    const longestMs = Math.min(baseMs * 2 ** token.getRetryCount(), 20_000)
    await this.#sleep(Math.floor(this.#random.uniform() * longestMs))
    return nextToken
  }
}

type Call = (input: unknown) => object

function operationOf(context: SdkContext, caller: string, endpoint: SimulatedEndpoint): Call {
  const [service, operation] = namesOf(context)
  const implementation = endpoint.services.get(service)?.operations[operation] as
    | ((input: unknown, context: CallContext) => object)
    | undefined
  if (implementation === undefined) {
    throw new NotSimulatedError(`got a call of ${service}.${operation}, wanted one that the simulated region has`)
  }
  return input => {
    const timeMs = endpoint.now()
    try {
      endpoint.authorize?.({ service, operation, input })
      const output = implementation(input, { nowMs: timeMs, caller })
      endpoint.onCall({ timeMs, caller, service, operation, input })
      return output
    } catch (error) {
      endpoint.onCall({ timeMs, caller, service, operation, input, error: error instanceof Error ? error.name : '?' })
      throw error
    }
  }
}

function namesOf({ clientName = '', commandName = '' }: SdkContext): [service: string, operation: string] {
  return [clientName.replace(/Client$/, ''), commandName.replace(/Command$/, '')]
}

/** Most operations answer at once; a synchronous Lambda invocation answers when its handler has. */
async function answered(answer: object | Promise<object>): ReturnType<SdkHandler> {
  const output = answer instanceof Promise ? await answer : answer
  return { output: { ...output, $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 } }, response: {} }
}

/** The first attempt has failed already; the SDK's retry loop hears of that error and makes the further attempts. */
function retryAfter(
  firstError: unknown,
  retry: ReturnType<typeof retryMiddleware>,
  context: SdkContext,
  args: Parameters<SdkHandler>[0],
  call: Call,
): ReturnType<SdkHandler> {
  let pending = firstError
  const attempts = retry(async ({ input }) => {
    const error = pending
    pending = undefined
    if (error !== undefined) throw error
    return answered(call(input))
  }, context)
  return attempts(args)
}

function isRetryable(error: unknown): boolean {
  const sdkError = error as Parameters<typeof isThrottlingError>[0]
  return sdkError?.$metadata !== undefined && (isThrottlingError(sdkError) || isTransientError(sdkError))
}
