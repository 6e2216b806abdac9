// Expected values by hand: an instance of the default scenario serves 50 · 10 = 500 requests a step, a cold one 60 % of that,
// rising over 180 s. Rules of slow start and fail-open: the user guide's "Slow start mode" and "Target group health".
import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../simulator/scenario.ts'
import type {
  CheckedTarget,
  TargetGroupView,
} from '../../../simulator/services/elastic-load-balancing/listener-view.ts'
import type { TargetGroupBehaviour } from '../../../simulator/services/elastic-load-balancing/target-group-attributes.ts'
import { type TargetGroupLoad, TargetSharing } from '../../../simulator/workload/target-sharing.ts'
import { instance } from './fleets.ts'

const start = Date.UTC(2026, 0, 5)
const roundRobin: TargetGroupBehaviour = {
  algorithm: 'round_robin',
  slowStartSeconds: 0,
  stickySeconds: undefined,
  isStickyByApplication: false,
  minimumHealthyCount: 1,
  minimumHealthyPercent: 0,
  deregistrationDelaySeconds: 300,
}

function target(id: string, differences: Partial<CheckedTarget> = {}): CheckedTarget {
  return {
    key: `${id}:80`,
    instance: instance(id),
    groupName: 'web',
    state: 'healthy',
    sinceMs: start,
    failure: undefined,
    ...differences,
  }
}

/** Target groups whose targets a test exchanges between the steps; every target given first is warm. */
class Steps {
  readonly sharing = new TargetSharing(parseScenario({}), 10)
  readonly #behaviour: TargetGroupBehaviour

  constructor(behaviour: Partial<TargetGroupBehaviour> = {}, warm: readonly CheckedTarget[] = []) {
    this.#behaviour = { ...roundRobin, ...behaviour }
    this.sharing.remember(warm.map(({ instance: one }) => one))
  }

  share(atSeconds: number, ...groups: { readonly requests: number; readonly targets: CheckedTarget[] }[]) {
    const routed = groups.map(({ requests, targets }, index) => ({
      view: this.#view(`t${index}`, targets),
      requests,
      reads: 0,
    }))
    return this.sharing.share(routed, start + 1000 * atSeconds)
  }

  one(atSeconds: number, requests: number, targets: CheckedTarget[]): TargetGroupLoad {
    return this.share(atSeconds, { requests, targets }).targetGroups[0]
  }

  #view(arn: string, targets: CheckedTarget[]): TargetGroupView {
    const view = { arn, dimension: `targetgroup/${arn}/1`, behaviour: this.#behaviour, fleets: [] }
    return { ...view, checkedTargets: () => targets, plainFleet: () => undefined }
  }
}

/** Requests of each part, largest first. */
function requestsOf(load: TargetGroupLoad): number[] {
  return load.parts.map(({ requests, instances }) => requests / instances).sort((a, b) => b - a)
}

describe('targets of one group', () => {
  it('get equal shares by round robin, and are one part as long as they are equally warm', () => {
    const targets = [target('a'), target('b'), target('c')]
    const load = new Steps({}, targets).one(0, 900, targets)
    expect(load.parts).toEqual([{ instances: 3, requests: 900, utilisation: 0.6, failure: undefined }])
  })

  it('are equally utilised by least outstanding requests, a cold one with fewer requests', () => {
    const steps = new Steps({ algorithm: 'least_outstanding_requests' }, [target('a')])
    const { instances, targetGroups } = steps.share(0, { requests: 400, targets: [target('a'), target('b')] })
    // Capacity 500 + 300: half of it is used.
    expect(instances.get('a')?.requests).toBeCloseTo(250, 9)
    expect(instances.get('b')?.requests).toBeCloseTo(150, 9)
    expect(targetGroups[0].parts).toEqual([
      { instances: 2, requests: 400, utilisation: expect.closeTo(0.5, 9), failure: undefined },
    ])
  })

  it('warm up by serving: 180 s after the first request, not after coming into service', () => {
    const steps = new Steps()
    const targets = [target('a')]
    steps.one(0, 0, targets)
    // No request so far: the caches are as cold as ever.
    expect(steps.one(600, 150, targets).parts[0].utilisation).toBeCloseTo(0.5, 9)
    expect(steps.one(690, 150, targets).parts[0].utilisation).toBeCloseTo(150 / (500 * 0.8), 9)
    expect(steps.one(780, 150, targets).parts[0].utilisation).toBeCloseTo(0.3, 9)
  })

  it('that were stopped in between are cold again', () => {
    const steps = new Steps({}, [target('a')])
    const restarted = target('a', { instance: instance('a', { startedAtMs: start }) })
    expect(steps.one(0, 150, [target('a')]).parts[0].utilisation).toBeCloseTo(0.3, 9)
    expect(steps.one(10, 150, [restarted]).parts[0].utilisation).toBeCloseTo(0.5, 9)
  })
})

describe('an instance that is a target of two groups', () => {
  it('carries the load of both, and each group sees how full it is', () => {
    const [a, b] = [target('a'), target('b')]
    const shared = new Steps({}, [a, b]).share(0, { requests: 400, targets: [a, b] }, { requests: 100, targets: [b] })
    expect(shared.instances.get('a')).toMatchObject({ requests: 200, utilisation: 0.4 })
    expect(shared.instances.get('b')).toMatchObject({ requests: 300, utilisation: 0.6 })
    expect(shared.targetGroups[1].parts).toEqual([
      { instances: 1, requests: 100, utilisation: 0.6, failure: undefined },
    ])
  })
})

describe('unhealthy targets', () => {
  const sick = (id: string): CheckedTarget => target(id, { state: 'unhealthy', failure: 'Target.Timeout' })

  it('get nothing as long as one healthy target is left, and all get their share when none is', () => {
    const steps = new Steps({}, [target('a'), target('b')])
    const one = steps.one(0, 300, [target('a'), sick('b')])
    expect(one).toMatchObject({ healthy: 1, unhealthy: 1, receiving: 1 })
    expect(requestsOf(one)).toEqual([300])
    const none = steps.one(10, 300, [sick('a'), sick('b')])
    expect(none).toMatchObject({ healthy: 0, unhealthy: 2, receiving: 2 })
    expect(none.parts).toEqual([{ instances: 2, requests: 300, utilisation: 0, failure: 'load balancer' }])
  })

  it('get their share as soon as fewer are healthy than the thresholds say, in numbers or in percent', () => {
    const targets = [target('a'), target('b'), sick('c'), sick('d')]
    const receiving = (behaviour: Partial<TargetGroupBehaviour>) => new Steps(behaviour).one(0, 100, targets).receiving
    expect(receiving({ minimumHealthyCount: 2 })).toBe(2)
    expect(receiving({ minimumHealthyCount: 3 })).toBe(4)
    expect(receiving({ minimumHealthyPercent: 50 })).toBe(2)
    expect(receiving({ minimumHealthyPercent: 51 })).toBe(4)
  })

  it('that answer with errors are told apart from those that do not answer', () => {
    const failing = target('a', { failure: 'Target.ResponseCodeMismatch' })
    expect(new Steps().one(0, 100, [failing]).parts[0].failure).toBe('target')
    expect(new Steps().one(0, 100, [target('a', { failure: 'Target.FailedHealthChecks' })]).parts[0].failure).toBe(
      'load balancer',
    )
  })

  it('none at all receive nothing', () => {
    expect(new Steps().one(0, 100, [])).toMatchObject({ receiving: 0, parts: [] })
  })
})

describe('slow start', () => {
  const since = (id: string, seconds: number): CheckedTarget => target(id, { sinceMs: start + 1000 * seconds })
  const slow = { slowStartSeconds: 100 }

  it('gives a new target a share that grows linearly over the duration', () => {
    const old = [target('a'), target('b')]
    const steps = new Steps(slow, old)
    steps.one(0, 0, old)
    const withNew = [...old, since('c', 10)]
    // Shares 1 : 1 : factor, of 1000 requests.
    expect(requestsOf(steps.one(10, 1000, withNew))).toEqual([500, 0])
    expect(requestsOf(steps.one(60, 1000, withNew)).map(Math.round)).toEqual([400, 200])
    expect(requestsOf(steps.one(110, 1000, withNew)).map(Math.round)).toEqual([333, 333])
  })

  it('is for none of the targets that are healthy when it is turned on', () => {
    const targets = [target('a'), since('b', 0)]
    expect(requestsOf(new Steps(slow, targets).one(0, 1000, targets))).toEqual([500])
  })

  it('is for nobody in a group that was empty, however many come at once', () => {
    const targets = [since('a', 10), since('b', 10)]
    const steps = new Steps(slow, targets)
    steps.one(0, 0, [])
    expect(requestsOf(steps.one(10, 1000, targets))).toEqual([500])
  })

  it('waits for another healthy target that is not in slow start itself', () => {
    const steps = new Steps(slow, [target('a')])
    steps.one(0, 0, [target('a')])
    steps.one(10, 0, [target('a'), since('b', 10)])
    // The old one is gone; only b is there, in slow start: c gets its full share at once.
    const load = steps.one(20, 1000, [since('b', 10), since('c', 20)])
    const share = 0.1 / 1.1
    expect(requestsOf(load).map(requests => requests / 1000)).toEqual([
      expect.closeTo(1 - share, 9),
      expect.closeTo(share, 9),
    ])
  })

  it('ends when the target becomes unhealthy, and begins again when it is healthy again', () => {
    const steps = new Steps(slow, [target('a')])
    steps.one(0, 0, [target('a')])
    steps.one(10, 0, [target('a'), since('b', 10)])
    steps.one(60, 0, [target('a'), target('b', { state: 'unhealthy' })])
    const load = steps.one(80, 1000, [target('a'), since('b', 70)])
    expect(requestsOf(load).map(Math.round)).toEqual([909, 91])
  })
})

describe('sticky sessions', () => {
  it('let a new target have clients only as the others’ cookies expire', () => {
    const targets = [target('a'), target('b')]
    const steps = new Steps({ stickySeconds: 100 }, [...targets, target('c')])
    steps.one(0, 300, targets)
    const load = steps.one(10, 300, [...targets, target('c')])
    // One step of 10 s: 1 − e^(−0.1) of the clients are free, a third of them for each.
    const free = 1 - Math.exp(-0.1)
    expect(requestsOf(load)[1]).toBeCloseTo((300 * free) / 3, 9)
    expect(requestsOf(load)[0]).toBeCloseTo((300 * (1 - free)) / 2 + (300 * free) / 3, 9)
  })

  it('free the clients of a target that leaves at once', () => {
    const targets = [target('a'), target('b')]
    const steps = new Steps({ stickySeconds: 100 }, targets)
    steps.one(0, 300, targets)
    expect(requestsOf(steps.one(10, 300, [target('a')])).map(Math.round)).toEqual([300])
  })
})
