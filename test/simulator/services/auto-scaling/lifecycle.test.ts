import { LifecycleState } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import type { InstanceState } from '../../../../simulator/services/auto-scaling/fleet-view.ts'
import { type JourneyKind, journeys, waits } from '../../../../simulator/services/auto-scaling/journeys.ts'
import { checkStep, lifecycle } from '../../../../simulator/services/auto-scaling/lifecycle.ts'

const states = Object.keys(lifecycle) as InstanceState[]

function reachable(from: readonly InstanceState[]): Set<InstanceState> {
  const reached = new Set(from)
  for (const state of reached) for (const next of lifecycle[state].next) reached.add(next)
  return reached
}

describe('the lifecycle of an instance', () => {
  test("has the SDK's states, but for hibernation, root volume replacement and the unused quarantine", () => {
    const missing = Object.values(LifecycleState).filter(state => !(states as string[]).includes(state))
    expect(missing.sort()).toEqual([
      'Quarantined',
      'ReplacingRootVolume',
      'ReplacingRootVolume:Proceed',
      'ReplacingRootVolume:Wait',
      'RootVolumeReplaced',
      'Warmed:Hibernated',
    ])
    expect(states.every(state => (Object.values(LifecycleState) as string[]).includes(state))).toBe(true)
  })

  test('reaches every state from a launch into the group or into the pool, and an end from every state', () => {
    expect(reachable(['Pending', 'Warmed:Pending'])).toEqual(new Set(states))
    const ends = ['Terminated', 'Warmed:Terminated']
    for (const state of states) expect([...reachable([state])].some(next => ends.includes(next))).toBe(true)
  })

  test('never brings back what is terminating: it "can\'t be put back into service"', () => {
    for (const state of reachable(['Terminating', 'Warmed:Terminating'])) expect(lifecycle[state].isLive).toBe(false)
  })

  test('refuses any other step', () => {
    expect(() => checkStep('Warmed:Stopped', 'InService')).toThrow('got a step from Warmed:Stopped to InService')
    expect(() => checkStep('Warmed:Stopped', 'Pending')).not.toThrow()
  })

  test.each(Object.keys(journeys) as JourneyKind[])('has a way for the journey %s, with hooks and without', kind => {
    const { first, last, hooks } = journeys[kind]
    expect(() => checkStep(first, last)).not.toThrow()
    const wait = waits[first]
    if (hooks === undefined || wait === undefined) return
    expect(() => checkStep(first, wait.wait)).not.toThrow()
    expect(() => checkStep(wait.wait, wait.proceed)).not.toThrow()
    expect(() => checkStep(wait.proceed, last)).not.toThrow()
  })
})
