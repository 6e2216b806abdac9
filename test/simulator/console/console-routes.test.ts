import { describe, expect, it } from 'vitest'
import { widgetNames } from '../../../functions/widget/widget-data.ts'
import { answer, type ConsoleContent } from '../../../simulator/console/console-routes.ts'
import { dayHistory } from './sample-day.ts'

const hostile = '<img src=x onerror=alert(1)>'

function contentOf(groups: ConsoleContent['data']['groups']): ConsoleContent {
  return {
    data: { title: 'a day', groups },
    assets: { script: 'script()', style: 'a{}' },
    report: { html: '<p>report</p>', policy: "default-src 'none'" },
    json: Buffer.from('{"seed":1}'),
  }
}

const content = contentOf([dayHistory(), dayHistory(hostile)])

describe('the console answers', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/?group=web&t=2026-08-03T12:00Z&theme=dark', 'text/html; charset=utf-8'],
    ['/console.js', 'text/javascript; charset=utf-8'],
    ['/console.css', 'text/css; charset=utf-8'],
    ['/replay.json', 'application/json; charset=utf-8'],
    ['/scoreboard', 'text/html; charset=utf-8'],
    ['/overview', 'text/html; charset=utf-8'],
    ['/report', 'text/html; charset=utf-8'],
    ['/simulation.json', 'application/json; charset=utf-8'],
    ...widgetNames.map(name => [`/widget/${name}`, 'text/html; charset=utf-8']),
  ])('%s', (address, type) => {
    expect(answer(content, address)).toMatchObject({ status: 200, type })
  })

  it('the report under the policy that it was written for', () => {
    expect(answer(content, '/report').policy).toBe("default-src 'none'")
  })

  it('a widget as it is drawn for CloudWatch, of the group and the moment that were asked for', () => {
    const { body } = answer(content, '/widget/fleet-ladder?now=2026-08-03T12:00Z&theme=dark')
    expect(body).toContain('aria-label="Fleet, web"')
    expect(body).toContain('Mon 3 Aug, 12:00 UTC')
    expect(body).toContain('pw-dark')
  })

  it.each([
    ['/other', '"/other"'],
    ['/widget/', 'widget ""'],
    ['/widget/pie', 'widget "pie"'],
    ['/widget/..%2f..%2fpackage.json', 'widget "..%2f..%2fpackage.json"'],
    ['/../package.json', '"/../package.json"'],
    ['constructor', '"constructor"'],
    ['/?group=nobody', 'group "nobody"'],
    ['/scoreboard?policy=magic', 'policy "magic"'],
    ['http://example.com/', '"http://example.com/"'],
  ])('%s with 404 and one line', (address, words) => {
    const { status, type, body } = answer(content, address)
    expect([status, type]).toEqual([404, 'text/plain; charset=utf-8'])
    expect(body).toMatch(/^got [^\n]+\n$/)
    expect(body).toContain(words)
  })

  it('a question that makes no sense with 400 and one line, on one line whatever was asked', () => {
    const { status, body } = answer(content, '/widget/peers?theme=a%0Ab')
    expect([status, body]).toEqual([400, 'got theme "a\\nb", wanted light or dark\n'])
  })
})

describe('the page', () => {
  const text = String(answer(content, `/?group=${encodeURIComponent(hostile)}`).body)

  it('shows the name of a group and runs nothing of it', () => {
    expect(text).toContain('>&lt;img src=x onerror=alert(1)&gt;</bdi>')
    expect(text).not.toContain('<img')
  })

  it('has no inline script, style or handler, and nothing from elsewhere', () => {
    const plain = String(answer(contentOf([dayHistory()]), '/').body)
    expect(plain).not.toMatch(/<script(?! type="module" src="\/console\.js")/)
    expect(plain).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\//)
  })

  it('has a place for every widget', () => {
    for (const name of widgetNames) expect(text).toContain(`data-widget="${name}"`)
  })

  it('offers groups to choose from only where there are several', () => {
    expect(text).toContain('id="group"')
    expect(answer(contentOf([dayHistory()]), '/').body).not.toContain('id="group"')
  })

  it('says so in plain words where there is nothing to replay', () => {
    expect(answer(contentOf([]), '/').body).toContain('no group was simulated')
    const group = dayHistory()
    const empty = { ...group, endMs: group.startMs, moments: [] }
    expect(answer(contentOf([empty]), '/').body).toContain('no minute of this group was judged')
  })
})
