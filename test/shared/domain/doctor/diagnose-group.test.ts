import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnoseGroup } from '../../../../shared/domain/doctor/diagnose-group.ts'
import type { Examination, Finding } from '../../../../shared/domain/doctor/examination.ts'
import { registerGroup } from '../../../../shared/domain/fleet/register-group.ts'
import { defaultTagKeys } from '../../../../shared/domain/group/tag-keys.ts'
import { anExamination, hourMs, nowMs } from './an-examination.ts'

type Changes = Parameters<typeof anExamination>[0]

const found = (changes: Changes, level: Finding['level']) =>
  diagnoseGroup(anExamination(changes)).findings.filter(finding => finding.level === level)

const cannotBeCounted = { demandMetrics: [], targetGroups: [] }

describe('a group without a flaw', () => {
  test('is a go, with nothing but good news', () => {
    const { verdict, findings } = diagnoseGroup(anExamination())
    expect(verdict).toBe('go')
    expect(new Set(findings.map(({ level }) => level))).toEqual(new Set(['ok']))
  })
})

describe('the verdict', () => {
  const examinations = fc.record({
    operator: fc.constantFrom(undefined, 'ecs.amazonaws.com'),
    isWeighted: fc.boolean(),
    suspendedProcesses: fc.subarray(['ScheduledActions', 'Launch', 'Terminate', 'AZRebalance', 'AlarmNotification']),
    partner: fc.constantFrom(undefined, true, false),
    counted: fc.boolean(),
    tags: fc.dictionary(fc.constantFrom('penumbra:mode', 'penumbra:enabled', 'team'), fc.string(), { maxKeys: 3 }),
    minSize: fc.integer({ min: 0, max: 5 }),
    maxSize: fc.integer({ min: 0, max: 5 }),
    canScaleIn: fc.boolean(),
    usesSpot: fc.boolean(),
  })

  test('is no-go exactly where discovery would refuse the group', () => {
    fc.assert(
      fc.property(examinations, ({ partner, counted, canScaleIn, ...group }) => {
        const neighbours = partner === undefined ? [] : [{ name: 'other', optedIn: partner }]
        const counters = counted ? {} : cannotBeCounted
        const examination = anExamination({ group, neighbours, canScaleIn, ...counters })
        const { config } = registerGroup(
          examination.group,
          examination.demandMetrics,
          undefined,
          defaultTagKeys,
          partner ? 'other' : undefined,
        )
        const diagnosis = diagnoseGroup(examination)
        expect(diagnosis.verdict).toBe(config.refusal === undefined ? 'go' : 'no-go')
        if (diagnosis.verdict === 'no-go') expect(diagnosis.tagCommands).toEqual([])
        else expect(diagnosis.tagCommands.length).toBeGreaterThan(0)
      }),
    )
  })

  test('puts the worst first', () => {
    const { findings } = diagnoseGroup(
      anExamination({ group: { operator: 'x', minSize: 4, maxSize: 4 }, mode: 'freeze' }),
    )
    const levels = findings.map(({ level }) => ['blocker', 'warning', 'note', 'ok'].indexOf(level))
    expect(levels).toEqual(levels.toSorted((a, b) => a - b))
  })
})

describe('what stands in the way is said with what to do about it', () => {
  test.each<[string, Changes, RegExp]>([
    ['another AWS service', { group: { operator: 'eks.amazonaws.com' } }, /^eks\.amazonaws\.com manages it/],
    ['weights', { group: { isWeighted: true } }, /weighs its instances/],
    ['suspended scheduled actions', { group: { suspendedProcesses: ['ScheduledActions'] } }, /would not expire/],
    ['no load balancer', { ...cannotBeCounted }, /behind no load balancer/],
    [
      'a Network Load Balancer',
      { demandMetrics: [], targetGroups: [{ ...anExamination().targetGroups[0], loadBalancerTypes: ['network'] }] },
      /behind a Network Load Balancer/,
    ],
    ['a Classic one', { ...cannotBeCounted, details: { classicLoadBalancers: ['old'] } }, /a Classic Load Balancer/],
    ['an opted-in twin', { neighbours: [{ name: 'green', optedIn: true }] }, /target group with green/],
  ])('%s', (_, changes, what) => {
    const [blocker, ...others] = found(changes, 'blocker')
    expect(others).toEqual([])
    expect(blocker.what).toMatch(what)
    expect(blocker.toDo).toBeTruthy()
  })
})

describe('what makes acting worth less is a warning', () => {
  test.each<[string, Changes, RegExp]>([
    ['MinSize is MaxSize', { group: { minSize: 7, maxSize: 7, desiredCapacity: 7 } }, /no room for a floor/],
    ['nearly full', { group: { maxSize: 12, desiredCapacity: 10 } }, /nearly full/],
    ['no scale-in', { canScaleIn: false }, /no enabled scaling policy can scale it in/],
    ['Launch is suspended', { group: { suspendedProcesses: ['Launch'] } }, /process Launch is suspended/],
    ['a twin that is not opted in', { neighbours: [{ name: 'green', optedIn: false }] }, /with green/],
    ['no requests at all', { demand: { hoursWithRequests: 0, fromMs: undefined, toMs: undefined } }, /no requests/],
    ['none for some hours', { demand: { toMs: nowMs - 9 * hourMs } }, /none for 9 hours/],
    ['half a day of requests', { demand: { fromMs: nowMs - 12 * hourMs, hoursWithRequests: 12 } }, /last 0\.5 days/],
    ['the kill switch', { mode: 'restore' }, /kill switch says restore/],
    ['a bad tag', { group: { tags: { 'penumbra:mode': 'fast' } } }, /penumbra:mode: got "fast", wanted observe or act/],
    ['a misspelt tag', { group: { tags: { 'penumbra:mdoe': 'act' } } }, /penumbra:mdoe/],
    ['a cluster', { group: { tags: { 'eks:cluster-name': 'prod' } } }, /eks:cluster-name/],
    [
      'a controller that owns the rules',
      { targetGroups: [{ ...anExamination().targetGroups[0], kubernetesCluster: 'prod' }] },
      /Load Balancer Controller of cluster prod/,
    ],
  ])('%s', (_, changes, what) => {
    const { verdict, findings } = diagnoseGroup(anExamination(changes))
    expect(verdict).toBe('go')
    const warnings = findings.filter(({ level }) => level === 'warning')
    expect(warnings).toHaveLength(1)
    expect(warnings[0].what).toMatch(what)
    expect(warnings[0].toDo).toBeTruthy()
  })
})

describe('what is good to know is a note', () => {
  test.each<[string, Changes, RegExp]>([
    ['a moving template', { details: { templateVersion: '$Latest' } }, /\$Latest/],
    ['mixed types', { details: { mixedTypes: ['m5.large', 'm7g.large'] } }, /mixes m5\.large, m7g\.large/],
    ['Spot', { group: { usesSpot: true } }, /Spot/],
    ['no launch hook', { hasLaunchHook: false }, /no warm pool/],
    ['no group metrics', { details: { collectsMetrics: false } }, /group metrics are off/],
    ['a type without a price', { group: { instanceType: 'x9.mega' } }, /price of x9\.mega/],
    ['step scaling', { tracksLoad: false }, /no target tracking/],
    [
      'a schedule of MinSize',
      { scheduledSizes: [{ name: 'night', setsMinSize: true, setsDesiredCapacity: true }] },
      /night/,
    ],
    [
      'predictive scaling',
      { policies: [{ name: 'p', type: 'PredictiveScaling', enabled: true }] },
      /predictive scaling/,
    ],
    ['an early tag', { group: { tags: { 'penumbra:release': 'off' } } }, /penumbra:release is accepted/],
  ])('%s', (_, changes, what) => {
    expect(found(changes, 'note').map(note => note.what)).toEqual([expect.stringMatching(what)])
    expect(diagnoseGroup(anExamination(changes)).verdict).toBe('go')
  })
})

// EC2 Auto Scaling user guide, "Tag Auto Scaling groups and instances": 50 tags a group (aws-facts §1), `aws:` ones apart.
describe('room for tags', () => {
  const tagged = (count: number, more: Record<string, string> = {}) => {
    const tags = Object.fromEntries(Array.from({ length: count }, (_, index) => [`team:${index}`, 'x']))
    return diagnoseGroup(anExamination({ group: { tags: { ...tags, ...more } } }))
  }

  test.each([
    [47, {}, 'go'],
    [48, {}, 'no-go'],
    [48, { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' }, 'no-go'],
    [47, { 'penumbra:enabled': 'true', 'penumbra:mode': 'act', 'penumbra:managed': 'true' }, 'go'],
    [47, { 'aws:cloudformation:stack-name': 'web', 'aws:cloudformation:logical-id': 'Group' }, 'go'],
  ])('%i of the team beside %j: %s', (count, more, verdict) => {
    expect(tagged(count, more).verdict).toBe(verdict)
  })

  test('is said to be lacking with what helps', () => {
    expect(tagged(49).findings[0]).toEqual({
      level: 'blocker',
      what: 'it has 49 tags, and AWS allows 50: there is no room for the 3 that Penumbra needs',
      toDo: 'remove 2 that nobody needs',
    })
  })
})

describe('what would be touched', () => {
  const touched = (changes: Changes) => diagnoseGroup(anExamination(changes)).touched.join('\n')

  test('names every kind of thing, and ends with what is not', () => {
    expect(touched({})).toMatch(/penumbra:managed.*MinSize.*penumbra-floor-expiry.*warm pool.*nothing else/s)
  })

  test('has no warm pool where none can be made, and DesiredCapacity only where the team lets it', () => {
    const noPool: Examination['group'][] = [
      { ...anExamination().group, usesSpot: true },
      {
        ...anExamination().group,
        pool: { minSize: 1, maxPrepared: 1, state: 'Stopped', reuseOnScaleIn: false, deleting: false },
      },
    ]
    for (const group of noPool) expect(touched({ group })).not.toContain('warm pool')
    expect(touched({ hasLaunchHook: false })).not.toContain('warm pool')
    expect(touched({})).not.toContain('DesiredCapacity')
    expect(touched({ group: { tags: { 'penumbra:scale-in': 'penumbra' } } })).toContain('DesiredCapacity')
    // Its own command sets the tag where no policy of the team scales in.
    expect(touched({ canScaleIn: false })).toContain('DesiredCapacity')
    expect(touched({ canScaleIn: false, group: { tags: { 'penumbra:scale-in': 'policy' } } })).not.toContain('Desired')
  })

  test('is nothing at all on a no-go', () => {
    expect(touched({ group: { operator: 'x' } })).toBe('nothing: the group is left alone')
  })
})

describe('the commands', () => {
  test('opt in to observe, then act, by the prefix that the stack was deployed with', () => {
    const { tagCommands } = diagnoseGroup(anExamination({ tagPrefix: 'acme', group: { name: "o'connor" } }))
    const tags = tagCommands.map(command =>
      JSON.parse(command.slice(command.indexOf("'") + 1, -1).replaceAll("'\\''", "'")),
    )
    const common = { ResourceId: "o'connor", ResourceType: 'auto-scaling-group', PropagateAtLaunch: false }
    expect(tags).toEqual([
      [
        { ...common, Key: 'acme:enabled', Value: 'true' },
        { ...common, Key: 'acme:mode', Value: 'observe' },
      ],
      [{ ...common, Key: 'acme:mode', Value: 'act' }],
    ])
  })

  test('leave a mode that the team has set as it is: nobody is demoted by a command to copy', () => {
    const tags = { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' }
    const { tagCommands } = diagnoseGroup(anExamination({ group: { tags } }))
    expect(tagCommands[0]).not.toContain('observe')
  })

  test('name a group in a way that no dash can be taken for an option', () => {
    const group = { name: '--region', suspendedProcesses: ['Launch'] }
    const { findings } = diagnoseGroup(anExamination({ group }))
    const commands = findings.map(({ toDo }) => toDo ?? '').filter(toDo => toDo.includes('auto-scaling-group-name'))
    expect(commands.length).toBeGreaterThan(0)
    for (const command of commands) expect(command).toContain('--auto-scaling-group-name=--region ')
  })

  test('let Penumbra scale in where nobody else would', () => {
    const { tagCommands } = diagnoseGroup(anExamination({ canScaleIn: false }))
    expect(tagCommands[0]).toContain('"Key":"penumbra:scale-in","Value":"penumbra"')
  })
})

test('a snippet for each of three tools keeps what Penumbra borrows', () => {
  const texts = Object.fromEntries(diagnoseGroup(anExamination()).snippets.map(({ tool, text }) => [tool, text]))
  expect(texts.Terraform).toContain('ignore_changes = [min_size, desired_capacity, warm_pool]')
  expect(texts.Terraform).toContain('keys = ["penumbra:managed"]')
  expect(texts.CDK).toContain('ignoreUnmodifiedSizeProperties: true')
  expect(texts.CloudFormation).toContain('IgnoreUnmodifiedGroupSizeProperties: true')
})
