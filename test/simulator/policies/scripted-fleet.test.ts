import { expect, it } from 'vitest'
import { ScriptedFleet } from '../../../simulator/policies/scripted-fleet.ts'

const zone = { availabilityZone: 'us-east-1a' }
const permanent = { ...zone, instanceId: 'i-0', launchMs: -100, inServiceMs: 0, terminateMs: 9000, goneMs: 9000 }
const visitor = { ...zone, instanceId: 'i-1', launchMs: 100, inServiceMs: 250, terminateMs: 400, goneMs: 460 }

it('a scripted fleet shows each instance from its launch to the end of its draining', () => {
  const fleet = new ScriptedFleet([visitor, permanent], 1)
  const seen = [99, 100, 249, 250, 399, 400, 459, 460].map(nowMs => {
    fleet.advanceTo(nowMs)
    const own = fleet.instances.find(instance => instance.instanceId === 'i-1')
    return [own?.state, own?.inServiceAtMs, fleet.desiredCapacity, fleet.launches]
  })
  expect(seen).toEqual([
    [undefined, undefined, 1, 1],
    ['Pending', undefined, 2, 2],
    ['Pending', undefined, 2, 2],
    ['InService', 250, 2, 2],
    ['InService', 250, 2, 2],
    ['Terminating', 250, 1, 2],
    ['Terminating', 250, 1, 2],
    [undefined, undefined, 1, 2],
  ])
  expect(fleet.instances).toEqual([
    { ...zone, instanceId: 'i-0', launchedAtMs: -100, inServiceAtMs: 0, state: 'InService' },
  ])
})
