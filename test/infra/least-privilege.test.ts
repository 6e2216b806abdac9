import { beforeAll, describe, expect, it } from 'vitest'
import { isUnexplained, renderReport } from '../../scripts/report-permissions.ts'
import { type Grant, grantsOf, idleExplanations } from '../../simulator/iam/permission-report.ts'
import { chapters, tellStory } from '../../simulator/iam/permission-story.ts'
import { makePermissionWorld, type PermissionWorld, stackOf } from '../../simulator/iam/permission-world.ts'
import { everySetting } from './permission-cases.ts'
import { synthesise } from './synthesised-stack.ts'

const template = synthesise().template.toJSON()
const stack = stackOf(template)

let world: PermissionWorld
let grants: Grant[] = []

beforeAll(async () => {
  world = await makePermissionWorld(stack)
  await tellStory(world)
  grants = grantsOf(stack.policies, world.region.iam.uses)
})

describe('with every function running as its synthesised role', () => {
  it('the whole story comes to pass, and nothing that anybody does is refused', () => {
    expect(world.region.iam.uses.denials).toEqual([])
    expect(world.calls.filter(({ error }) => error?.startsWith('AccessDenied'))).toEqual([])
    expect(world.region.scheduler.dropped).toEqual([])
  })

  it('the story tells of every function that the stack deploys', () => {
    const functions = Object.keys(template.Resources).filter(
      id => template.Resources[id].Type === 'AWS::Lambda::Function',
    )
    expect(stack.functions).toHaveLength(functions.length)
    expect(stack.functions.filter(name => !chapters.some(({ of }) => of === name))).toEqual([])
  })

  it('floors, what is let go above them, pools, their expiry and the managed tag are all in it', () => {
    const made = new Set(world.calls.filter(({ caller }) => caller === 'reconcile').map(({ operation }) => operation))
    const floors = ['UpdateAutoScalingGroup', 'PutScheduledUpdateGroupAction', 'DeleteScheduledAction']
    const schedules = ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule']
    const others = [
      'SetDesiredCapacity',
      'PutWarmPool',
      'DeleteWarmPool',
      'CreateOrUpdateTags',
      'DeleteTags',
      'Publish',
    ]
    expect([...floors, ...schedules, ...others].filter(operation => !made.has(operation))).toEqual([])
  })

  it('AWS takes a pool back in the name of the role that is made for it', () => {
    const expiry = world.calls.filter(({ caller }) => caller.includes('PoolExpiryRole'))
    expect(expiry.map(({ operation, error }) => [operation, error])).toEqual([['DeleteWarmPool', undefined]])
  })
})

describe('every permission of a role', () => {
  it('is used by the story, or explained', () => {
    expect(grants.length).toBeGreaterThan(20)
    const leftOver = grants.filter(isUnexplained)
    expect(leftOver.map(({ role, action }) => `${role} ${action}`)).toEqual([])
    expect(renderReport(grants)).not.toContain('nobody knows')
  })

  it('is written out: no action holds a wildcard, and nothing is granted by leaving out', () => {
    expect(
      grants.filter(({ action, resources }) => /[* ]/.test(action) || resources.some(each => / /.test(each))),
    ).toEqual([])
  })
})

/** Actions that tell something and change nothing (access levels List and Read of the Service Authorization Reference). */
const reading = /:(Describe|Get|List|BatchGet)/
/** Traces of X-Ray belong to no resource. */
const traces = /^xray:Put(TraceSegments|TelemetryRecords)$/
const isOfAnyGroup = (arn: string) => arn.endsWith(':autoScalingGroup:*:autoScalingGroupName/*')
/** Names that begin with Penumbra's own, streams of its own log groups, versions of its own functions. */
const ownNames = /:schedule\/default\/penumbra-[a-z]+-\*$|:log-group:Penumbra-\w+:\*$|:function:penumbra-[a-z]+:\*$/

describe('every change that a role may make', () => {
  it('is not one on everything', () => {
    const onEverything = grants.filter(({ resources }) => resources.includes('*'))
    const changing = onEverything.filter(({ action }) => !reading.test(action) && !traces.test(action))
    expect(onEverything.length).toBeGreaterThan(0)
    expect(changing.map(({ role, action }) => `${role} ${action}`)).toEqual([])
  })

  it('is on a resource of the stack, under a name of its own, or on condition that a group has one of the two tags', () => {
    const wide = grants.filter(({ resources }) => resources.some(each => /[*?]/.test(each) && each !== '*'))
    const strange = wide.filter(({ resources }) => !resources.every(each => !each.includes('*') || ownNames.test(each)))
    expect(strange.length).toBeGreaterThan(0)
    expect(strange.filter(({ resources }) => !resources.every(isOfAnyGroup))).toEqual([])
    expect(strange.filter(({ isConditioned }) => !isConditioned)).toEqual([])
  })
})

describe("with every setting: a customer's key, a permissions boundary, another prefix of tags", () => {
  const bounded = synthesise(everySetting).template.toJSON()
  const boundedBy = (...Action: string[]) => ({
    [everySetting.permissionsBoundary]: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action, Resource: '*' },
    },
  })

  it('the story comes to pass as well, and the key is used', async () => {
    const other = await makePermissionWorld(stackOf(bounded, boundedBy('*')))
    await tellStory(other)
    expect(other.region.iam.uses.denials).toEqual([])
    const granted = grantsOf(other.stack.policies, other.region.iam.uses)
    expect(granted.filter(isUnexplained).map(({ role, action }) => `${role} ${action}`)).toEqual([])
    expect(idleExplanations([...grants, ...granted])).toEqual([])
  })

  it('nothing happens that the boundary does not let happen', async () => {
    const other = await makePermissionWorld(stackOf(bounded, boundedBy('logs:*', 'xray:*', 'lambda:*')))
    await other.pass(2)
    const [denial] = other.region.iam.uses.denials
    expect(denial).toMatchObject({ action: 'autoscaling:DescribeAutoScalingGroups', kind: 'permissions boundary' })
    expect(other.calls.filter(({ caller, error }) => caller === 'discover' && error === undefined)).toEqual([])
  })
})

describe('a role that lacks something', () => {
  it('fails as on AWS: the call is refused, the group is left as it is, and people are told', async () => {
    const lame = await makePermissionWorld(stackOf(withoutAction('autoscaling:UpdateAutoScalingGroup')))
    await lame.until(
      'alert',
      () => lame.region.sns.published.some(({ message }) => message.includes('not authorized')),
      30,
    )
    expect(lame.group().minSize).toBe(2)
    const refused = lame.calls.filter(({ error }) => error === 'AccessDenied')
    expect(new Set(refused.map(({ operation }) => operation))).toEqual(new Set(['UpdateAutoScalingGroup']))
  })
})

function withoutAction(action: string): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll(`"${action}"`, '"autoscaling:DescribeTags"'))
}
