// The widgets in a real browser, in boxes like those of a CloudWatch dashboard, from a quarter of its width to all of it.
import { beforeAll, describe, expect, it } from 'vitest'
import { acting, makeWorld, type World } from '../laws/world.ts'
import { seriousViolations, type Visit, withBrowser } from './browser.ts'
import { boxesOf, dashboardPage } from './dashboard-page.ts'
import { hostileName, longName } from './many-groups.ts'

const browser = withBrowser()
let world: World

/** Without a load balancer: listed, and refused. */
function createGroup(name: string): void {
  world.region.autoScaling.operations.CreateAutoScalingGroup(
    {
      AutoScalingGroupName: name,
      MinSize: 1,
      MaxSize: 2,
      AvailabilityZones: ['us-east-1a'],
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
      Tags: Object.entries(acting).map(([Key, Value]) => ({ Key, Value, ResourceId: name, PropagateAtLaunch: false })),
    },
    { nowMs: world.region.clock.now(), caller: 'team' },
  )
}

beforeAll(async () => {
  world = await makeWorld([{ historyDays: 31 }, { name: 'api', tags: { 'penumbra:enabled': 'true' } }])
  createGroup(hostileName)
  createGroup(longName)
  await world.pass(5)
})

/** By how many pixels anything sticks out of its box to the right. */
async function sticksOutPx({ page }: Visit): Promise<number> {
  return Number(
    await page.evaluate(
      `Math.max(...[...document.querySelectorAll('.content')].map(e => e.scrollWidth - e.clientWidth))`,
    ),
  )
}

const themes = ['light', 'dark'] as const
const widthsPx = [300, 480, 800, 1200]

describe.each(themes)('on a %s dashboard', theme => {
  it.each(widthsPx)(
    'boxes of %i px hold every widget: nothing sticks out, axe finds nothing serious',
    async widthPx => {
      const visit = await browser.visit({ viewport: { width: 1300, height: 900 } })
      await visit.page.setContent(await dashboardPage(world, boxesOf('web', widthPx), theme, 0.25))
      expect(await visit.page.locator(`.content > .pw-${theme}`).count()).toBe(6)
      expect(await sticksOutPx(visit)).toBeLessThanOrEqual(0)
      expect(await seriousViolations(visit)).toEqual([])
      expect(visit.problems).toEqual([])
      await visit.page.context().close()
    },
  )

  it.each([
    ['a name of 255 letters', longName],
    ['a name that is markup', hostileName],
    ['a group that nobody knows', 'nobody'],
  ])('%s fits into a narrow box and runs nothing', async (_name, group) => {
    const visit = await browser.visit({ viewport: { width: 1300, height: 900 } })
    await visit.page.setContent(await dashboardPage(world, boxesOf(group, 300), theme, 30))
    expect(await visit.page.locator('.content > .pw').count()).toBe(6)
    expect(await visit.page.locator('img, script, iframe, use').count()).toBe(0)
    expect(await sticksOutPx(visit)).toBeLessThanOrEqual(0)
    expect(await seriousViolations(visit)).toEqual([])
    expect(visit.problems).toEqual([])
    await visit.page.context().close()
  })
})

describe('the names of groups', () => {
  it('can be reached by keyboard, each right before the action that CloudWatch binds to it', async () => {
    const visit = await browser.visit({ viewport: { width: 1300, height: 900 } })
    await visit.page.setContent(await dashboardPage(world, boxesOf('web', 800).slice(0, 1), 'light', 1))
    const button = visit.page.getByRole('button', { name: 'api', exact: true })
    await button.focus()
    expect(await button.evaluate(element => element.ownerDocument.activeElement === element)).toBe(true)
    expect(await button.evaluate(element => element.nextElementSibling?.tagName)).toBe('CWDB-ACTION')
    expect(await visit.page.locator('cwdb-action').first().isVisible()).toBe(false)
  })
})
