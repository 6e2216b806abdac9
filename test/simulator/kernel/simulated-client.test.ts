import {
  AutoScalingClient,
  AutoScalingServiceException,
  DescribeAutoScalingGroupsCommand,
  DescribeWarmPoolCommand,
  paginateDescribeAutoScalingGroups,
  ResourceContentionFault,
  ScalingActivityInProgressFault,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'
import { type SimulatedService, unmodelledError } from '../../../simulator/kernel/service.ts'
import { type CallRecord, simulateClient, VirtualRetryStrategy } from '../../../simulator/kernel/simulated-client.ts'

const startMs = Date.UTC(2026, 2, 2)

const throttling = () => unmodelledError(AutoScalingServiceException, 'Throttling', 'Rate exceeded')
const contention = () => new ResourceContentionFault({ message: 'contention', $metadata: { httpStatusCode: 500 } })
const inProgress = () => new ScalingActivityInProgressFault({ message: 'busy', $metadata: { httpStatusCode: 400 } })

/** A client whose SetDesiredCapacity throws the given errors one after the other and then succeeds. */
function makeWorld(errors: Error[] = []) {
  const clock = new VirtualClock(startMs)
  const calls: CallRecord[] = []
  const service: SimulatedService = {
    name: 'AutoScaling',
    operations: {
      SetDesiredCapacity: () => {
        const error = errors.shift()
        if (error !== undefined) throw error
        return {}
      },
      DescribeAutoScalingGroups: ({ NextToken = '0' }: { NextToken?: string }) => ({
        AutoScalingGroups: [{ AutoScalingGroupName: `page-${NextToken}` }],
        NextToken: NextToken === '2' ? undefined : String(Number(NextToken) + 1),
      }),
    },
  }
  const client = new AutoScalingClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'SIMULATED', secretAccessKey: 'simulated' },
    maxAttempts: 3,
    retryStrategy: new VirtualRetryStrategy(ms => clock.sleep(ms, { thenTimer: true }), new RandomStream(1, 'retry')),
  })
  simulateClient(client, 'reconcile', {
    services: new Map([['AutoScaling', service]]),
    now: () => clock.now(),
    onCall: call => calls.push(call),
  })
  return { clock, calls, client }
}

const setDesired = (name = 'web') => new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity: 3 })

/** Runs `act` as a handler of the clock, and gives its outcome and when it came. */
async function inHandler<Answer>(clock: VirtualClock, act: () => Promise<Answer>) {
  let outcome: { answer?: Answer; error?: unknown; atMs: number } | undefined
  clock.at(startMs, async () => {
    try {
      outcome = { answer: await act(), atMs: clock.now() }
    } catch (error) {
      outcome = { error, atMs: clock.now() }
    }
  })
  await clock.runUntil(startMs + 60_000)
  if (outcome === undefined) throw new Error('got no outcome within a minute, wanted one')
  return outcome
}

describe('a simulated client', () => {
  it('answers a command with what the service says, at the first attempt and without passing time', async () => {
    const { clock, client } = makeWorld()
    const { answer, atMs } = await inHandler(clock, () => client.send(setDesired()))
    expect(answer?.$metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 })
    expect(atMs).toBe(startMs)
  })

  it("is paged through by the SDK's own paginator", async () => {
    const { client } = makeWorld()
    const names: unknown[] = []
    for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client }, {})) {
      names.push(...AutoScalingGroups.map(group => group.AutoScalingGroupName))
    }
    expect(names).toEqual(['page-0', 'page-1', 'page-2'])
  })

  it('logs every call with its time, caller, service, operation and input, and no error when there was none', async () => {
    const { clock, calls, client } = makeWorld()
    await clock.runUntil(startMs + 90_000)
    await client.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['web'] }))
    expect(calls).toEqual([
      {
        timeMs: startMs + 90_000,
        caller: 'reconcile',
        service: 'AutoScaling',
        operation: 'DescribeAutoScalingGroups',
        input: { AutoScalingGroupNames: ['web'] },
      },
    ])
  })

  it('says which call the simulated region does not have', async () => {
    const { client, calls } = makeWorld()
    const call = async () => client.send(new DescribeWarmPoolCommand({ AutoScalingGroupName: 'web' }))
    await expect(call).rejects.toThrow(
      'got a call of AutoScaling.DescribeWarmPool, wanted one that the simulated region has',
    )
    expect(calls).toEqual([])
  })
})

describe("the SDK's retries", () => {
  it('succeed at the second attempt after a throttled first, a little later in virtual time', async () => {
    const { clock, calls, client } = makeWorld([throttling()])
    const { answer, atMs } = await inHandler(clock, () => client.send(setDesired()))
    expect(answer?.$metadata.attempts).toBe(2)
    expect(calls.map(call => call.error)).toEqual(['Throttling', undefined])
    expect(calls[1].timeMs).toBe(atMs)
    // Full jitter under 1000 ms after a throttled first attempt (SDK standard mode).
    expect(atMs - startMs).toBeLessThan(1000)
  })

  it.each([
    ['Throttling', throttling],
    ['ResourceContentionFault', contention],
  ])('give up after three attempts; %s keeps its class, its name and the attempts', async (name, makeError) => {
    const first = makeError()
    const { clock, calls, client } = makeWorld([first, makeError(), makeError(), makeError()])
    const { error, atMs } = await inHandler(clock, () => client.send(setDesired()))
    expect(error).toBeInstanceOf(first.constructor)
    expect(error).toMatchObject({ name, $metadata: { attempts: 3 } })
    expect(calls.map(call => call.error)).toEqual([name, name, name])
    const times = calls.map(call => call.timeMs)
    expect(times[0]).toBe(startMs)
    expect(times[2]).toBeGreaterThan(times[0])
    expect(times[2]).toBe(atMs)
  })

  it('are not made for an error that trying again does not mend', async () => {
    const { clock, calls, client } = makeWorld([inProgress(), inProgress()])
    const { error, atMs } = await inHandler(clock, () => client.send(setDesired()))
    expect(error).toBeInstanceOf(ScalingActivityInProgressFault)
    expect(calls).toHaveLength(1)
    expect(atMs).toBe(startMs)
  })

  it('leave the clock to others: events due before the next attempt run before it', async () => {
    const { clock, calls, client } = makeWorld([throttling(), throttling()])
    const seen: number[] = []
    clock.every(1, startMs + 1, timeMs => {
      if (timeMs <= startMs + 3000) seen.push(calls.filter(call => call.timeMs < timeMs).length)
    })
    await inHandler(clock, () => client.send(setDesired()))
    expect(seen[0]).toBe(1)
    expect(seen.at(-1)).toBe(3)
    expect(seen).toEqual(seen.toSorted())
  })

  it('of calls that are throttled side by side are spread by the jitter, each at its own time', async () => {
    const { clock, calls, client } = makeWorld(Array.from({ length: 8 }, throttling))
    const names = ['a', 'b', 'c', 'd']
    const { answer } = await inHandler(clock, () => Promise.all(names.map(name => client.send(setDesired(name)))))
    expect(answer?.map(output => output.$metadata.attempts)).toHaveLength(4)
    const times = calls.map(call => call.timeMs)
    expect(times).toHaveLength(12)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(times.slice(4)).size).toBe(8)
    // Full jitter: under 1000 ms after the first attempt and under 2000 ms after the second (SDK standard mode, throttled).
    for (const name of names) {
      const own = calls.filter(call => JSON.stringify(call.input).includes(`"${name}"`)).map(call => call.timeMs)
      own.slice(1).forEach((timeMs, retry) => {
        expect(timeMs - own[retry]).toBeLessThan(1000 * 2 ** retry)
      })
    }
  })

  it('are equal for equal seeds, however many calls are throttled side by side', async () => {
    const callsOf = async () => {
      const { clock, calls, client } = makeWorld(Array.from({ length: 30 }, throttling))
      const names = Array.from({ length: 20 }, (_, index) => `group-${index}`)
      await inHandler(clock, () => Promise.allSettled(names.map(name => client.send(setDesired(name)))))
      return calls
    }
    const calls = await callsOf()
    expect(calls.filter(call => call.error === undefined).length).toBeGreaterThan(10)
    expect(await callsOf()).toEqual(calls)
  })
})
