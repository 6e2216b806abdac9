// The page on every screen from a phone to a wall, in both themes, with little, much, hostile and no data.
import { beforeAll, describe, expect, it } from 'vitest'
import { dayHistory } from '../simulator/console/sample-day.ts'
import { open, overflowPx, seriousViolations, withBrowser } from './browser.ts'
import { hostileName, longName, manyGroups } from './many-groups.ts'

const browser = withBrowser()
const urls = { one: '', many: '', none: '', empty: '' }

beforeAll(async () => {
  const group = dayHistory()
  const empty = { ...group, name: 'idle', endMs: group.startMs, moments: [] }
  urls.one = (await browser.serve({ title: 'A day of a small shop', groups: [group] })).url
  urls.many = (await browser.serve(manyGroups(100))).url
  urls.none = (await browser.serve({ title: 'Nothing', groups: [] })).url
  urls.empty = (await browser.serve({ title: 'Nothing yet', groups: [empty] })).url
})

const screens = [
  { width: 320, height: 640 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
  { width: 3840, height: 2160 },
]
const themes = ['light', 'dark'] as const
const everyScreen = screens.flatMap(viewport => themes.map(colorScheme => ({ viewport, colorScheme })))

const contents: readonly { name: string; url: () => string; heading: string }[] = [
  { name: 'one group', url: () => urls.one, heading: 'web' },
  { name: 'a policy that only reacts', url: () => `${urls.one}/?policy=target-tracking`, heading: 'web' },
  { name: 'a hundred groups', url: () => `${urls.many}/?group=shop-7`, heading: 'shop-7' },
  { name: 'a name of 255 letters', url: () => `${urls.many}/?group=${longName}`, heading: longName },
  {
    name: 'a name that is markup',
    url: () => `${urls.many}/?group=${encodeURIComponent(hostileName)}`,
    heading: hostileName,
  },
]

describe.each(everyScreen)('at $viewport.width px, $colorScheme,', screen => {
  it.each(contents)('$name: nothing sticks out, nothing fails, and axe finds nothing serious', async content => {
    const visit = await browser.visit(screen)
    await open(visit, content.url())
    expect(await visit.page.locator('h1 bdi').textContent()).toBe(content.heading)
    expect(await visit.page.locator('.place .pw').count()).toBe(6)
    expect(await overflowPx(visit)).toBeLessThanOrEqual(0)
    expect(await seriousViolations(visit)).toEqual([])
    expect(visit.problems).toEqual([])
    await visit.page.context().close()
  })

  it.each(['none', 'empty'] as const)('no data (%s): the page says so', async which => {
    const visit = await browser.visit(screen)
    await visit.page.goto(urls[which])
    expect(await visit.page.locator('main').textContent()).toContain('There is nothing to replay')
    expect(await overflowPx(visit)).toBeLessThanOrEqual(0)
    expect(await seriousViolations(visit)).toEqual([])
    expect(visit.problems).toEqual([])
    await visit.page.context().close()
  })
})

describe('the theme', () => {
  it('is that of the system, in page and widgets, until another one is chosen', async () => {
    const visit = await browser.visit({ colorScheme: 'dark' })
    await open(visit, urls.one)
    expect(await visit.page.locator('.place .pw-dark').count()).toBe(6)
    await visit.page.getByLabel('Theme').selectOption('light')
    await visit.page.locator('.place-forecast-fan .pw-light').waitFor()
    await visit.page.locator('.place-peers .pw-light').waitFor()
    expect(await visit.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(247, 247, 244)')
    expect(new URL(visit.page.url()).searchParams.get('theme')).toBe('light')
  })
})
