// The replay as people steer it: keys, buttons, address bar, back button.
import { beforeAll, describe, expect, it } from 'vitest'
import { cursorAt, dayHistory } from '../simulator/console/sample-day.ts'
import { open, type Visit, withBrowser } from './browser.ts'
import { manyGroups } from './many-groups.ts'

const browser = withBrowser()
let url = ''

beforeAll(async () => {
  url = (await browser.serve({ title: 'A day of a small shop', groups: [dayHistory()] })).url
})

async function opened(address = url): Promise<Visit> {
  const visit = await browser.visit({ viewport: { width: 1280, height: 900 } })
  await open(visit, address)
  return visit
}

/** Where the cursor stands, as the clock and as the chart of the forecast show it. */
async function clockMs({ page }: Visit): Promise<number> {
  return Date.parse((await page.locator('#clock').getAttribute('datetime')) ?? '')
}

async function chartMs({ page }: Visit): Promise<number> {
  return Date.parse((await page.locator('.place-forecast-fan .moment time').getAttribute('datetime')) ?? '')
}

/** Waits until clock and chart show this moment. */
async function expectMoment(visit: Visit, timeMs: number): Promise<void> {
  await expect.poll(() => clockMs(visit)).toBe(timeMs)
  await expect.poll(() => chartMs(visit)).toBe(timeMs)
}

async function frames({ page }: Visit, count: number): Promise<void> {
  await page.evaluate(
    `new Promise(done => { let left = ${count}; const step = () => (left-- > 0 ? requestAnimationFrame(step) : done()); step() })`,
  )
}

describe('the console opens', () => {
  it('paused at the most instructive hour, with a caption that says what happened', async () => {
    const visit = await opened()
    await expectMoment(visit, cursorAt(12, 1))
    expect(await visit.page.getByRole('button', { name: 'Play' }).isVisible()).toBe(true)
    const caption = visit.page.locator('.caption:not([hidden])')
    expect(await caption.isVisible()).toBe(true)
    expect(await caption.textContent()).toContain('target tracking 120,000: the largest difference in any hour')
    await frames(visit, 20)
    expect(await clockMs(visit)).toBe(cursorAt(12, 1))
  })

  it('on the view that its address says', async () => {
    const visit = await opened(`${url}/?policy=target-tracking&t=2026-08-03T06:30Z&span=6h&speed=15&theme=dark`)
    await expectMoment(visit, cursorAt(6, 30))
    const { page } = visit
    expect(await page.locator('#policy').inputValue()).toBe('target-tracking')
    expect(await page.locator('#span').inputValue()).toBe(String(6 * 3_600_000))
    expect(await page.locator('#speed').inputValue()).toBe('15')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('#scoreboard').textContent()).toContain('target tracking: it does not forecast')
    expect(visit.problems).toEqual([])
  })

  it('on what there is where its address makes no sense', async () => {
    const visit = await opened(`${url}/?policy=magic&t=soon&span=1s&speed=0&theme=pink`)
    await expectMoment(visit, cursorAt(12, 1))
    expect(visit.problems).toEqual([])
  })
})

describe('the keyboard', () => {
  it('plays and pauses: the cursor moves, and then it rests', async () => {
    const visit = await opened(`${url}/?t=2026-08-03T06:00Z&speed=15`)
    await visit.page.keyboard.press('Space')
    await expect.poll(() => clockMs(visit)).toBeGreaterThan(cursorAt(6, 5))
    await expect.poll(() => chartMs(visit)).toBeGreaterThan(cursorAt(6, 5))
    await visit.page.keyboard.press('Space')
    expect(await visit.page.getByRole('button', { name: 'Play' }).isVisible()).toBe(true)
    const restingMs = await clockMs(visit)
    await frames(visit, 20)
    await expectMoment(visit, restingMs)
    expect(visit.problems).toEqual([])
  })

  it('jumps by minutes, hours, changes of the floor and bad minutes, and back to the opening', async () => {
    const visit = await opened(`${url}/?t=2026-08-03T06:00Z&policy=target-tracking`)
    const { keyboard } = visit.page
    await keyboard.press('ArrowRight')
    await expectMoment(visit, cursorAt(7))
    await keyboard.press('Shift+ArrowLeft')
    await expectMoment(visit, cursorAt(6, 59))
    await keyboard.press('b')
    await expectMoment(visit, cursorAt(12, 1))
    await visit.page.locator('#policy').selectOption('penumbra')
    await visit.page.locator('h1').click()
    await keyboard.press('d')
    await expectMoment(visit, cursorAt(13))
    await keyboard.press('Shift+D')
    await expectMoment(visit, cursorAt(11, 50))
    await keyboard.press('o')
    await expectMoment(visit, cursorAt(12, 1))
    expect(visit.problems).toEqual([])
  })

  it('changes speed and stretch', async () => {
    const visit = await opened()
    const { page } = visit
    await page.keyboard.press('f')
    await expect.poll(() => page.locator('#speed').inputValue()).toBe('15')
    await page.keyboard.press('s')
    await expect.poll(() => page.locator('#speed').inputValue()).toBe('5')
    await page.keyboard.press('-')
    await expect.poll(() => page.locator('#span').inputValue()).toBe(String(6 * 3_600_000))
  })

  it('lists its keys, and leaves them alone when it is told to', async () => {
    const visit = await opened()
    const { page } = visit
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys' })
    expect(await dialog.isVisible()).toBe(true)
    await page.getByLabel('Use these keys').uncheck()
    await page.getByRole('button', { name: 'Close' }).click()
    expect(await dialog.isVisible()).toBe(false)
    await page.keyboard.press('ArrowRight')
    await frames(visit, 3)
    expect(await clockMs(visit)).toBe(cursorAt(12, 1))
    expect(visit.problems).toEqual([])
  })

  it('reaches the replay first, and every control of it, with a focus that can be seen', async () => {
    const visit = await opened()
    const { page } = visit
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    await page.keyboard.press('Enter')
    const reached = new Set<string>()
    for (let press = 0; press < 30; press++) {
      await page.keyboard.press('Tab')
      const seen = await page.evaluate(
        `(() => { const e = document.activeElement; return [e.id, getComputedStyle(e).outlineStyle, e.matches(':focus-visible')].join() })()`,
      )
      const [id, outline, isVisible] = String(seen).split(',')
      if (id === '') continue
      reached.add(id)
      expect([id, outline, isVisible]).toEqual([id, expect.not.stringMatching('none'), 'true'])
    }
    const controls = ['policy', 'scrubber', 'previous-bad', 'hour-back', 'play', 'hour-on', 'next-bad', 'speed', 'span']
    expect([...reached]).toEqual(expect.arrayContaining(controls))
  })

  it('still means what it means where the focus is', async () => {
    const visit = await opened(`${url}/?t=2026-08-03T06:00Z`)
    const { page } = visit
    await page.locator('#scrubber').focus()
    await page.keyboard.press('ArrowRight')
    await expectMoment(visit, cursorAt(6, 1))
    await page.locator('#hour-on').focus()
    await page.keyboard.press('Space')
    await expectMoment(visit, cursorAt(7, 1))
    expect(await page.getByRole('button', { name: 'Play' }).isVisible()).toBe(true)
  })
})

describe('the page', () => {
  it('can be shared at any moment, and goes back step by step', async () => {
    const visit = await opened()
    const { page } = visit
    await page.getByRole('button', { name: 'Next change of the floor' }).click()
    await expectMoment(visit, cursorAt(13))
    expect(new URL(page.url()).searchParams.get('t')).toBe('2026-08-03T13:00Z')
    const copy = await opened(page.url())
    await expectMoment(copy, cursorAt(13))
    await page.goBack()
    await expectMoment(visit, cursorAt(12, 1))
    expect(visit.problems).toEqual([])
  })

  it('says what a jump led to, to those who cannot see it, and nothing while time goes by', async () => {
    const visit = await opened()
    const { page } = visit
    const spoken = () => page.getByRole('status').textContent()
    expect(await spoken()).toBe('')
    await page.getByRole('button', { name: 'Next change of the floor' }).click()
    await expect.poll(spoken).toContain('Mon 3 Aug, 13:00 UTC')
    await page.getByRole('button', { name: 'Next change of the floor' }).click()
    await expect.poll(spoken).toBe('There is none in that direction')
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(spoken).toBe('Playing at 5 min/s')
    await expect.poll(() => clockMs(visit)).toBeGreaterThan(cursorAt(13, 5))
    expect(await spoken()).toBe('Playing at 5 min/s')
  })

  it('keeps what was unfolded, scrolled and focused while the replay goes on', async () => {
    const visit = await opened(`${url}/?t=2026-08-03T06:00Z&speed=15`)
    const { page } = visit
    await page.locator('.place-forecast-fan summary').click()
    await page.keyboard.press('f')
    await page.locator('#play').click()
    await page.locator('.place-forecast-fan summary').focus()
    await expect.poll(() => chartMs(visit)).toBeGreaterThan(cursorAt(7))
    expect(await page.locator('.place-forecast-fan details').getAttribute('open')).toBe('')
    expect(await page.evaluate('document.activeElement.closest("[data-widget]")?.dataset.widget')).toBe('forecast-fan')
  })

  it('leads to another group through the list of groups, and takes theme and moment along', async () => {
    const many = await browser.serve(manyGroups(4))
    const visit = await opened(`${many.url}/?group=shop-1&t=2026-08-03T06:00Z&theme=dark`)
    const { page } = visit
    await page.locator('.place-groups').getByRole('link', { name: 'shop-2' }).click()
    await page.waitForURL(/group=shop-2/)
    await page.locator('#widgets:not([aria-busy])').waitFor()
    expect(await page.locator('h1 bdi').textContent()).toBe('shop-2')
    await expectMoment(visit, cursorAt(6))
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    await page.goBack()
    await expect.poll(() => page.locator('h1 bdi').textContent()).toBe('shop-1')
    expect(visit.problems).toEqual([])
  })

  it('opens the report', async () => {
    const visit = await opened()
    await visit.page.getByRole('link', { name: 'Report' }).click()
    await visit.page.locator('h1').waitFor()
    expect(await visit.page.locator('h1').textContent()).toContain('Over 1 day Penumbra cost')
    expect(await visit.page.getByRole('button', { name: 'Dark theme' }).isVisible()).toBe(true)
    expect(visit.problems).toEqual([])
  })

  it.each([390, 1440])('moves nothing about while it plays, at %i px', async width => {
    const visit = await browser.visit({ viewport: { width, height: 900 } })
    const { page } = visit
    await open(visit, `${url}/?t=2026-08-03T11:00Z&speed=60`)
    await page.evaluate(
      `globalThis.shifts = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) globalThis.shifts += e.value }).observe({ type: 'layout-shift' })`,
    )
    await page.keyboard.press('Space')
    await expect.poll(() => clockMs(visit)).toBeGreaterThan(cursorAt(14))
    // 0.1 is what web.dev calls good (Cumulative Layout Shift).
    expect(Number(await page.evaluate('globalThis.shifts'))).toBeLessThan(0.1)
  })

  it('draws once a second at most for those who asked their system for less motion', async () => {
    const visit = await browser.visit({ reducedMotion: 'reduce' })
    const { page } = visit
    await open(visit, `${url}/?t=2026-08-03T06:00Z&speed=15`)
    let drawings = 0
    page.on('request', request => {
      if (request.url().includes('/widget/forecast-fan')) drawings++
    })
    await page.keyboard.press('Space')
    await expect.poll(() => clockMs(visit)).toBeGreaterThan(cursorAt(6, 45))
    const seconds = (await clockMs(visit)) / (15 * 60_000) - cursorAt(6) / (15 * 60_000)
    expect(drawings).toBeGreaterThan(0)
    expect(drawings).toBeLessThanOrEqual(seconds + 2)
  })

  it('says in one line that its server has ended', async () => {
    const server = await browser.serve({ title: 'A day', groups: [dayHistory()] })
    const visit = await opened(server.url)
    await server.close()
    await visit.page.keyboard.press('ArrowRight')
    await visit.page.getByRole('alert').waitFor()
    expect(await visit.page.getByRole('alert').textContent()).toMatch(/^The console has ended: [^\n]+$/)
  })
})
