// What people type wrong, what names may hold, and what may go wrong behind it: always words, never a stack.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { acting, hourMs, makeWorld, type World } from '../../laws/world.ts'
import { eventOf, invoke, type Shown, show } from './dashboard.ts'
import { structure, tokenize } from './html-tokens.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `it's "quoted" & </cwdb-action><iframe src="//evil">`,
  '{"widget":"groups"}</style><use href="#x">',
  '$(reboot) `reboot` ; reboot',
  '-rf',
  'w'.repeat(255),
  '\u202Eevil\u0007\u{1F600}é',
]

let world: World

/** Groups as bare as they come: what opts in without a load balancer is listed and refused. */
function createGroups(names: readonly string[]): void {
  for (const name of names) {
    world.region.autoScaling.operations.CreateAutoScalingGroup(
      {
        AutoScalingGroupName: name,
        MinSize: 1,
        MaxSize: 2,
        AvailabilityZones: ['us-east-1a'],
        LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
        Tags: Object.entries(acting).map(([Key, Value]) => ({
          Key,
          Value,
          ResourceId: name,
          PropagateAtLaunch: false,
        })),
      },
      { nowMs: world.region.clock.now(), caller: 'team' },
    )
  }
}

beforeAll(async () => {
  world = await makeWorld([{}])
  createGroups(hostile)
  await world.pass(0.2)
})

describe('a name that is meant to do harm', () => {
  it.each(hostile)('changes nothing about what the list of groups is made of: %s', async name => {
    const { elements, text } = await show(world, { widget: 'groups' })
    expect(text).toContain(name)
    // As many elements for it as for any other: a row, a name, a button and its action.
    expect(elements.filter(element => element.name === 'cwdb-action')).toHaveLength(hostile.length + 1)
    expect(elements.filter(element => element.name === 'bdi').length).toBeGreaterThan(hostile.length)
  })

  it('is opened by the parameters that its action holds, whether or not entities are decoded', async () => {
    const { html } = await show(world, { widget: 'groups' })
    const bodies = [...html.matchAll(/<cwdb-action [^>]*>([^<]*)<\/cwdb-action>/g)].map(([, body]) => body)
    const groups = bodies.map(body => JSON.parse(body).group)
    expect(groups.toSorted()).toEqual([...hostile, 'web'].toSorted())
    for (const body of bodies) expect(body).not.toMatch(/[<>&]/)
  })

  it.each(hostile)('is drawn by every widget of one group: %s', async name => {
    for (const widget of ['forecast-fan', 'fleet-ladder', 'decisions', 'accuracy', 'controls']) {
      const { text } = await show(world, { widget, group: name })
      expect(text).toContain(name)
    }
  })

  it('that nobody has is repeated as it is, in words and in a command of one word', async () => {
    const shownOf = (name: string): Promise<Shown> => show(world, { widget: 'decisions', group: name })
    const wanted = structure(await shownOf('nobody'))
    const anyName = fc.string({
      unit: fc.constantFrom('<', '>', '"', "'", '&', '/', ' ', 'a', '\n', '`', '$', '\\', '-'),
      minLength: 1,
      maxLength: 255,
    })
    await fc.assert(
      fc.asyncProperty(anyName, async name => {
        const shown = await shownOf(name)
        expect(structure(shown)).toBe(wanted)
        expect(shown.text).toContain(`Penumbra does not know a group named ${name}.`)
      }),
      { numRuns: 40 },
    )
  })
})

describe('more groups than a widget holds', () => {
  it('are gone through by a call of the same function, each group once', async () => {
    world = await makeWorld([])
    const names = Array.from({ length: 130 }, (_, index) => `shop-${String(index).padStart(3, '0')}`)
    createGroups(names)
    await world.pass(0.05)
    const first = await show(world, { widget: 'groups' })
    expect(first.text).toContain('30 other groups. Next groups')
    const bodies = [...first.html.matchAll(/<cwdb-action ([^>]*)>([^<]*)<\/cwdb-action>/g)]
    const [, attributes, body] = bodies[bodies.length - 1]
    expect(attributes).toContain('display="widget"')
    const second = await show(world, JSON.parse(body))
    expect(second.text).toContain('100 other groups.')
    const shownIn = ({ html }: Shown) => [...html.matchAll(/<bdi>(shop-\d+)<\/bdi>/g)].map(([, name]) => name)
    expect([...shownIn(first), ...shownIn(second)]).toEqual(names)
  })
})

describe('a question that makes no sense', () => {
  it.each([
    ['no widget', {}, 'Got no parameter widget, wanted one of groups, forecast-fan,'],
    ['a widget that is not there', { widget: 'fan' }, 'Got widget "fan", wanted one of groups,'],
    ['a widget of the console', { widget: 'peers', group: 'web' }, 'Got widget "peers", wanted one of'],
    ['no group', { widget: 'decisions' }, 'Got no group, wanted the name of one for Decisions.'],
    ['an empty group', { widget: 'decisions', group: '' }, 'Got no group,'],
    ['a dashboard on which none is chosen yet', { widget: 'decisions', group: 'no-group-chosen' }, 'Got no group,'],
    ['a list of groups', { widget: 'decisions', group: ['web'] }, 'Got a group that is a list, wanted a text.'],
    [
      'a name that AWS would not have',
      { widget: 'decisions', group: 'w'.repeat(256) },
      'Got a group of 256 characters, wanted at most 255.',
    ],
  ])('is answered in words: %s', async (_name, params, words) => {
    const { text, elements } = await show(world, params)
    expect(text).toContain(words)
    expect(text).toContain('Edit the widget’s parameters')
    expect(elements.some(({ attributes }) => attributes.class === 'missing')).toBe(true)
  })

  it.each([
    ['ends before it begins', { fromMs: 2 * hourMs, toMs: hourMs }, 'wanted a start before its end'],
    ['begins in the future', { fromMs: 4e12, toMs: 5e12 }, 'begins in the future'],
    ['ends when all dates do', { toMs: 8.64e15 }, 'wanted one within a year'],
    ['is no time', { fromMs: -1e300, toMs: 5e12 }, 'wanted start and end in epoch milliseconds'],
  ])('is answered in words: a range that %s', async (_name, context, words) => {
    expect((await show(world, { widget: 'groups' }, context)).text).toContain(words)
  })

  it.each([[null], ['text'], [[1, 2]], [{ widgetContext: 'none' }], [{ widget: { a: 1 } }]])(
    'is answered in words, be it %j',
    async event => {
      const html = String(await invoke(world, event))
      expect(tokenize(html).text).toMatch(/Got .*, wanted /)
    },
  )

  it('keeps the theme of the dashboard', async () => {
    const { elements } = await show(world, { widget: 'fan' }, { theme: 'dark' })
    expect(elements[0].attributes.class).toContain('pw-dark')
  })
})

describe('a request to describe itself', () => {
  it('is answered in Markdown whose first block holds the parameters', async () => {
    const markdown = String(await invoke(world, eventOf(0, { widget: 'accuracy', describe: true })))
    expect(markdown).toMatch(/^## Penumbra: Accuracy/)
    expect(/```yaml\n([^`]*)```/.exec(markdown)?.[1]).toBe('widget: accuracy\ngroup: NAME-OF-THE-AUTO-SCALING-GROUP\n')
  })

  it('tells of every widget where nobody has chosen one yet', async () => {
    const markdown = String(await invoke(world, { describe: true }))
    expect(/```yaml\n([^`]*)```/.exec(markdown)?.[1]).toBe('widget: groups\n')
    for (const widget of ['groups', 'forecast-fan', 'fleet-ladder', 'decisions', 'accuracy', 'controls'])
      expect(markdown).toContain(`| \`${widget}\` |`)
  })
})

describe('a failure behind it', () => {
  it('is told by its name alone, and in full in the log', async () => {
    const broken = await makeWorld([{}])
    await broken.pass(0.1)
    const find = broken.region.metrics.find.bind(broken.region.metrics)
    broken.region.metrics.find = () => {
      throw new Error('secret of arn:aws:iam::123456789012:role/x')
    }
    const { text } = await show(broken, { widget: 'forecast-fan', group: 'web' })
    broken.region.metrics.find = find
    expect(text).toContain('The data could not be read.')
    expect(text).not.toMatch(/secret|arn:|\n\s+at /)
    const [line] = broken.controlPlane.log.filter(({ functionName }) => functionName === 'widget')
    expect(line).toMatchObject({ level: 'error', message: 'widget not drawn' })
    expect(String(line.details.error)).toContain('secret')
  })
})
