// Law 2 at the end of it all: what was lent goes back before the stack goes, or the stack stays and says why.
import { AutoScalingServiceException } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { uninstallDependencies } from '../../functions/uninstall/dependencies.ts'
import { makeHandler } from '../../functions/uninstall/handler.ts'
import { environmentNames } from '../../shared/runtime/env.ts'
import { functionNames, modeParameterName, tableName } from '../../simulator/control-plane.ts'
import { unmodelledError } from '../../simulator/kernel/service.ts'
import { context, putBody } from './inspect.ts'
import { deleteCustomResource, deleteEvent, deleteStack, leftOf } from './stack-deletion.ts'
import { acting, bursty, makeWorld, minuteMs, type World } from './world.ts'

/** Where a warm pool pays: bursts that are worth the same whatever has been spent. */
const unstinted = { ...acting, 'penumbra:miss-cost-ratio': '20', 'penumbra:budget': '1000' }

const isRaised = (world: World, name: string) => world.group(name).minSize > 2
const isPoolLent = (world: World, name: string) => world.group(name).fleet.pool !== undefined

async function until(world: World, happened: () => boolean): Promise<void> {
  for (let minutes = 0; minutes < 18 * 60; minutes += 5) {
    if (happened()) return
    await world.pass(5 / 60)
  }
  throw new Error('got nothing of the kind within 18 hours')
}

const modeOf = (world: World) =>
  world.region.ssm.operations.GetParameter({ Name: modeParameterName }, context).Parameter?.Value

/** Must be called before the first call of the world: clients keep the operations that they have used. */
function breakable(world: World) {
  const denied = new Set<string>()
  const stale = { fromMs: 0, untilMs: 0 }
  const { UpdateAutoScalingGroup } = world.region.autoScaling.operations
  const { GetParameter } = world.region.ssm.operations
  Object.assign(world.region.autoScaling.operations, {
    UpdateAutoScalingGroup: (...args: Parameters<typeof UpdateAutoScalingGroup>) => {
      if (!denied.has(args[0].AutoScalingGroupName ?? '')) return UpdateAutoScalingGroup(...args)
      throw unmodelledError(AutoScalingServiceException, 'AccessDenied', 'User is not authorized to perform this')
    },
  })
  Object.assign(world.region.ssm.operations, {
    GetParameter: (...args: Parameters<typeof GetParameter>) => {
      const { caller, nowMs } = args[1]
      const isStale = caller === 'reconcile' && nowMs >= stale.fromMs && nowMs < stale.untilMs
      return isStale ? { Parameter: { Value: 'run' } } : GetParameter(...args)
    },
  })
  return {
    /** Groups of which every change of MinSize is denied. */
    denied,
    /** When `reconcile` believes that the kill switch says run, epoch milliseconds. */
    stale,
  }
}

describe('deleting the stack', () => {
  test('fails while one group cannot be restored, restores the others, and succeeds once the cause is mended', async () => {
    const world = await makeWorld([
      { name: 'bad' },
      { name: 'pooled', tags: unstinted, demandRps: bursty },
      { name: 'other', tags: {} },
    ])
    const { denied } = breakable(world)
    world.putLaunchHook('pooled')
    await until(world, () => isRaised(world, 'bad') && isRaised(world, 'pooled') && isPoolLent(world, 'pooled'))
    const floor = world.group('bad').minSize
    denied.add('bad')
    const startMs = world.region.clock.now()

    const first = await deleteStack(world)
    expect(first.response.Status).toBe('FAILED')
    const { Reason } = first.response
    expect(Reason).toMatch(/^One group still holds what Penumbra has lent. The stack stays, and \/penumbra\/mode stays/)
    expect(Reason).toContain(`bad: MinSize ${floor}, the team's is 2 (AccessDenied: User is not authorized`)
    expect(Reason).toContain(
      'aws autoscaling update-auto-scaling-group --region us-east-1 --auto-scaling-group-name bad',
    )
    expect(Reason).not.toContain('pooled')
    expect(Buffer.byteLength(JSON.stringify(first.response))).toBeLessThanOrEqual(4096)
    expect(world.region.clock.now() - startMs).toBeLessThan(14 * minuteMs)
    expect(world.group('pooled').minSize).toBe(2)
    expect(leftOf(world, 'pooled')).toEqual([])
    expect(modeOf(world)).toBe('restore')
    expect(Object.keys(world.region.lambda.invocationCounts()).sort()).toEqual(Object.values(functionNames).sort())
    const told = world.region.sns.published.filter(({ attributes }) => attributes.cause === 'restore-failing')
    expect(told.map(({ attributes }) => attributes.severity)).toEqual(['critical'])

    // It backs off by now; that must not delay the second attempt.
    denied.clear()
    const againMs = world.region.clock.now()
    const second = await deleteStack(world)
    expect(second.response).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'penumbra-uninstall' })
    expect(world.region.clock.now() - againMs).toBeLessThan(5 * minuteMs)
    expect(world.group('bad').minSize).toBe(2)
    for (const name of ['bad', 'pooled', 'other']) expect(leftOf(world, name), name).toEqual([])
    expect(second.deleted.indexOf('Custom::PenumbraUninstall')).toBeLessThan(
      second.deleted.indexOf('AWS::Lambda::Function'),
    )
    expect(world.mutations('other')).toEqual([])

    const calls = world.calls.length
    await world.pass(2)
    expect(world.calls.length).toBe(calls)
    for (const name of ['bad', 'pooled']) expect(world.group(name).minSize).toBe(2)
  })

  test('waits until a run that began before the kill switch was set cannot raise a floor again', async () => {
    const world = await makeWorld([{}])
    const { stale } = breakable(world)
    await until(world, () => isRaised(world, 'web'))
    const startMs = world.region.clock.now()
    // As if it had been read before the switch was set, by a run that comes to its change only now.
    Object.assign(stale, { fromMs: startMs + 20_000, untilMs: startMs + 75_000 })
    const { response } = await deleteStack(world)
    expect(response.Status).toBe('SUCCESS')
    const raised = world.calls.filter(({ caller, operation, timeMs, input }) => {
      const { MinSize = 0 } = input as { readonly MinSize?: number }
      return caller === 'reconcile' && operation === 'UpdateAutoScalingGroup' && timeMs > startMs && MinSize > 2
    })
    expect(raised.length).toBeGreaterThan(0)
    expect(world.group().minSize).toBe(2)
    expect(leftOf(world, 'web')).toEqual([])
  })

  test('is done at once where no group is opted in, and wakes nobody', async () => {
    const world = await makeWorld([{ tags: {} }])
    const startMs = world.region.clock.now()
    const { response } = await deleteStack(world)
    expect(response.Status).toBe('SUCCESS')
    expect(world.region.clock.now() - startMs).toBeLessThanOrEqual(minuteMs)
    expect(world.region.sns.published).toEqual([])
  })

  test('ends well when it was killed half-way, when it runs twice at once, and when a group goes meanwhile', async () => {
    const world = await makeWorld([{ name: 'a' }, { name: 'b' }])
    await until(world, () => isRaised(world, 'a') && isRaised(world, 'b'))
    // Cut off after its first round: the kill switch is set, the answer never comes.
    const killed = makeHandler(uninstallDependencies(runtimeThatStops(world), async () => ({ ok: false, status: 500 })))
    void killed(deleteEvent, { getRemainingTimeInMillis: () => 600_000 })
    await world.pass(1 / 60)
    expect(modeOf(world)).toBe('restore')
    const input = { AutoScalingGroupName: 'b', ForceDelete: true }
    world.region.autoScaling.operations.DeleteAutoScalingGroup(input, { ...context, nowMs: world.region.clock.now() })
    const twice = await deleteCustomResource(world, 2)
    expect(twice.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS'])
    expect(world.group('a').minSize).toBe(2)
    expect(leftOf(world, 'a')).toEqual([])
  })

  test('restores a group whose memory cannot be read from the expiry, which holds the MinSize of the team', async () => {
    const world = await makeWorld([{}])
    await until(world, () => isRaised(world, 'web'))
    putBody(world, 'memory', 'not json')
    const { response } = await deleteStack(world)
    expect(response.Status).toBe('SUCCESS')
    expect(world.group().minSize).toBe(2)
    expect(leftOf(world, 'web')).toEqual([])
  })
})

test.each(['Create', 'Update'])('on %s the kill switch is left alone', async RequestType => {
  const world = await makeWorld([{ tags: {} }])
  const Payload = new TextEncoder().encode(JSON.stringify({ ...deleteEvent, RequestType }))
  await world.region.lambda.operations.Invoke({ FunctionName: functionNames.uninstall, Payload })
  expect(world.controlPlane.stackResponses).toMatchObject([{ Status: 'SUCCESS', RequestId: deleteEvent.RequestId }])
  expect(modeOf(world)).toBe('run')
})

function runtimeThatStops(world: World) {
  return {
    clients: world.region.clients('uninstall'),
    now: () => world.region.clock.now(),
    sleep: () => new Promise<void>(() => {}),
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.reconcileFunctionName]: functionNames.reconcile,
      [environmentNames.tagPrefix]: 'penumbra',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  }
}
