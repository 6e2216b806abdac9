// Expected values: InvocationRequest and InvocationResponse in the SDK's model, and aws-facts §7.
import {
  InvalidRequestContentException,
  type InvokeCommandInput,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import { beforeEach, describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'
import { type LambdaContext, LambdaService } from '../../../simulator/services/lambda.ts'

const start = Date.UTC(2026, 10, 21, 12)
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:double'
let clock: VirtualClock
let lambda: LambdaService
let seen: { event: unknown; context: LambdaContext; atMs: number }[]

beforeEach(() => {
  clock = new VirtualClock(start)
  lambda = new LambdaService({ clock, seed: 1, duplicateProbability: 0 })
  seen = []
  registerDouble(lambda)
})

function registerDouble(service: LambdaService): void {
  service.register(
    'double',
    async (event, context) => {
      seen.push({ event, context, atMs: clock.now() - start })
      return { doubled: 2 * (event as { n: number }).n }
    },
    { timeoutSeconds: 60 },
  )
}

async function invoke(input: Partial<InvokeCommandInput> = {}, service = lambda) {
  return service.operations.Invoke({ FunctionName: 'double', Payload: encode({ n: 21 }), ...input })
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

function decode(payload: Uint8Array | undefined): unknown {
  return JSON.parse(new TextDecoder().decode(payload))
}

describe('RequestResponse', () => {
  it('runs the handler with the payload and answers with what it returns', async () => {
    const { StatusCode, FunctionError, Payload, ExecutedVersion } = await invoke()
    expect([StatusCode, FunctionError, ExecutedVersion]).toEqual([200, undefined, '$LATEST'])
    expect(decode(Payload)).toEqual({ doubled: 42 })
    expect(Payload?.transformToString()).toBe('{"doubled":42}')
    expect(seen[0].event).toEqual({ n: 21 })
  })

  it('answers null for a handler that returns nothing, and hands over an empty event without a payload', async () => {
    lambda.register('nothing', async event => void seen.push({ event } as never), { timeoutSeconds: 1 })
    expect(decode((await invoke({ FunctionName: 'nothing', Payload: undefined })).Payload)).toBeNull()
    expect(seen[0].event).toEqual({})
  })

  it('takes the payload as text too', async () => {
    expect(decode((await invoke({ Payload: '{"n": 4}' })).Payload)).toEqual({ doubled: 8 })
  })

  it('tells of an error that the handler throws, with status 200', async () => {
    lambda.register('broken', async () => Promise.reject(new InputError('got nothing')), { timeoutSeconds: 1 })
    const { StatusCode, FunctionError, Payload } = await invoke({ FunctionName: 'broken' })
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled'])
    expect(decode(Payload)).toEqual({ errorType: 'InputError', errorMessage: 'got nothing' })
    expect(lambda.failures).toEqual([])
  })

  it('is an error when the handler takes longer than its timeout', async () => {
    lambda.register('slow', () => clock.sleep(3_001), { timeoutSeconds: 3 })
    let answer: unknown
    clock.at(start, async () => {
      const { FunctionError, Payload } = await invoke({ FunctionName: 'slow' })
      answer = { FunctionError, ...(decode(Payload) as object) }
    })
    await clock.runUntil(start + 10_000)
    expect(answer).toMatchObject({
      FunctionError: 'Unhandled',
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 3.00 seconds'),
    })
  })

  it('lets a handler invoke another one and wait for it on virtual time', async () => {
    lambda.register(
      'outer',
      async () => {
        await clock.sleep(5_000)
        return decode((await invoke()).Payload)
      },
      { timeoutSeconds: 60 },
    )
    let answer: unknown
    clock.at(start, async () => {
      answer = decode((await invoke({ FunctionName: 'outer' })).Payload)
    })
    await clock.runUntil(start + 10_000)
    expect(answer).toEqual({ doubled: 42 })
    expect(seen[0].atMs).toBe(5_000)
  })
})

describe('the context', () => {
  it('knows the function, the request and the time that remains', async () => {
    lambda.register(
      'waits',
      async (_, context) => {
        const before = context.getRemainingTimeInMillis()
        await clock.sleep(10_000)
        seen.push({ event: [before, context.getRemainingTimeInMillis()], context, atMs: 0 })
      },
      { timeoutSeconds: 60 },
    )
    await invoke({ FunctionName: 'waits', InvocationType: 'Event' })
    await clock.runUntil(start + 60_000)
    expect(seen[0].event).toEqual([60_000, 50_000])
    expect(seen[0].context.functionName).toBe('waits')
    expect(seen[0].context.invokedFunctionArn).toBe('arn:aws:lambda:us-east-1:123456789012:function:waits')
    expect(seen[0].context.awsRequestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  })

  it('has another request id for every invocation', async () => {
    await invoke()
    await invoke()
    expect(new Set(seen.map(({ context }) => context.awsRequestId)).size).toBe(2)
  })
})

describe('Event', () => {
  it('answers 202 at once and runs the handler a little later', async () => {
    expect((await invoke({ InvocationType: 'Event' })).StatusCode).toBe(202)
    expect(seen).toEqual([])
    await clock.runUntil(start + 1_000)
    expect(seen.map(({ event, atMs }) => [event, atMs])).toEqual([[{ n: 21 }, 200]])
  })

  it('holds the clock until the handler has finished', async () => {
    const order: string[] = []
    lambda.register(
      'steps',
      async () => {
        for (let step = 0; step < 5; step++) await Promise.resolve()
        order.push(`handler at ${clock.now() - start}`)
      },
      { timeoutSeconds: 60 },
    )
    await invoke({ FunctionName: 'steps', InvocationType: 'Event' })
    clock.at(start + 201, () => void order.push('next event'))
    await clock.runUntil(start + 1_000)
    expect(order).toEqual(['handler at 200', 'next event'])
  })

  it('keeps what failed, without a retry and without stopping the region', async () => {
    const cause = new TypeError('no such thing')
    lambda.register('broken', async () => Promise.reject(cause), { timeoutSeconds: 1 })
    await invoke({ FunctionName: 'broken', InvocationType: 'Event' })
    await clock.runUntil(start + 3_600_000)
    expect(lambda.failures).toMatchObject([
      {
        functionName: 'broken',
        event: { n: 21 },
        errorType: 'TypeError',
        errorMessage: 'no such thing',
        cause,
        timeMs: start + 200,
      },
    ])
    expect(lambda.invocationCounts().broken).toMatchObject({ asynchronous: 1, errors: 1 })
  })

  it('gives every delivery an event of its own', async () => {
    lambda = new LambdaService({ clock, seed: 1, duplicateProbability: 1 })
    lambda.register(
      'changes',
      async event => {
        seen.push({ event: { ...(event as object) } } as never)
        Object.assign(event as object, { n: 0 })
      },
      { timeoutSeconds: 1 },
    )
    await invoke({ FunctionName: 'changes', InvocationType: 'Event' })
    await clock.runUntil(start + 10_000)
    expect(seen.map(({ event }) => event)).toEqual([{ n: 21 }, { n: 21 }])
  })

  it('is delivered twice, under one request id, as often as the region says', async () => {
    lambda = new LambdaService({ clock, seed: 1, duplicateProbability: 0.25 })
    registerDouble(lambda)
    for (let index = 0; index < 4000; index++) await invoke({ InvocationType: 'Event' })
    await clock.runUntil(start + 10_000)
    const { asynchronous, duplicates } = lambda.invocationCounts().double
    // Binomial(4000, 1/4): mean 1000, standard deviation 27; five of them.
    expect(Math.abs(duplicates - 1000)).toBeLessThan(137)
    expect(asynchronous).toBe(4000 + duplicates)
    expect(new Set(seen.map(({ context }) => context.awsRequestId)).size).toBe(4000)
  })

  it('is delivered twice in the same places for the same seed', async () => {
    const deliveries = async (seed: number): Promise<string> => {
      const own = new LambdaService({ clock, seed, duplicateProbability: 0.5 })
      seen = []
      registerDouble(own)
      for (let n = 0; n < 50; n++) await invoke({ InvocationType: 'Event', Payload: encode({ n }) }, own)
      await clock.runUntil(clock.now() + 10_000)
      return JSON.stringify(seen.map(({ event }) => event))
    }
    const first = await deliveries(7)
    expect(await deliveries(7)).toBe(first)
    expect(await deliveries(8)).not.toBe(first)
  })
})

describe('other invocations', () => {
  it('DryRun answers 204 and runs nothing', async () => {
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204)
    await clock.runUntil(start + 1_000)
    expect(seen).toEqual([])
  })

  it('a Scheduler target runs as an asynchronous event', async () => {
    lambda.invokeTarget({ arn, input: '{"n": 3}' })
    await clock.runUntil(start + 1_000)
    expect(seen.map(({ event, atMs }) => [event, atMs])).toEqual([[{ n: 3 }, 200]])
    expect(() => lambda.invokeTarget({ arn: `${arn}x`, input: '{}' })).toThrow(ResourceNotFoundException)
  })

  it.each(['double', 'double:live', arn, `${arn}:live`, '123456789012:function:double'])(
    'finds the function as %s',
    async name => {
      expect((await invoke({ FunctionName: name })).StatusCode).toBe(200)
    },
  )

  it('counts the runs of every function', async () => {
    lambda.register('idle', async () => undefined, { timeoutSeconds: 1 })
    await invoke()
    await invoke()
    await invoke({ InvocationType: 'Event' })
    await clock.runUntil(start + 1_000)
    expect(lambda.invocationCounts()).toEqual({
      double: { synchronous: 2, asynchronous: 1, duplicates: 0, errors: 0 },
      idle: { synchronous: 0, asynchronous: 0, duplicates: 0, errors: 0 },
    })
  })
})

describe('what is refused', () => {
  it('a function that does not exist', async () => {
    await expect(invoke({ FunctionName: 'nothing' })).rejects.toThrow(ResourceNotFoundException)
  })

  it('an asynchronous invocation is refused at once, not by a promise', () => {
    const input = { FunctionName: 'nothing', InvocationType: 'Event' } as const
    expect(() => lambda.operations.Invoke(input)).toThrow(ResourceNotFoundException)
  })

  it.each(['RequestResponse', 'Event'] as const)('a payload that is not JSON (%s)', async InvocationType => {
    await expect(invoke({ Payload: 'hello', InvocationType })).rejects.toThrow(InvalidRequestContentException)
  })

  const limits = [
    { InvocationType: 'RequestResponse', bytes: 6_291_456 },
    { InvocationType: 'Event', bytes: 1_048_576 },
  ] as const
  it.each(limits)('a payload above $bytes bytes ($InvocationType)', async ({ InvocationType, bytes }) => {
    const text = (length: number) => new TextEncoder().encode(`"${'x'.repeat(length - 2)}"`)
    await expect(invoke({ Payload: text(bytes + 1), InvocationType })).rejects.toThrow(RequestTooLargeException)
    expect((await invoke({ Payload: text(bytes), InvocationType })).StatusCode).toBeLessThan(300)
  })
})
