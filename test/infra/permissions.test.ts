import { describe, expect, it } from 'vitest'
import { holds, type RequestContext, type Statement, statementsByRole, synthesise } from './synthesised-stack.ts'

const statements = statementsByRole(synthesise().template)

function statementsOf(functionName: 'Discover' | 'Reconcile' | 'Learn'): Statement[] {
  const entry = [...statements].find(([role]) => role.startsWith(`ControlLoop${functionName}Role`))
  if (entry === undefined) throw new Error(`got no policy for ${functionName}, wanted one`)
  return entry[1]
}

function allows(action: string, context: RequestContext): boolean {
  return statementsOf('Reconcile').some(each => each.Action.includes(action) && holds(each.Condition, context))
}

const everyStatement = [...statements.values()].flat()
const actionsOf = (several: Statement[]) => several.flatMap(each => each.Action)

const optedIn = { 'autoscaling:ResourceTag/penumbra:enabled': ['true'] }
const optedOutLater = { 'autoscaling:ResourceTag/penumbra:managed': ['true'] }
const strangers: RequestContext[] = [
  {},
  { 'autoscaling:ResourceTag/penumbra:enabled': ['false'] },
  { 'autoscaling:ResourceTag/team': ['shop'] },
]
const floorActions = [
  'autoscaling:UpdateAutoScalingGroup',
  'autoscaling:PutScheduledUpdateGroupAction',
  'autoscaling:DeleteScheduledAction',
  'autoscaling:SetDesiredCapacity',
]
const poolActions = ['autoscaling:PutWarmPool', 'autoscaling:DeleteWarmPool']
const tagActions = ['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags']

describe('what any role may do', () => {
  it('is written out: no action holds a wildcard, and nothing is denied', () => {
    expect(actionsOf(everyStatement).filter(action => action.includes('*'))).toEqual([])
    expect(everyStatement.filter(each => each.Effect !== 'Allow')).toEqual([])
  })

  it('changes nothing on every resource: there it only describes, reads metrics and sends traces', () => {
    const onEverything = everyStatement.filter(each => each.Resource.includes('*'))
    const changing = actionsOf(onEverything).filter(action => !/:(Describe|Get)|^xray:Put/.test(action))
    expect(onEverything.length).toBeGreaterThan(0)
    expect(changing).toEqual([])
  })

  it('includes no other change to a group than floors, pools, their expiry and the managed tag', () => {
    const changes = actionsOf(everyStatement).filter(action => /^autoscaling:(?!Describe)/.test(action))
    expect(new Set(changes)).toEqual(new Set([...floorActions, ...poolActions, ...tagActions]))
  })
})

describe('reconcile', () => {
  it.each([...floorActions, ...poolActions])('may call %s on a group that is opted in', action => {
    expect(allows(action, optedIn)).toBe(true)
  })

  it.each([...floorActions, ...poolActions])(
    'may call %s on a group that was opted out while something was on loan',
    action => {
      expect(allows(action, optedOutLater)).toBe(true)
    },
  )

  it.each([...floorActions, ...poolActions, ...tagActions])('may not call %s on a group with neither tag', action => {
    for (const context of strangers) {
      expect(allows(action, { ...context, 'aws:TagKeys': ['penumbra:managed'] })).toBe(false)
    }
  })

  it.each([
    ['autoscaling:CreateOrUpdateTags', 'is opted in', optedIn],
    ['autoscaling:DeleteTags', 'is managed', optedOutLater],
  ])('may call %s for the managed tag of a group that %s', (action, _which, group) => {
    expect(allows(action, { ...group, 'aws:TagKeys': ['penumbra:managed'] })).toBe(true)
  })

  it.each(tagActions)('may not call %s for any other tag, nor for none', action => {
    for (const group of [optedIn, optedOutLater]) {
      expect(allows(action, { ...group, 'aws:TagKeys': ['penumbra:enabled'] })).toBe(false)
      expect(allows(action, { ...group, 'aws:TagKeys': ['penumbra:managed', 'owner'] })).toBe(false)
      expect(allows(action, group)).toBe(false)
    }
  })
})

describe('the expiry of a warm pool', () => {
  const ofRole = (prefix: string) => [...statements].find(([role]) => role.startsWith(prefix))?.[1] ?? []

  it('may delete the pool of a managed group, and nothing else at all', () => {
    const several = ofRole('ControlLoopPoolExpiryRole')
    expect(actionsOf(several)).toEqual(['autoscaling:DeleteWarmPool'])
    const mayDelete = (context: RequestContext) => several.some(each => holds(each.Condition, context))
    expect(mayDelete(optedOutLater)).toBe(true)
    expect([...strangers, optedIn].filter(mayDelete)).toEqual([])
  })

  it('is scheduled by reconcile alone, under names of its own, in the name of that role', () => {
    const ofScheduler = [...statements].flatMap(([role, several]) =>
      several.flatMap(each =>
        each.Action.filter(action => /^(scheduler|iam):/.test(action)).map(action => ({ role, action, each })),
      ),
    )
    expect(ofScheduler.filter(({ role }) => !role.startsWith('ControlLoopReconcileRole'))).toEqual([])
    const resourceOf = (wanted: string) =>
      ofScheduler.filter(({ action }) => action === wanted).map(({ each }) => each.Resource)
    for (const action of ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule']) {
      expect(JSON.stringify(resourceOf(action))).toMatch(/:schedule\/default\/penumbra-pool-\*"/)
    }
    expect(resourceOf('iam:PassRole')).toEqual([
      [{ 'Fn::GetAtt': [expect.stringMatching(/^ControlLoopPoolExpiryRole/), 'Arn'] }],
    ])
    const passing = ofScheduler.find(({ action }) => action === 'iam:PassRole')?.each.Condition
    expect(holds(passing, { 'iam:PassedToService': ['scheduler.amazonaws.com'] })).toBe(true)
    expect(holds(passing, { 'iam:PassedToService': ['lambda.amazonaws.com'] })).toBe(false)
  })
})

describe('discover and learn', () => {
  it('may change no group at all', () => {
    const actions = actionsOf([...statementsOf('Discover'), ...statementsOf('Learn')])
    expect(actions.filter(action => /^autoscaling:(?!Describe)/.test(action))).toEqual([])
  })

  it('discover may invoke the other two by name, uninstall reconcile, and only the scheduler may invoke discover', () => {
    const invocations = [...statements].flatMap(([role, several]) =>
      several.filter(each => each.Action.includes('lambda:InvokeFunction')).map(each => ({ role, to: each.Resource })),
    )
    const arnOf = (path: string) => ({ 'Fn::GetAtt': [expect.stringMatching(`^ControlLoop${path}Function`), 'Arn'] })
    const discoversVersions = { 'Fn::Join': ['', [arnOf('Discover'), ':*']] }
    expect(invocations).toEqual([
      { role: expect.stringMatching(/^ControlLoopDiscoverRole/), to: [arnOf('Learn'), arnOf('Reconcile')] },
      { role: expect.stringMatching(/^SchedulerRole/), to: [arnOf('Discover'), discoversVersions] },
      { role: expect.stringMatching(/^UninstallRole/), to: [arnOf('Reconcile')] },
    ])
  })
})
