import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  defaultSettings,
  describeProblem,
  groupSettingsSchema,
  isOptedIn as isOptedInBy,
  parseTags as parseTagsBy,
} from '../../../../shared/domain/group/settings.ts'
import { defaultTagKeys, tagKeysOf } from '../../../../shared/domain/group/tag-keys.ts'

type Tags = Readonly<Record<string, string>>

const parseTags = (tags: Tags) => parseTagsBy(tags, defaultTagKeys)
const isOptedIn = (tags: Tags) => isOptedInBy(tags, defaultTagKeys)

test('the opt-in tag alone gives the defaults: observe, auto, a miss costs 700 instance-hours, the whole budget, scale-in by policy', () => {
  const { settings, problems } = parseTags({ 'penumbra:enabled': 'true' })
  expect(settings).toMatchObject({
    mode: 'observe',
    algorithm: 'auto',
    missCostRatio: 700,
    budgetPercent: 100,
    scaleIn: 'policy',
  })
  expect(problems).toEqual([])
})

test('only the exact value true opts in, and anything but true or false is reported', () => {
  expect(isOptedIn({ 'penumbra:enabled': 'true' })).toBe(true)
  expect(isOptedIn({ 'penumbra:enabled': 'TRUE' })).toBe(false)
  expect(isOptedIn({})).toBe(false)
  expect(parseTags({ 'penumbra:enabled': 'yes' }).problems.map(describeProblem)).toEqual([
    'penumbra:enabled: got "yes", wanted true or false',
  ])
})

test.each([
  ['penumbra:mode', 'fast', 'observe or act'],
  ['penumbra:miss-cost-ratio', 'cheap', 'a number from 1.01 to 10000'],
  ['penumbra:miss-cost-ratio', '1', 'a number from 1.01 to 10000'],
  ['penumbra:max-hourly-cost', '-1', 'US dollars, 0 to 1000000'],
  ['penumbra:max-hourly-cost', '', 'US dollars, 0 to 1000000'],
  ['penumbra:shadow-percentage', '101', 'percent, 0 to 100'],
  ['penumbra:warmup-percentage', '6', 'percent, 1 to 5'],
  ['penumbra:boot-safe', 'yes', 'true or false'],
  ['penumbra:budget', '0', 'percent, 1 to 1000'],
  ['penumbra:budget', 'much', 'percent, 1 to 1000'],
  ['penumbra:fresh-metric', 'Requests', 'namespace/metric name of a count of requests with 10-second resolution'],
  ['penumbra:fresh-metric', 'x', 'namespace/metric name of a count of requests with 10-second resolution'],
  ['penumbra:fresh-metric', ':web/Requests', 'namespace/metric name of a count of requests with 10-second resolution'],
  ['penumbra:fresh-metric', 'läden/Requests', 'namespace/metric name of a count of requests with 10-second resolution'],
])('%s = "%s" is reported with what was wanted: %s', (tag, got, wanted) => {
  expect(parseTags({ 'penumbra:enabled': 'true', [tag]: got }).problems).toEqual([{ tag, got, wanted }])
})

test('a tag of a feature that is not built yet is accepted and reported as not yet in use', () => {
  const parsed = parseTags({ 'penumbra:shadow-percentage': '20', 'penumbra:release': 'auto' })
  expect(parsed.problems).toEqual([])
  expect(parsed.notYetInUse).toEqual(['penumbra:shadow-percentage', 'penumbra:release'])
})

test('an instance is not safe to stop in its first boot unless the team says so', () => {
  expect(parseTags({}).settings.bootSafe).toBe('false')
  const { settings, notYetInUse } = parseTags({ 'penumbra:boot-safe': 'true' })
  expect([settings.bootSafe, notYetInUse]).toEqual(['true', []])
  expect(parseTags({ 'penumbra:application': 'shop' })).toMatchObject({
    settings: { application: 'shop' },
    notYetInUse: [],
  })
})

test('settings as an earlier version wrote them are still good, and what it did not know has its default', () => {
  // As the first version wrote them: JSON leaves out what is undefined.
  const first = { mode: 'act', algorithm: 'auto', missCostRatio: 20, maxHourlyCostUsd: 5, scaleIn: 'policy' }
  expect(groupSettingsSchema.parse(first)).toEqual({ ...first, budgetPercent: 100, bootSafe: 'false' })
  expect(groupSettingsSchema.safeParse({ ...first, budgetPercent: 'all' }).success).toBe(false)
})

test('a misspelt penumbra tag is reported, other tags are none of our business', () => {
  const { problems } = parseTags({ 'penumbra:moode': 'act', Name: 'web', 'aws:cloudformation:stack-name': 'x' })
  expect(problems.map(({ tag }) => tag)).toEqual(['penumbra:moode'])
})

test('no tag value makes the parser throw, and every setting stays within its range', () => {
  const keys = fc.constantFrom(
    'mode',
    'algorithm',
    'requests-per-instance',
    'miss-cost-ratio',
    'max-hourly-cost',
    'scale-in',
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.string())), entries => {
      const tags = Object.fromEntries(entries.map(([key, value]) => [`penumbra:${key}`, value]))
      const { settings } = parseTags(tags)
      expect(['observe', 'act']).toContain(settings.mode)
      expect(settings.missCostRatio).toBeGreaterThan(1)
      expect(settings.maxHourlyCostUsd ?? 0).toBeGreaterThanOrEqual(0)
    }),
  )
})

test('the defaults are those of a group without any tag', () => {
  expect(defaultSettings).toEqual(parseTags({}).settings)
})

test('every algorithm that has a name is in use', () => {
  for (const algorithm of ['auto', 'prophet', 'neural']) {
    const parsed = parseTags({ 'penumbra:algorithm': algorithm })
    expect(parsed).toMatchObject({ problems: [], notYetInUse: [], settings: { algorithm } })
  }
})

test('with a prefix of its own a stack reads its own tags, and those of another are none of its business', () => {
  const acme = tagKeysOf('acme')
  const tags = { 'acme:enabled': 'true', 'acme:mode': 'act', 'penumbra:mode': 'fast', 'acme:modes': 'act' }
  const { settings, problems } = parseTagsBy(tags, acme)
  expect(settings.mode).toBe('act')
  expect(problems.map(({ tag }) => tag)).toEqual(['acme:modes'])
  expect([isOptedInBy(tags, acme), isOptedIn(tags)]).toEqual([true, false])
})
