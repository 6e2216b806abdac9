// Expected values: the examples of the user guide (asg-adding-checkpoints-instance-refresh.md, "Considerations";
// instance-maintenance-policy-overview-and-considerations.md, "Example scenarios"), and properties of any refresh, checked on
// a fleet that only launches what is missing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  planRefreshStep,
  progressOf,
  type RefreshInstance,
  type RefreshStep,
  type RefreshView,
} from '../../../../simulator/services/auto-scaling/instance-refresh.ts'

function instance(instanceId: string, fields: Partial<RefreshInstance> = {}): RefreshInstance {
  return { instanceId, isReady: true, isStale: true, isHeld: false, isMatching: false, launchedAtMs: 0, ...fields }
}

function old(count: number, fields: Partial<RefreshInstance> = {}): RefreshInstance[] {
  return Array.from({ length: count }, (_, index) => instance(`i-old-${index}`, fields))
}

function fresh(count: number, fields: Partial<RefreshInstance> = {}): RefreshInstance[] {
  return Array.from({ length: count }, (_, index) => instance(`i-new-${index}`, { isStale: false, ...fields }))
}

function view(
  instances: readonly RefreshInstance[],
  bounds: { min?: number; max?: number } = {},
  more: Partial<RefreshView> = {},
): RefreshView {
  return {
    live: { size: instances.length, instances },
    ignoredReady: 0,
    standby: { instanceIds: [], mayTerminate: false },
    pool: undefined,
    bounds: { minHealthyPercentage: bounds.min ?? 90, maxHealthyPercentage: bounds.max },
    checkpoints: [],
    reachedCheckpoint: 0,
    ...more,
  }
}

/** A fleet that launches whatever it lacks at once and whose instances get ready when told. */
class Fleet {
  readonly size: number
  instances: RefreshInstance[]
  reachedCheckpoint = 0
  terminated = 0
  surge = 0
  #launches = 0

  constructor(size: number) {
    this.size = size
    this.instances = old(size)
  }

  step(bounds: { min: number; max?: number }, checkpoints: readonly number[] = []): RefreshStep {
    const live = { size: this.size, instances: this.instances }
    const step = planRefreshStep(view([], bounds, { live, checkpoints, reachedCheckpoint: this.reachedCheckpoint }))
    this.reachedCheckpoint = step.reachedCheckpoint
    this.surge = step.surge
    this.terminated += step.terminate.length
    this.instances = this.instances.filter(({ instanceId }) => !step.terminate.includes(instanceId))
    while (this.instances.length < this.size + step.surge) this.#launch()
    return step
  }

  /** Lets up to so many of those on their way get ready. */
  getReady(count = Number.POSITIVE_INFINITY): void {
    let left = count
    this.instances = this.instances.map(one => (one.isReady || left-- <= 0 ? one : { ...one, isReady: true }))
  }

  get ready(): number {
    return this.instances.filter(({ isReady }) => isReady).length
  }

  #launch(): void {
    this.instances.push(instance(`i-new-${++this.#launches}`, { isStale: false, isReady: false }))
  }
}

describe('without a MaxHealthyPercentage', () => {
  it('terminates as many as the minimum leaves, and waits for those that take their place', () => {
    const fleet = new Fleet(10)
    expect(fleet.step({ min: 80 }).terminate).toEqual(['i-old-0', 'i-old-1'])
    expect(fleet.step({ min: 80 })).toMatchObject({ terminate: [], surge: 0, state: 'waiting' })
    fleet.getReady(1)
    expect(fleet.step({ min: 80 }).terminate).toHaveLength(1)
  })

  it('replaces one at a time where the minimum, rounded up, leaves none', () => {
    // 90 % of 5 is 4.5, so 5 have to stay; and the only instance of a group goes before its replacement comes.
    expect(planRefreshStep(view(old(5), { min: 90 })).terminate).toHaveLength(1)
    expect(planRefreshStep(view(old(1), { min: 90 })).terminate).toHaveLength(1)
    const onTheWay = [...old(4), ...fresh(1, { isReady: false })]
    expect(planRefreshStep(view(onTheWay, { min: 90 })).terminate).toEqual([])
  })

  it('replaces all at once with a minimum of 0', () => {
    expect(planRefreshStep(view(old(7), { min: 0 })).terminate).toHaveLength(7)
  })

  it('touches nothing while fewer than the minimum are ready', () => {
    const ailing = [...old(7), ...old(3, { isReady: false }).map(one => ({ ...one, instanceId: `${one.instanceId}x` }))]
    expect(planRefreshStep(view(ailing, { min: 90 })).terminate).toEqual([])
  })
})

describe('with a MaxHealthyPercentage', () => {
  it('keeps the group of 100 between 90 and 120 (user guide)', () => {
    const fleet = new Fleet(100)
    expect(fleet.step({ min: 90, max: 120 })).toMatchObject({ surge: 20 })
    expect(fleet.ready).toBe(90)
    expect(fleet.instances).toHaveLength(120)
  })

  it('launches before it terminates when both are 100, one at a time', () => {
    const fleet = new Fleet(4)
    expect(fleet.step({ min: 100, max: 100 })).toMatchObject({ terminate: [], surge: 1 })
    expect(fleet.step({ min: 100, max: 100 })).toMatchObject({ terminate: [], surge: 1, state: 'waiting' })
    fleet.getReady()
    expect(fleet.step({ min: 100, max: 100 })).toMatchObject({ terminate: ['i-old-0'], surge: 1 })
    expect(fleet.instances).toHaveLength(5)
  })

  it('launches before it terminates when rounding leaves no room between the bounds', () => {
    expect(planRefreshStep(view(old(5), { min: 90, max: 100 }))).toMatchObject({ terminate: [], surge: 1 })
  })

  it('keeps the warm pool of 10 between 9 and 12 (user guide)', () => {
    const pool = { size: 10, instances: old(10), isDraining: false }
    const step = planRefreshStep(view(fresh(100), { min: 90, max: 120 }, { pool }))
    expect(step).toMatchObject({ terminate: ['i-old-0'], surge: 0, poolSurge: 2 })
  })
})

describe('any refresh', () => {
  it('replaces every instance once, and stays within its bounds at every step', () => {
    const bounds = fc
      .record({
        min: fc.integer({ min: 0, max: 100 }),
        max: fc.option(fc.integer({ min: 100, max: 200 }), { nil: undefined }),
      })
      .filter(({ min, max }) => max === undefined || max - min <= 100)
    const pace = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), bounds, pace, (size, { min, max }, readyPerStep) => {
        const fleet = new Fleet(size)
        const least = Math.ceil((size * min) / 100)
        // The two exceptions: no maximum and no room, one fewer; a maximum and no room, one more.
        const fewest = max === undefined && least === size ? size - 1 : least
        const most = max === undefined ? size : Math.max(Math.floor((size * max) / 100), least + 1)
        let state: RefreshStep['state'] = 'waiting'
        for (let turn = 0; state !== 'done' && turn < 500; turn++) {
          state = fleet.step({ min, max }).state
          expect(fleet.ready).toBeGreaterThanOrEqual(fewest)
          expect(fleet.instances.length).toBeLessThanOrEqual(most)
          // A pace of nothing but zeros would wait for ever.
          fleet.getReady(readyPerStep[turn % readyPerStep.length] || (turn % 10 === 9 ? 1 : 0))
        }
        expect(state).toBe('done')
        expect(fleet.terminated).toBe(size)
        expect(fleet.surge).toBe(0)
        expect(fleet.instances).toHaveLength(size)
        expect(fleet.instances.every(({ isStale }) => !isStale)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is done at once in a group without instances, or when everything matches already', () => {
    expect(planRefreshStep(view([])).state).toBe('done')
    expect(planRefreshStep(view(fresh(3))).state).toBe('done')
  })

  it('replaces other configurations first, then what is not ready, then the oldest', () => {
    const instances = [
      instance('i-matching', { isMatching: true, launchedAtMs: 1 }),
      instance('i-young', { launchedAtMs: 9 }),
      instance('i-old', { launchedAtMs: 2 }),
      instance('i-pending', { launchedAtMs: 9, isReady: false }),
    ]
    expect(planRefreshStep(view(instances, { min: 0 })).terminate).toEqual([
      'i-pending',
      'i-old',
      'i-young',
      'i-matching',
    ])
  })
})

describe('checkpoints', () => {
  it('follow the timeline of the user guide: 10 instances, checkpoints 20 and 50, minimum 80', () => {
    const fleet = new Fleet(10)
    const step = () => fleet.step({ min: 80 }, [20, 50])
    // 0:00 two old instances are replaced; 0:10 the new ones have warmed up.
    expect(step().terminate).toHaveLength(2)
    fleet.getReady()
    expect(step()).toMatchObject({ state: 'checkpoint', reachedCheckpoint: 20, terminate: [] })
    // 0:25 two more; 0:35 they have warmed up, and one more follows; 0:45 it has warmed up.
    expect(step().terminate).toHaveLength(2)
    fleet.getReady()
    expect(step().terminate).toHaveLength(1)
    expect(step().terminate).toEqual([])
    fleet.getReady()
    // The last value is the share of the group to be replaced.
    expect(step()).toMatchObject({ state: 'done', reachedCheckpoint: 50 })
    expect(fleet.terminated).toBe(5)
  })

  it('are skipped when one instance is more than they ask for: 2 instances, 10, 40 and 100 (user guide)', () => {
    const fleet = new Fleet(2)
    const step = () => fleet.step({ min: 50 }, [10, 40, 100])
    expect(step().terminate).toHaveLength(1)
    fleet.getReady()
    expect(step()).toMatchObject({ state: 'checkpoint', reachedCheckpoint: 40 })
    expect(step().terminate).toHaveLength(1)
    fleet.getReady()
    expect(step()).toMatchObject({ state: 'done', reachedCheckpoint: 100 })
  })

  it('are reached again when the group has grown in the meantime (user guide)', () => {
    const grown = [
      ...old(5),
      ...fresh(5),
      ...fresh(10, { isReady: false }).map(one => ({ ...one, instanceId: `${one.instanceId}x` })),
    ]
    const checkpoints = [50, 100]
    const larger = view(grown, { min: 50 }, { checkpoints, reachedCheckpoint: 50 })
    expect(planRefreshStep(larger).reachedCheckpoint).toBe(0)
    const warmedUp = grown.map(one => ({ ...one, isReady: true }))
    expect(planRefreshStep(view(warmedUp, { min: 50 }, { checkpoints }))).toMatchObject({
      state: 'checkpoint',
      reachedCheckpoint: 50,
    })
  })

  it('hold back the launches beyond the desired capacity, too', () => {
    const fleet = new Fleet(10)
    expect(fleet.step({ min: 100, max: 200 }, [20, 100]).surge).toBe(2)
  })
})

describe('what stands in the way', () => {
  it('is named while instances are protected and nothing else is left to do', () => {
    const instances = [instance('i-held', { isHeld: true }), ...fresh(3)]
    expect(planRefreshStep(view(instances))).toMatchObject({
      terminate: [],
      surge: 0,
      state: 'blocked',
      reason: 'Waiting for remaining instances to be available. For example: i-held is protected from scale in.',
    })
  })

  it('does not keep the others from being replaced', () => {
    const instances = [instance('i-held', { isHeld: true }), ...old(3)]
    expect(planRefreshStep(view(instances, { min: 50 })).terminate).toEqual(['i-old-0', 'i-old-1'])
  })

  it('is a Standby instance, once the group is through, unless it may be terminated', () => {
    const standby = { instanceIds: ['i-standby'], mayTerminate: false }
    expect(planRefreshStep(view(old(2), { min: 50 }, { standby })).terminate).toEqual(['i-old-0'])
    expect(planRefreshStep(view(fresh(2), {}, { standby }))).toMatchObject({ state: 'blocked', terminate: [] })
    const free = { ...standby, mayTerminate: true }
    expect(planRefreshStep(view(fresh(2), {}, { standby: free })).terminate).toEqual(['i-standby'])
    expect(planRefreshStep(view(old(2), { min: 50 }, { standby: free })).terminate).toContain('i-standby')
  })

  it('is nothing that the refresh ignores: such instances only count as ready', () => {
    // Of 10 instances 5 are ignored: 80 % of 10 must stay, so that 2 of the other 5 may go.
    const step = planRefreshStep(view(old(5), { min: 80 }, { ignoredReady: 5 }))
    expect(step.terminate).toHaveLength(2)
  })
})

describe('the warm pool', () => {
  it('comes after the group, and not at all when the last checkpoint is not 100', () => {
    const pool = { size: 2, instances: old(2), isDraining: false }
    expect(planRefreshStep(view([...old(1), ...fresh(9)], { min: 0 }, { pool })).terminate).toEqual(['i-old-0'])
    expect(planRefreshStep(view(fresh(10), { min: 0 }, { pool })).terminate).toEqual(['i-old-0', 'i-old-1'])
    expect(planRefreshStep(view(fresh(10), { min: 0 }, { pool, checkpoints: [50] })).state).toBe('done')
  })

  it('has to be ready, and refilled, before the refresh is done', () => {
    const stateOf = (count: number, isReady: boolean, isDraining: boolean) => {
      const pool = { size: 2, instances: fresh(count, { isReady }), isDraining }
      return planRefreshStep(view(fresh(3), {}, { pool })).state
    }
    expect(stateOf(2, false, false)).toBe('waiting')
    expect(stateOf(0, true, true)).toBe('waiting')
    expect(stateOf(2, true, true)).toBe('done')
    expect(stateOf(1, true, false)).toBe('done')
  })
})

describe('the progress', () => {
  it('counts a replacement when the new instance is ready and the old one is gone', () => {
    const instances = [...old(3), ...fresh(1), ...fresh(1, { isReady: false })]
    expect(progressOf({ size: 5, instances })).toEqual({ total: 5, replaced: 1 })
    expect(progressOf({ size: 4, instances: [...old(4), ...fresh(1)] })).toEqual({ total: 4, replaced: 0 })
  })
})
