import { describe, expect, test } from 'vitest'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import type { Intent } from '../../../../shared/domain/fleet/choose-intent.ts'
import { choosePool } from '../../../../shared/domain/fleet/choose-pool.ts'
import type { Situation } from '../../../../shared/domain/fleet/explain.ts'
import type { GroupView } from '../../../../shared/domain/fleet/group-view.ts'
import type { Outlook } from '../../../../shared/domain/fleet/outlook.ts'
import type { PoolMemory } from '../../../../shared/domain/fleet/pool-steps.ts'
import { initialBaseline } from '../../../../shared/domain/forecasting/baseline.ts'
import type { Learned } from '../../../../shared/domain/group/records.ts'
import { defaultSettings } from '../../../../shared/domain/group/settings.ts'

const minuteMs = 60_000
const nowMs = 100 * minuteMs
/** Of 200 futures every one stays at 400 rps until cold help comes, and one in twenty then jumps to 800. */
const staying = new Float64Array(200).fill(400)
const jumping = Float64Array.from({ length: 200 }, (_, path) => (path < 10 ? 800 : 400))

const outlook: Outlook = {
  fromMs: nowMs,
  toMs: nowMs + 5 * minuteMs,
  medianRps: 400,
  p95Rps: 400,
  untilHelpRps: staying,
  untilPoolRps: staying,
  twoLeadsRps: jumping,
  lastRps: 400,
  isFresh: false,
  experts: { rawRps: 400, calibratedRps: 400, reactiveRps: 400 },
}

const learned: Learned = {
  schemaVersion: 1,
  modelVersion: '0',
  algorithm: 'made up',
  coldLeadSeconds: 240,
  coldLeadObservations: 50,
  stoppedLeadSeconds: 120,
  launchesPerHour: 1,
  hasLaunchHook: true,
  baseline: initialBaseline(),
}

const view: GroupView = {
  nowMs,
  mode: 'run',
  config: {
    schemaVersion: 1,
    name: 'web',
    optedIn: true,
    settings: { ...defaultSettings, mode: 'act' },
    problems: [],
    notYetInUse: [],
    targetGroupArns: [],
    demandMetrics: [],
  },
  group: {
    name: 'web',
    tags: {},
    optedIn: true,
    managed: true,
    minSize: 10,
    maxSize: 100,
    desiredCapacity: 10,
    inService: 10,
    pending: 0,
    terminating: 0,
    instanceType: 'm5.large',
    targetGroupArns: [],
    suspendedProcesses: [],
    operator: undefined,
    pool: undefined,
    poolSize: 0,
    isWeighted: false,
    usesSpot: false,
  },
  managed: true,
  memory: undefined,
  poolMemory: undefined,
  poolSeen: undefined,
  learned,
  model: undefined,
  state: undefined,
  minutes: { startMs: 0, values: new Float64Array(0) },
}

const situation: Situation = {
  outlook,
  needed: { untilHelp: 10, whileKept: 10, because: 'forecast' },
  plan: { floor: 10, wanted: 10, limit: 'none', costUsdPerHour: 0.96 },
  // At 92 % of it, where waits begin to break, that is 40 rps an instance.
  saturationRps: 40 / 0.92,
  capacitySource: 'stated by tag',
  inService: 10,
  pending: 0,
  baselineMinSize: 2,
  maxSize: 100,
  price: { usdPerHour: 0.096, stoppedUsdPerHour: 0.0022, source: 'test' },
  missCostRatio: 20,
  statedMissCostRatio: 20,
  policyAlone: undefined,
  events: [],
}

const intent = (action: Intent['action'], floorAfter = 10): Intent => ({
  action,
  reason: '',
  floorAfter,
  steps: [],
  situation,
})

const choose = (changes: Partial<GroupView> = {}, action: Intent['action'] = 'hold', floorAfter?: number) =>
  choosePool({ ...view, ...changes }, intent(action, floorAfter), outlook)

const kinds = ({ steps }: ReturnType<typeof choose>) => steps.map(step => step.kind)

const ours = { minSize: 4, maxPrepared: 4, state: 'Stopped', reuseOnScaleIn: false, deleting: false }
const memory: PoolMemory = {
  written: [{ size: 4, state: 'Stopped' }],
  stood: true,
  expiresAtMs: nowMs + 20 * minuteMs,
  yielded: undefined,
  notBeforeMs: undefined,
}
/** A pool of four is on loan. */
const lent: Partial<GroupView> = { group: { ...view.group, pool: ours, poolSize: 4 }, poolMemory: memory }
const taken = ['remember-pool', 'delete-pool', 'cancel-pool-expiry', 'forget-pool']

describe('a group that is steered', () => {
  test('gets a pool for the rise that the forecast sees until cold help can serve after a refill', () => {
    // One in twenty jumps to what takes twenty instances, and ten are in service. A miss is 20 × 0.096 = 1.92 USD/h, of which
    // an instance that serves after 120 s instead of 240 s saves half: 1 − 0.0022/0.96 = 99.8 %, the largest of 200.
    expect(choose()).toMatchObject({ planned: { size: 10, state: 'Stopped' } })
    expect(kinds(choose())).toContain('put-pool')
  })

  test('gets none for a rise that is further away: cold help will be there', () => {
    const later = { ...outlook, twoLeadsRps: staying }
    expect(choosePool(view, intent('hold'), later)).toMatchObject({ planned: undefined, steps: [] })
  })

  test('is marked before a pool is lent to it, unless its floor has done that already', () => {
    expect(kinds(choose({ managed: false }))[0]).toBe('mark-managed')
    const marked = { ...intent('raise'), steps: [{ kind: 'mark-managed' as const }] }
    const afterFloor = choosePool({ ...view, managed: false }, marked, outlook)
    expect(afterFloor.steps[0].kind).toBe('remember-pool')
  })

  test('keeps the pool of an hour ago while less would do', () => {
    const large = { ...ours, minSize: 14, maxPrepared: 14 }
    const chosen = choose({
      group: { ...view.group, pool: large },
      poolMemory: { ...memory, written: [{ size: 14, state: 'Stopped' }] },
    })
    expect(chosen).toMatchObject({
      steps: [],
      planned: { size: 14 },
      state: { slack: { sinceMs: nowMs, largest: 10 } },
    })
  })
})

describe('a group that can have no pool', () => {
  const without = { ...learned, hasLaunchHook: false }
  const group = (changes: Partial<GroupView['group']>) => ({ group: { ...view.group, ...changes } })

  test.each<[string, Partial<GroupView>, string]>([
    ['has no launch hook and does not say that it is safe to boot', { learned: without }, 'no launch lifecycle hook'],
    ['has hooks that nobody has read yet', { learned: { ...learned, hasLaunchHook: undefined } }, 'not been read yet'],
    ['asks for Spot', group({ usesSpot: true }), 'Spot'],
    ['has its Launch process suspended', group({ suspendedProcesses: ['Launch'] }), 'Launch process is suspended'],
  ])('because it %s says so, and one on loan is taken back', (_, changes, why) => {
    const chosen = choose(changes)
    expect(chosen.steps).toEqual([])
    expect(chosen.reason).toMatch(/^No warm pool: /)
    expect(chosen.reason).toContain(why)
    const standing = choose({ ...lent, ...changes, group: { ...view.group, ...changes.group, pool: ours } })
    expect(kinds(standing)).toEqual(taken)
  })

  test('has one where it says that it is safe to boot', () => {
    const settings = { ...defaultSettings, mode: 'act' as const, bootSafe: 'true' as const }
    expect(choose({ learned: without, config: { ...view.config, settings } }).planned).toMatchObject({ size: 10 })
  })
})

describe("a pool that is not Penumbra's", () => {
  test('is left alone, with a reason', () => {
    const chosen = choose({ group: { ...view.group, pool: { ...ours, reuseOnScaleIn: true } } })
    expect(chosen).toMatchObject({ steps: [], planned: undefined, yielded: undefined })
    expect(chosen.reason).toContain('one of its own, which is left alone')
  })

  test('was ours until somebody changed it: told, and left alone', () => {
    const chosen = choose({ ...lent, group: { ...view.group, pool: { ...ours, minSize: 9 } } })
    expect(chosen.yielded).toBe('changed')
    expect(kinds(chosen)).toEqual(['cancel-pool-expiry', 'remember-pool'])
    expect(chosen.reason).toContain('the team has changed the one that was lent')
  })

  test('may be one that is still going', () => {
    const going = choose({ group: { ...view.group, pool: { ...ours, deleting: true } } })
    expect(going).toMatchObject({ steps: [], planned: undefined })
    expect(going.reason).toContain('still being deleted')
  })
})

describe('a refusal of AWS', () => {
  const refusal = { untilMs: nowMs + 10 * minuteMs, why: 'an instance refresh is in progress' }
  const refused = (untilMs: number) => ({ ...initialState(nowMs), pool: { refusal: { ...refusal, untilMs } } })

  test('leaves the pool as it is while it lasts, and renews it', () => {
    const half = { ...memory, expiresAtMs: nowMs + 15 * minuteMs }
    const chosen = choose({ ...lent, poolMemory: half, state: refused(refusal.untilMs) })
    expect(kinds(chosen)).toEqual(['remember-pool', 'schedule-pool-expiry', 'remember-pool'])
    expect(chosen.reason).toBe('The warm pool is left as it is: an instance refresh is in progress.')
    expect(chosen.state).toEqual({ refusal })
  })

  test('is over when its time is', () => {
    expect(choose({ state: refused(nowMs) })).toMatchObject({ planned: { size: 10 }, state: {} })
  })
})

describe('whatever lets a floor go', () => {
  test.each<[Intent['action']]>([['restore'], ['refuse'], ['observe']])('%s takes the pool back', action => {
    expect(kinds(choose(lent, action))).toEqual(taken)
  })

  test('a floor that is let down keeps its pool until it is down', () => {
    const floorMemory = { baselineMinSize: 2, writtenMinSizes: [10], expiresAtMs: nowMs + minuteMs }
    expect(choose({ ...lent, memory: floorMemory }, 'let-down', 6).steps).toEqual([])
    expect(kinds(choose({ ...lent, memory: floorMemory }, 'let-down', 2))).toEqual(taken)
  })

  test.each<[Intent['action']]>([['freeze'], ['wait']])(
    '%s changes nothing, but keeps a pool of the team from harm',
    action => {
      const half = { ...memory, expiresAtMs: nowMs + minuteMs }
      expect(choose({ ...lent, poolMemory: half }, action).steps).toEqual([])
      const changed = choose({ ...lent, group: { ...view.group, pool: { ...ours, minSize: 9 } } }, action)
      expect(kinds(changed)).toEqual(['cancel-pool-expiry', 'remember-pool'])
    },
  )
})
