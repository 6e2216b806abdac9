// The laws of the design that hold so far, each tried to be broken on the simulated region with the real handlers.
import { describe, expect, test } from 'vitest'
import { modeParameterName, tableName } from '../../simulator/control-plane.ts'
import { anotherReconcile, context, item, putBody, scheduledActions, stateOf } from './inspect.ts'
import { acting, daily, hourMs, makeWorld, minuteMs, type World } from './world.ts'

/** Runs until Penumbra has put a floor above the team's MinSize in place. */
async function untilRaised(world: World, name = 'web'): Promise<void> {
  for (let minutes = 0; minutes < 18 * 60; minutes += 10) {
    await world.pass(1 / 6)
    if (world.group(name).minSize > 2) return
  }
  throw new Error('got no floor within 18 hours')
}

describe('law 1: not opted in, never touched', () => {
  test('a group without the tag gets no mutating call, whatever its neighbour gets', async () => {
    const world = await makeWorld([{ name: 'web' }, { name: 'other', tags: { team: 'x' } }])
    await world.pass(14)
    expect(world.mutations('web').length).toBeGreaterThan(0)
    expect(world.mutations('other')).toEqual([])
    expect(world.mutations().every(call => JSON.stringify(call.input).includes('"web"'))).toBe(true)
  })

  test.each(['false', 'TRUE', 'yes'])('penumbra:enabled=%s does not opt in', async value => {
    const world = await makeWorld([{ tags: { ...acting, 'penumbra:enabled': value } }])
    await world.pass(14)
    expect(world.mutations()).toEqual([])
  })
})

describe('law 2: opt-out puts everything back', () => {
  test('removing the opt-in tag gives MinSize back, cancels the expiry and removes the managed tag, within two minutes', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    expect(world.group().tags.get('penumbra:managed')?.value).toBe('true')
    world.removeTag('penumbra:enabled')
    await world.pass(2 / 60)
    expect(world.group().minSize).toBe(2)
    expect(scheduledActions(world)).toEqual([])
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
    expect(item(world, 'memory')).toBeUndefined()
    const before = world.mutations().length
    await world.pass(3)
    expect(world.mutations().length).toBe(before)
  })

  test('what is changed is remembered before the first change, and the managed tag comes first', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    const operations = world.calls
      .filter(call => call.caller === 'reconcile' && /^(Create|Put|Update)/.test(call.operation))
      .filter(call => call.service === 'AutoScaling' || JSON.stringify(call.input).includes('"memory"'))
      .map(call => call.operation)
    expect(operations.slice(0, 5)).toEqual([
      'CreateOrUpdateTags',
      'PutItem',
      'PutScheduledUpdateGroupAction',
      'PutItem',
      'UpdateAutoScalingGroup',
    ])
  })
})

describe('law 3: floors, not targets; everything borrowed expires', () => {
  test('when Penumbra dies, AWS itself gives MinSize back within 32 minutes', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    for (const name of ['penumbra-tick', 'penumbra-learn']) {
      world.region.scheduler.operations.DeleteSchedule({ Name: name }, context)
    }
    await world.pass(32 / 60)
    expect(world.group().minSize).toBe(2)
  })

  test('while Penumbra lives, a floor never runs out: its expiry is always more than ten minutes away', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    for (let minutes = 0; minutes < 120; minutes += 5) {
      await world.pass(5 / 60)
      if (world.group().minSize === 2) continue
      const [expiry] = scheduledActions(world)
      expect(expiry.MinSize).toBe(2)
      expect(expiry.StartTime!.getTime() - world.region.clock.now()).toBeGreaterThan(10 * minuteMs)
    }
  })

  test("a MinSize that Penumbra did not write becomes the team's new baseline", async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    world.setMinSize(3)
    await world.pass(2 / 60)
    expect(world.group().minSize).toBeGreaterThan(3)
    world.removeTag('penumbra:enabled')
    await world.pass(2 / 60)
    expect(world.group().minSize).toBe(3)
  })

  test('desired capacity is never set and no scaling policy is touched', async () => {
    const world = await makeWorld([{}])
    await world.pass(14)
    const operations = new Set(world.mutations().map(call => call.operation))
    expect([...operations].sort()).toEqual([
      'CreateOrUpdateTags',
      'PutScheduledUpdateGroupAction',
      'UpdateAutoScalingGroup',
    ])
    for (const { operation, input } of world.mutations()) {
      if (operation === 'UpdateAutoScalingGroup') {
        expect(Object.keys(input as object).sort()).toEqual(['AutoScalingGroupName', 'MinSize'])
      }
    }
  })

  test('a floor never exceeds MaxSize or the cost cap', async () => {
    // 1.00 USD/h at 0.096 USD/h an instance is at most 10 instances; demand would take 25.
    const capped = await makeWorld([{ tags: { ...acting, 'penumbra:max-hourly-cost': '1' } }])
    await capped.pass(14)
    const floors = capped.decisions.map(({ decision }) => decision.floorAfter)
    expect(Math.max(...floors)).toBe(10)
    const small = await makeWorld([{}], { scenario: { group: { maxSize: 7 } } as never })
    await small.pass(14)
    expect(Math.max(...small.decisions.map(({ decision }) => decision.floorAfter))).toBe(7)
  })

  test('a group whose ScheduledActions process is suspended is left alone, and what stands is put back', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    const { operations } = world.region.autoScaling
    operations.SuspendProcesses({ AutoScalingGroupName: 'web', ScalingProcesses: ['ScheduledActions'] }, context)
    await world.pass(3 / 60)
    expect(world.group().minSize).toBe(2)
    const before = world.mutations().length
    await world.pass(2)
    expect(world.mutations().length).toBe(before)
    expect(world.decisions.at(-1)?.decision.reason).toContain('ScheduledActions process is suspended')
  })
})

describe('a group without a scaling policy that scales in', () => {
  test('is only observed: a floor would only ever go up', async () => {
    const world = await makeWorld([{}])
    const policy = { AutoScalingGroupName: 'web', PolicyName: 'target-tracking' }
    world.region.autoScaling.operations.DeletePolicy(policy, context)
    await world.pass(14)
    expect(world.mutations()).toEqual([])
    expect(world.decisions.at(-1)?.decision.reason).toContain('can scale it in')
  })
})

describe('law 7: what is set is read back', () => {
  test('a MinSize that AWS did not take is a failure, told after the third, and not believed', async () => {
    const world = await makeWorld([{}])
    const { operations } = world.region.autoScaling
    Object.assign(operations, { UpdateAutoScalingGroup: () => ({}) })
    await world.pass(14)
    expect(world.controlPlane.counters.GroupsFailed).toBeGreaterThan(3)
    const [told] = world.region.sns.published.filter(({ attributes }) => attributes.cause === 'failing')
    expect(told.message.replace(/\s+/g, ' ')).toMatch(/MinSize of web after setting it: got 2, wanted \d+/)
  })

  test('a MinSize that somebody changed since it was seen is not overwritten', async () => {
    const world = await makeWorld([{}])
    const { operations } = world.region.dynamoDb
    const putItem = operations.PutItem
    let raced = false
    Object.assign(operations, {
      PutItem: (...args: Parameters<typeof putItem>) => {
        if (!raced && args[0].Item?.sk.S === 'memory') {
          raced = true
          // No size that a floor would have at midnight: a MinSize that Penumbra is about to write is its own.
          world.setMinSize(3)
        }
        return putItem(...args)
      },
    })
    await untilRaised(world)
    world.removeTag('penumbra:enabled')
    await world.pass(2 / 60)
    expect(world.group().minSize).toBe(3)
  })
})

describe('what a tick learns', () => {
  test('is in the table: outcomes, a moved calibration, a moved baseline, and the decisions that are news', async () => {
    const world = await makeWorld([{}])
    await world.pass(3)
    const early = stateOf(world)
    await world.pass(3)
    const late = stateOf(world)
    expect(late.trackRecord.length).toBeGreaterThan(early.trackRecord.length)
    for (const part of ['conformal', 'baseline', 'blend'] as const) expect(late[part]).not.toEqual(early[part])
    const recorded = world.decisions.filter(({ recorded }) => recorded)
    expect(recorded.length).toBeGreaterThan(10)
    for (const { decision } of recorded) expect(item(world, `decision#${decision.at}`)).toBeDefined()
  })
})

describe('the account of the budget', () => {
  const accountOf = (world: World) => stateOf(world).budget

  test('outlives an hour in which nobody knows what the policy of the team is', async () => {
    const world = await makeWorld([{}])
    await world.pass(5.5)
    const spentHours = accountOf(world)?.spentHours ?? 0
    expect(spentHours).toBeGreaterThan(10)
    const { policyTargetPercent: _, ...learned } = JSON.parse(item(world, 'learned')!.body.S!)
    putBody(world, 'learned', JSON.stringify(learned))
    await world.pass(5 / 60)
    expect(accountOf(world)?.spentHours).toBeGreaterThanOrEqual(spentHours)
    expect(world.decisions.at(-1)?.decision.reason).toMatch(/a miss 1?\d(\.\d)? times the price of serving/)
  })
})

describe('law 6: one owner', () => {
  test('two deliveries of the same tick change a group once', async () => {
    const world = await makeWorld([{}], { scenario: { lambda: { duplicateProbability: 1 } } as never })
    await untilRaised(world)
    const updates = world.mutations().filter(call => call.operation === 'CreateOrUpdateTags')
    expect(updates).toHaveLength(1)
  })

  test('a tick that runs while another one holds the lease does nothing', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    world.setMinSize(4)
    const reconcile = anotherReconcile(world)
    const both = await Promise.all([
      reconcile({ groups: ['web'] }, { awsRequestId: 'a' }),
      reconcile({ groups: ['web'] }, { awsRequestId: 'b' }),
    ])
    expect(both.map(({ skipped }) => skipped).sort()).toEqual([0, 1])
  })

  test('an owner that lost its lease makes no further change', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    world.setMinSize(4)
    await world.pass(0)
    // Somebody newer takes the lease the moment the old owner has it: the fencing counter moves on under its feet.
    const reconcile = anotherReconcile(world)
    const { operations } = world.region.dynamoDb
    const original = operations.GetItem
    const stolen = { ...item(world, 'lease'), fencing: { N: '999999' }, expiresAtMs: { N: '9999999999999' } }
    const before = world.mutations().length
    Object.assign(operations, {
      GetItem: (...args: Parameters<typeof original>) => {
        if (args[0].Key?.sk.S === 'lease') operations.PutItem({ TableName: tableName, Item: stolen }, context)
        return original(...args)
      },
    })
    const outcome = await reconcile({ groups: ['web'] }, { awsRequestId: 'old' })
    expect(outcome).toMatchObject({ failed: 1, changed: 0 })
    expect(world.mutations().length).toBe(before)
  })
})

describe('law 10: every decision has a reason', () => {
  test('a floor says what was seen, what is expected, what was chosen, what it costs and what the alternative was', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    const { reason } = world.decisions.findLast(({ decision }) => decision.action === 'raise')!.decision
    expect(reason).toMatch(/Demand was .* rps, with \d+ in service/)
    expect(reason).toMatch(/expected at .* rps, below .* rps with 95 %/)
    expect(reason).toMatch(/At most .* rps an instance \(learned from CPU\) and a miss .* times the price of serving/)
    expect(reason).toMatch(/\d+ are needed.*; floor \d+ \(MinSize\)\./)
    expect(reason).toMatch(/costs \d+\.\d\d USD\/h/)
    expect(reason).toMatch(/the policy alone would hold about \d+/)
  })

  test('no decision, recorded or not, is without a reason', async () => {
    const world = await makeWorld([{}])
    await world.pass(3)
    expect(world.decisions.length).toBeGreaterThan(150)
    expect(world.decisions.every(({ decision }) => decision.reason.length > 20)).toBe(true)
  })
})

describe('law 11: observe before act', () => {
  test('a group that only opted in is observed: it gets decisions and no change', async () => {
    const world = await makeWorld([{ tags: { 'penumbra:enabled': 'true' } }])
    await world.pass(14)
    expect(world.mutations()).toEqual([])
    expect(world.decisions.at(-1)?.decision).toMatchObject({ action: 'observe' })
    expect(world.decisions.at(-1)?.decision.reason).toContain('Acting, it would be')
  })

  test('a day of forecasts worse than the reactive baseline lets the floor down within 30 minutes and tells once', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    await world.pass(1)
    const floor = world.group().minSize
    const state = stateOf(world)
    const hour = Math.floor(world.region.clock.now() / hourMs)
    const losing = Array.from({ length: 24 }, (_, index) => ({
      hour: hour - 23 + index,
      forecastLoss: 1000,
      reactiveLoss: 10,
      covered: 10,
      count: 60,
    }))
    putBody(world, 'state', JSON.stringify({ ...state, trackRecord: losing }))
    expect(world.controlPlane.counters.GroupsDemoted).toBe(0)
    const floors: number[] = []
    for (let minute = 0; minute < 34; minute++) {
      await world.pass(1 / 60)
      floors.push(world.group().minSize)
    }
    expect(floors.every((value, index) => index === 0 || value <= floors[index - 1])).toBe(true)
    // Half-way through the half hour about half of the floor still stands: it is let down, not dropped.
    expect(floors[15]).toBeGreaterThan(2)
    expect(floors[15]).toBeLessThan(floor)
    expect(floors.at(-1)).toBe(2)
    const told = world.region.sns.published.filter(({ attributes }) => attributes.cause === 'demoted')
    expect(told).toHaveLength(1)
    expect(told[0].message).toContain('pinball loss')
    // Counted at the beginning of each tick, so from the second one on.
    expect(world.controlPlane.counters.GroupsDemoted).toBe(33)
  })
})

describe('law 12: one bad group never stops the others', () => {
  test('a group of which nobody can say whose its warm pool is fails by itself, is backed off from, and is told about once', async () => {
    const world = await makeWorld([{ name: 'good' }, { name: 'bad' }])
    await untilRaised(world, 'bad')
    breakPool(world)
    const decisionsBefore = world.decisions.filter(({ group }) => group === 'good').length
    const failuresBefore = world.controlPlane.counters.GroupsFailed ?? 0
    await world.pass(1)
    const good = world.decisions.filter(({ group }) => group === 'good').length - decisionsBefore
    expect(good).toBeGreaterThanOrEqual(59)
    // 1 + 2 + 4 + 8 + 15 + 15 minutes: about seven tries in an hour instead of sixty.
    const failures = (world.controlPlane.counters.GroupsFailed ?? 0) - failuresBefore
    expect(failures).toBeGreaterThanOrEqual(5)
    expect(failures).toBeLessThanOrEqual(8)
    expect(told(world).map(({ attributes }) => attributes.severity)).toEqual(['warning'])
    world.region.autoScaling.operations.DeleteWarmPool({ AutoScalingGroupName: 'bad', ForceDelete: true }, at(world))
    await world.pass(0.5)
    // Told once more, when it is over.
    expect(told(world).map(({ attributes }) => attributes.severity)).toEqual(['warning', 'info'])
  })

  test('a group that cannot be reconciled keeps no floor: AWS lets it expire', async () => {
    const world = await makeWorld([{ name: 'bad' }])
    await untilRaised(world, 'bad')
    breakPool(world)
    await world.pass(33 / 60)
    expect(world.group('bad').minSize).toBe(2)
  })

  const at = (world: World) => ({ ...context, nowMs: world.region.clock.now() })
  const told = (world: World) => world.region.sns.published.filter(({ attributes }) => attributes.cause === 'failing')

  /** A pool of the group's, and a record of it that says nothing. */
  function breakPool(world: World): void {
    const pool = { AutoScalingGroupName: 'bad', MinSize: 1, MaxGroupPreparedCapacity: 1 }
    world.region.autoScaling.operations.PutWarmPool(pool, at(world))
    putBody(world, 'pool', 'not json', 'bad')
  }
})

describe('a memory that cannot be read', () => {
  test('is made anew from the expiry, and the floor goes on; opting out gives the team its MinSize back', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    putBody(world, 'memory', '{"schemaVersion":1')
    await world.pass(0.5)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
    expect(JSON.parse(item(world, 'memory')!.body.S!)).toMatchObject({ baselineMinSize: 2 })
    expect(world.group().minSize).toBeGreaterThan(2)
    putBody(world, 'memory', 'not json')
    world.removeTag('penumbra:enabled')
    await world.pass(2 / 60)
    expect(world.group().minSize).toBe(2)
    expect(scheduledActions(world)).toEqual([])
    expect(item(world, 'memory')).toBeUndefined()
  })
})

describe('law 13: the kill switch', () => {
  test('freeze stops every change within a minute, and nothing is put back', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    const floor = world.group().minSize
    world.setMode('freeze')
    await world.pass(1 / 60)
    const before = world.mutations().length
    await world.pass(12 / 60)
    expect(world.mutations().length).toBe(before)
    expect(world.group().minSize).toBe(floor)
    expect(world.decisions.at(-1)?.decision.action).toBe('freeze')
  })

  test('a parameter that is gone freezes', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    world.region.ssm.operations.DeleteParameter({ Name: modeParameterName }, context)
    await world.pass(2 / 60)
    expect(world.decisions.at(-1)?.decision.action).toBe('freeze')
  })

  test('a value that nobody understands freezes', async () => {
    const world = await makeWorld([{}])
    await untilRaised(world)
    world.setMode('stop!')
    await world.pass(2 / 60)
    expect(world.decisions.at(-1)?.decision.action).toBe('freeze')
  })

  test('restore puts every group back and keeps it so; run takes up again', async () => {
    const world = await makeWorld([{ name: 'a' }, { name: 'b' }])
    await untilRaised(world, 'a')
    await untilRaised(world, 'b')
    world.setMode('restore')
    await world.pass(2 / 60)
    for (const name of ['a', 'b']) {
      expect(world.group(name).minSize).toBe(2)
      expect(scheduledActions(world, name)).toEqual([])
      expect(world.group(name).tags.has('penumbra:managed')).toBe(false)
    }
    const before = world.mutations().length
    await world.pass(1)
    expect(world.mutations().length).toBe(before)
    world.setMode('run')
    await world.pass(2 / 60)
    expect(world.group('a').minSize).toBeGreaterThan(2)
  })
})

describe('demand that Penumbra cannot see', () => {
  test('without CloudWatch data a floor is neither moved nor renewed, and AWS takes it back', async () => {
    const world = await makeWorld([{ demandRps: timeMs => (timeMs < Date.UTC(2026, 2, 2, 9) ? daily(timeMs) : 0) }])
    await world.pass(9)
    expect(world.group().minSize).toBeGreaterThan(2)
    await world.pass(1.2)
    expect(world.group().minSize).toBe(2)
  })
})

describe('no clairvoyance', () => {
  test('changing the load after a minute leaves every call before it as it was', async () => {
    const turnMs = Date.UTC(2026, 2, 2, 5)
    const tripled = (timeMs: number) => daily(timeMs) * (timeMs < turnMs ? 1 : 3)
    const [one, other] = [await makeWorld([{}]), await makeWorld([{ demandRps: tripled }])]
    for (const world of [one, other]) await world.pass(7)
    const text = (world: World, beforeMs: number) => JSON.stringify(world.calls.filter(call => call.timeMs < beforeMs))
    expect(text(other, turnMs)).toBe(text(one, turnMs))
    expect(text(other, turnMs + 2 * hourMs)).not.toBe(text(one, turnMs + 2 * hourMs))
  })
})
