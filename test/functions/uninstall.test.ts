// The protocol: CloudFormation user guide, "Custom resource response objects": Status, Reason, PhysicalResourceId, StackId,
// RequestId, LogicalResourceId, at most 4096 bytes together, PUT to the address in the request.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uninstallDependencies } from '../../functions/uninstall/dependencies.ts'
import { explainFailure, type Failure } from '../../functions/uninstall/explain-failure.ts'
import { makeHandler } from '../../functions/uninstall/handler.ts'
import type { HeldGroup } from '../../functions/uninstall/look-for-loans.ts'
import { createGroup, createTable, makeRegion, startMs, tableName } from '../shared/aws/region.ts'

const request = {
  RequestType: 'Delete',
  ResponseURL: 'https://example.com/answer?signature=x',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Penumbra/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Restore',
  PhysicalResourceId: 'some-id',
}

const creator = { nowMs: startMs, caller: 'cloudformation' }

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

/** @param statuses of the answers to the first requests; later ones are taken */
function makeWorld(statuses: readonly number[] = []) {
  const { region, clients, calls } = makeRegion()
  createTable(region)
  region.ssm.operations.PutParameter({ Name: '/penumbra/mode', Value: 'run', Type: 'String' }, creator)
  const sent: Sent[] = []
  const slept: number[] = []
  const send = async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    const status = statuses[sent.length - 1] ?? 200
    if (status === 0) throw new TypeError('fetch failed')
    return { ok: status < 300, status }
  }
  const sleep = async (durationMs: number) => {
    slept.push(durationMs)
    await region.clock.runUntil(region.clock.now() + durationMs)
  }
  const runtime = {
    clients,
    now: () => region.clock.now(),
    sleep,
    variables: {
      PENUMBRA_TABLE_NAME: tableName,
      PENUMBRA_MODE_PARAMETER: '/penumbra/mode',
      PENUMBRA_RECONCILE_FUNCTION: 'reconcile',
      PENUMBRA_TAG_PREFIX: 'penumbra',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  }
  const handler = makeHandler(uninstallDependencies(runtime, send))
  const remaining = { getRemainingTimeInMillis: () => startMs + 840_000 - region.clock.now() }
  return {
    region,
    calls,
    sent,
    slept,
    handle: (event: unknown) => handler(event, remaining),
    answer: () => JSON.parse(String(sent.at(-1)?.init.body)),
  }
}

describe('the answer to CloudFormation', () => {
  it('is one PUT without a content type, with the ids of the request', async () => {
    const world = makeWorld()
    await expect(world.handle(request)).resolves.toEqual({ status: 'SUCCESS' })
    expect(world.sent).toHaveLength(1)
    expect(world.sent[0]).toMatchObject({
      url: request.ResponseURL,
      init: { method: 'PUT', headers: { 'content-type': '' } },
    })
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = request
    expect(world.answer()).toEqual({
      Status: 'SUCCESS',
      Reason: 'every group has been given back what it had',
      StackId,
      RequestId,
      LogicalResourceId,
      PhysicalResourceId,
    })
  })

  it('gives the resource a name that is the same for every creation', async () => {
    const world = makeWorld()
    const { PhysicalResourceId: _, ...create } = { ...request, RequestType: 'Create' }
    await world.handle(create)
    expect(world.answer()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'penumbra-uninstall' })
  })

  it('is tried again while the network or S3 fails', async () => {
    const world = makeWorld([503, 0, 500])
    await world.handle({ ...request, RequestType: 'Create' })
    expect(world.sent).toHaveLength(4)
    expect(world.slept).toEqual([1_000, 2_000, 4_000])
  })

  it('that cannot be delivered in five tries is an error of the function', async () => {
    const world = makeWorld([403, 403, 403, 403, 403])
    await expect(world.handle({ ...request, RequestType: 'Create' })).rejects.toThrow('got status 403, wanted 200')
    expect(world.sent).toHaveLength(5)
  })

  it('goes by TLS alone: whoever asks for another way, by hand, gets an error and changes nothing', async () => {
    for (const ResponseURL of ['http://127.0.0.1:9001/', 'file:///etc/passwd', '']) {
      const world = makeWorld()
      await expect(world.handle({ ...request, ResponseURL })).rejects.toThrow('ResponseURL')
      expect([world.sent, world.calls]).toEqual([[], []])
    }
  })

  it('is that it failed, with the reason, when anything goes wrong', async () => {
    const world = makeWorld()
    Object.assign(world.region.ssm.operations, {
      GetParameter: () => {
        throw new Error(`not authorized: ${'"\u{1f31a}'.repeat(3000)}`)
      },
    })
    await expect(world.handle(request)).resolves.toEqual({ status: 'FAILED' })
    expect(world.answer().Reason).toMatch(/^Penumbra could not restore its groups: not authorized: /)
    expect(Buffer.byteLength(String(world.sent[0].init.body))).toBeLessThanOrEqual(4096)
  })

  it('is that it failed when the function that restores is gone or broken, with the commands to restore by hand', async () => {
    const world = makeWorld()
    createGroup(world.region, { tags: { 'penumbra:managed': 'true' } })
    await expect(world.handle(request)).resolves.toEqual({ status: 'FAILED' })
    const { Reason } = world.answer()
    expect(Reason).toContain("web: MinSize 2, the team's is 2 (Function not found")
    expect(Reason).toContain(
      'aws autoscaling delete-tags --region us-east-1 --tags ResourceId=web,ResourceType=auto-scaling-group,Key=penumbra:managed',
    )
    expect(Reason).toContain('--retain-resources Restore')
    // Without progress it gives up long before its own time is over, and CloudFormation's.
    expect(world.region.clock.now() - startMs).toBeLessThanOrEqual(6 * 60_000)
  })

  it('comes before the function is cut off, however little time is left', async () => {
    const world = makeWorld()
    createGroup(world.region, { tags: { 'penumbra:managed': 'true' } })
    await world.region.clock.runUntil(startMs + 800_000)
    await expect(world.handle(request)).resolves.toEqual({ status: 'FAILED' })
    expect(world.region.clock.now()).toBeLessThan(startMs + 840_000)
  })

  it('comes before the function is cut off where every shard takes as long as reconcile may run', async () => {
    const world = makeWorld()
    for (let index = 0; index < 300; index++) {
      createGroup(world.region, { AutoScalingGroupName: `web-${index}`, tags: { 'penumbra:managed': 'true' } })
    }
    Object.assign(world.region.lambda.operations, {
      Invoke: async () => {
        await world.region.clock.runUntil(world.region.clock.now() + 54_000)
        throw new Error('Task timed out after 54.00 seconds')
      },
    })
    await world.region.clock.runUntil(startMs + 740_000)
    await expect(world.handle(request)).resolves.toEqual({ status: 'FAILED' })
    expect(world.region.clock.now()).toBeLessThan(startMs + 840_000)
    expect(world.answer().Reason).toMatch(/^300 groups still hold .* \(Task timed out after 54.00 seconds\)/s)
  })
})

describe('the kill switch', () => {
  const mode = ({ region }: ReturnType<typeof makeWorld>) =>
    region.ssm.operations.GetParameter({ Name: '/penumbra/mode' }, creator).Parameter?.Value

  it('says restore from the beginning of a deletion, also where somebody has deleted it', async () => {
    const world = makeWorld()
    await world.handle(request)
    expect(mode(world)).toBe('restore')
    world.region.ssm.operations.DeleteParameter({ Name: '/penumbra/mode' }, creator)
    await expect(world.handle(request)).resolves.toEqual({ status: 'SUCCESS' })
    expect(mode(world)).toBe('restore')
  })

  it('is set again when somebody sets it back meanwhile', async () => {
    const world = makeWorld()
    createGroup(world.region, { tags: { 'penumbra:enabled': 'true' } })
    world.region.clock.at(startMs + 30_000, () => {
      world.region.ssm.operations.PutParameter({ Name: '/penumbra/mode', Value: 'run', Overwrite: true }, creator)
    })
    await expect(world.handle(request)).resolves.toEqual({ status: 'SUCCESS' })
    expect(mode(world)).toBe('restore')
  })
})

describe('the reason of a failure', () => {
  const failure = (held: readonly HeldGroup[], errors: Record<string, string> = {}): Failure => ({
    held,
    errors,
    modeBefore: 'run',
    modeParameterName: '/penumbra/mode',
    tagPrefix: 'acme',
    logicalResourceId: 'Restore',
    region: 'eu-west-1',
  })
  const held = (name: string, changes: Partial<HeldGroup> = {}): HeldGroup => ({
    name,
    minSize: 12,
    teamMinSize: 2,
    hasPool: false,
    ...changes,
  })

  it('has a command for everything that stands, and for nothing else', () => {
    const text = (changes: Partial<HeldGroup>) => explainFailure(failure([held('web', changes)]), 4000)
    expect(text({})).toContain(
      'update-auto-scaling-group --region eu-west-1 --auto-scaling-group-name web --min-size 2 ',
    )
    expect(text({})).not.toContain('delete-warm-pool')
    expect(text({})).toContain('Key=acme:managed')
    expect(text({ hasPool: true })).toContain(
      'delete-warm-pool --region eu-west-1 --auto-scaling-group-name web --force',
    )
    expect(text({ minSize: 2 })).not.toContain('update-auto-scaling-group')
    expect(text({ teamMinSize: undefined })).toContain("the team's is in its scheduled action penumbra-floor-expiry")
  })

  it('has commands that mean the group, whatever it is called', () => {
    const text = explainFailure(failure([held("-o'hara, [b]=1")]), 4000)
    expect(text).toContain(`--auto-scaling-group-name='-o'\\''hara, [b]=1' --min-size 2 `)
    expect(text).toContain(
      `--tags '[{"ResourceId":"-o'\\''hara, [b]=1","ResourceType":"auto-scaling-group","Key":"acme:managed"}]'`,
    )
  })

  it('says that the kill switch stays, and what it was', () => {
    expect(explainFailure(failure([held('web')]), 4000)).toContain('/penumbra/mode stays restore (it was run)')
  })

  it('counts the groups that do not fit', () => {
    const names = Array.from({ length: 100 }, (_, index) => `group-${index}`)
    const text = explainFailure(failure(names.map(name => held(name))), 3500)
    const told = names.filter(name => text.includes(`\n${name}: `)).length
    expect(told).toBeGreaterThan(5)
    expect(text).toMatch(/^100 groups still hold/)
    expect(text).toContain(`… and ${100 - told} more`)
  })

  it('stays within what CloudFormation takes, whatever the groups are called', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 255 })
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), fc.string({ maxLength: 5000 }), (names, error) => {
        const errors = Object.fromEntries(names.map(each => [each, error]))
        const text = explainFailure(
          failure(
            names.map(each => held(each, { hasPool: true })),
            errors,
          ),
          3500,
        )
        expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(3500)
        expect(text).toContain('Last resort')
      }),
      { numRuns: 50 },
    )
  })
})
