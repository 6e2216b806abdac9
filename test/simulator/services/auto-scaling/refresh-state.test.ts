// Expected values: InstanceRefresh.Status and RefreshPreferences in the SDK; user guide, instance-refresh-overview.md
// ("Limitations": one hour, 14 days), as-suspend-resume-processes.md (what a suspended process does to a refresh).
import { describe, expect, it } from 'vitest'
import { initialAttributes } from '../../../../simulator/services/auto-scaling/group-attributes.ts'
import type { RefreshInstance, RefreshView } from '../../../../simulator/services/auto-scaling/instance-refresh.ts'
import { parseRefresh, type RefreshSettings } from '../../../../simulator/services/auto-scaling/refresh-settings.ts'
import {
  advanceRefresh,
  initialRefreshState,
  isActive,
  launchesDesired,
  mayBeStopped,
  type RefreshAdvance,
  type RefreshObservation,
  type RefreshState,
  startCancel,
  startRollback,
} from '../../../../simulator/services/auto-scaling/refresh-state.ts'

const startMs = Date.UTC(2026, 0, 5)
const minuteMs = 60_000
const attributes = initialAttributes({
  LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' },
  AvailabilityZones: ['us-east-1a'],
})
const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '4' } }

function settings(Preferences: Parameters<typeof parseRefresh>[0]['Preferences'] = {}): RefreshSettings {
  return parseRefresh({ AutoScalingGroupName: 'web', DesiredConfiguration, Preferences }, attributes)
}

function instance(instanceId: string, fields: Partial<RefreshInstance> = {}): RefreshInstance {
  return { instanceId, isReady: true, isStale: true, isHeld: false, isMatching: false, launchedAtMs: 0, ...fields }
}

function view(instances: readonly RefreshInstance[], checkpoints: readonly number[] = []): RefreshView {
  return {
    live: { size: instances.length, instances },
    ignoredReady: 0,
    standby: { instanceIds: [], mayTerminate: false },
    pool: undefined,
    bounds: { minHealthyPercentage: 50, maxHealthyPercentage: undefined },
    checkpoints,
    reachedCheckpoint: 0,
  }
}

const oldPair = view([instance('i-1'), instance('i-2')])
const newPair = view([instance('i-3', { isStale: false }), instance('i-4', { isStale: false })])
const halfway = view([instance('i-1'), instance('i-3', { isStale: false, isReady: false })])
const held = view([instance('i-1', { isHeld: true })])

function at(minutes: number, seen: RefreshView, more: Partial<RefreshObservation> = {}): RefreshObservation {
  return {
    nowMs: startMs + minutes * minuteMs,
    view: seen,
    suspended: { instanceRefresh: false, launchOrTerminate: false },
    isTransitioning: false,
    ...more,
  }
}

const begun: RefreshState = advanceRefresh(initialRefreshState, settings(), at(0, oldPair)).state

function kindsOf({ signals }: RefreshAdvance): string[] {
  return signals.map(({ kind }) => kind)
}

describe('an instance refresh', () => {
  it('begins Pending, and says Started when it is InProgress', () => {
    const advance = advanceRefresh(initialRefreshState, settings(), at(0, oldPair))
    expect(advance).toMatchObject({ state: { status: 'InProgress', inProgressAtMs: startMs }, terminate: [] })
    expect(kindsOf(advance)).toEqual(['Started'])
    expect(launchesDesired(initialRefreshState)).toBe(false)
    expect(launchesDesired(advance.state)).toBe(true)
  })

  it('replaces, and ends Successful', () => {
    expect(advanceRefresh(begun, settings(), at(1, oldPair)).terminate).toEqual(['i-1'])
    const end = advanceRefresh(begun, settings(), at(9, newPair))
    expect(end.state).toMatchObject({ status: 'Successful', endedAtMs: startMs + 9 * minuteMs })
    expect(kindsOf(end)).toEqual(['Succeeded'])
    expect(isActive(end.state)).toBe(false)
  })

  it('bakes before it is Successful', () => {
    const baking = advanceRefresh(begun, settings({ BakeTime: 600 }), at(9, newPair))
    expect(baking.state.status).toBe('Baking')
    expect(kindsOf(baking)).toEqual(['Started Baking'])
    expect(mayBeStopped(baking.state)).toBe(true)
    expect(advanceRefresh(baking.state, settings(), at(18, newPair)).state.status).toBe('Baking')
    expect(advanceRefresh(baking.state, settings(), at(19, newPair)).state.status).toBe('Successful')
  })

  it('stops at a checkpoint for its delay', () => {
    const preferences = settings({ CheckpointPercentages: [50, 100], CheckpointDelay: 900 })
    const seen = view([instance('i-1'), instance('i-3', { isStale: false })], [50, 100])
    const reached = advanceRefresh(begun, preferences, at(5, seen))
    expect(reached).toMatchObject({ terminate: [], signals: [{ kind: 'Checkpoint Reached', percentage: 50 }] })
    const passed = { ...seen, reachedCheckpoint: 50 }
    expect(advanceRefresh(reached.state, preferences, at(19.9, passed)).terminate).toEqual([])
    expect(advanceRefresh(reached.state, preferences, at(20, passed)).terminate).toEqual(['i-1'])
  })
})

describe('an instance refresh that gets nowhere', () => {
  const waiting = advanceRefresh(begun, settings(), at(1, held)).state

  it('fails after an hour, and says why', () => {
    expect(advanceRefresh(waiting, settings(), at(60, held)).state.status).toBe('InProgress')
    const failed = advanceRefresh(waiting, settings(), at(61, held))
    expect(failed.state).toMatchObject({ status: 'Failed', surge: 0 })
    expect(failed.state.statusReason).toContain('i-1 is protected from scale in')
    expect(kindsOf(failed)).toEqual(['Failed'])
  })

  it('has an hour more than the warm-up while instances are on their way', () => {
    const slow = settings({ InstanceWarmup: 1800 })
    const onTheWay = advanceRefresh(begun, slow, at(1, halfway)).state
    expect(advanceRefresh(onTheWay, slow, at(90, halfway)).state.status).toBe('InProgress')
    expect(advanceRefresh(onTheWay, slow, at(91, halfway)).state.status).toBe('Failed')
  })

  it('is not saved by instances that fail as often as they get ready', () => {
    let state = begun
    for (let minute = 1; minute <= 200 && state.status === 'InProgress'; minute += 5) {
      const flapping = {
        ...held,
        live: {
          size: 2,
          instances: [...held.live.instances, instance('i-3', { isStale: false, isReady: minute % 2 === 0 })],
        },
      }
      state = advanceRefresh(state, settings(), at(minute, flapping)).state
    }
    expect(state.status).toBe('Failed')
  })

  it('rolls back when it is told to', () => {
    const advance = advanceRefresh(waiting, settings({ AutoRollback: true }), at(61, held))
    expect(advance.state).toMatchObject({ status: 'RollbackInProgress', rollbackAtMs: startMs + 61 * minuteMs })
    expect(kindsOf(advance)).toEqual(['Rollback Started'])
    expect(launchesDesired(advance.state)).toBe(false)
  })

  it('fails after 14 days in any case', () => {
    const late = { ...begun, progressAtMs: startMs + 14 * 1440 * minuteMs - 1000 }
    expect(advanceRefresh(late, settings(), at(14 * 1440 - 0.1, oldPair)).state.status).toBe('InProgress')
    expect(advanceRefresh(late, settings(), at(14 * 1440, oldPair)).state.status).toBe('Failed')
  })
})

describe('a suspended process', () => {
  it('InstanceRefresh pauses it for as long as it takes', () => {
    const suspended = { instanceRefresh: true, launchOrTerminate: false }
    let state = begun
    for (let minute = 1; minute < 300; minute += 10) {
      const advance = advanceRefresh(state, settings(), at(minute, oldPair, { suspended }))
      expect(advance.terminate).toEqual([])
      state = advance.state
    }
    expect(advanceRefresh(state, settings(), at(300, oldPair)).terminate).toEqual(['i-1'])
  })

  it('Launch or Terminate lets it replace nothing, until it fails', () => {
    const suspended = { instanceRefresh: false, launchOrTerminate: true }
    const advance = advanceRefresh(begun, settings(), at(1, oldPair, { suspended }))
    expect(advance).toMatchObject({ terminate: [], state: { status: 'InProgress' } })
    expect(advanceRefresh(advance.state, settings(), at(61, oldPair, { suspended })).state.status).toBe('Failed')
  })
})

describe('a rollback', () => {
  const rolling = startRollback(begun, 'Manual rollback.', startMs + 5 * minuteMs)

  it('replaces until nothing of the refresh is left', () => {
    expect(kindsOf(rolling)).toEqual(['Rollback Started'])
    expect(mayBeStopped(rolling.state)).toBe(false)
    expect(advanceRefresh(rolling.state, settings(), at(6, oldPair)).terminate).toEqual(['i-1'])
    const end = advanceRefresh(rolling.state, settings({ BakeTime: 600 }), at(9, newPair))
    expect(end.state.status).toBe('RollbackSuccessful')
    expect(kindsOf(end)).toEqual(['Rollback Succeeded'])
  })

  it('fails like a refresh, but not into another rollback', () => {
    const stuck = advanceRefresh(rolling.state, settings(), at(6, held)).state
    const failed = advanceRefresh(stuck, settings({ AutoRollback: true }), at(66, held))
    expect(failed.state.status).toBe('RollbackFailed')
    expect(kindsOf(failed)).toEqual(['Rollback Failed'])
  })

  it('keeps the instances beyond the desired capacity until it knows which to replace', () => {
    expect(startRollback({ ...begun, surge: 2 }, 'Manual rollback.', startMs).state.surge).toBe(2)
  })
})

describe('a cancellation', () => {
  it('waits for launches and terminations under way', () => {
    const { state, signals } = startCancel(begun, true, startMs)
    expect(state.status).toBe('Cancelling')
    expect(signals).toEqual([])
    expect(advanceRefresh(state, settings(), at(1, oldPair, { isTransitioning: true })).state.status).toBe('Cancelling')
    const end = advanceRefresh(state, settings(), at(2, oldPair))
    expect(end.state).toMatchObject({ status: 'Cancelled', endedAtMs: startMs + 2 * minuteMs })
    expect(kindsOf(end)).toEqual(['Cancelled'])
  })

  it('does not wait when it is told not to', () => {
    expect(startCancel(begun, false, startMs).state).toMatchObject({ status: 'Cancelled', surge: 0 })
  })
})
