import { describe, expect, it } from 'vitest'
import { type ReportExtras, renderReport } from '../../../simulator/report/render-report.ts'
import type { PolicyResult, SimulationResult, TimelineRow } from '../../../simulator/result.ts'
import { sampleDecision, samplePolicy, sampleResult, sampleStart, sampleTimeline } from './sample-result.ts'

const startMs = Date.parse(sampleStart)

/** Eight hours; target tracking is overrun at 04:10, Penumbra only a little, and a little more than it at 07:00. */
function eightHours(): SimulationResult {
  const ours = sampleTimeline(480, minute => ({
    bad: minute === 250 ? 40 : minute === 420 ? 3 : 0,
    forecastP50: 100,
    forecastP95: 120,
    requests: minute === 250 ? 15_000 : 6000,
    floor: minute === 250 ? 7 : 2,
  }))
  const theirs = sampleTimeline(480, minute => ({ bad: minute === 250 ? 900 : 0, inService: 5 }))
  return sampleResult({
    penumbra: samplePolicy({
      badRequests: 43,
      costUsd: 90,
      timeline: ours,
      forecast: { coverage95: 0.9468, evaluated: 470 },
      decisions: [sampleDecision(249, { reason: 'P95 is <high>', floorBefore: 2, floorAfter: 7 })],
      calls: { 'Auto Scaling': 1234, SNS: 0 },
    }),
    'target-tracking': samplePolicy({ badRequests: 900, badMinutes: 7, timeline: theirs }),
    'oracle@70': samplePolicy({ badRequests: 4, costUsd: 85 }),
    'oracle@75': samplePolicy({ badRequests: 40, costUsd: 80 }),
    'oracle@80': samplePolicy({ badRequests: 400, costUsd: 75 }),
  })
}

const frontier = [
  { policy: 'penumbra', knob: 60, costUsd: 120, badRequests: 0 },
  { policy: 'penumbra', knob: 70, costUsd: 90, badRequests: 43 },
]

function render(result: SimulationResult, extras: ReportExtras = {}): string {
  return renderReport(result, extras)
}

/** What is there without the script: markup and text. */
function withoutScripts(page: string): string {
  return page.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/g, '')
}

function textOf(page: string): string {
  return withoutScripts(page)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\u00a0/g, ' ')
    .replace(/\s+/g, ' ')
}

/** The cells of the row that begins with `title`. */
function rowOf(page: string, title: string): string[] {
  const row = page.match(new RegExp(`<th scope="row">(?:<span[^>]*></span>)?${title}<[\\s\\S]*?</tr>`))?.[0] ?? ''
  return [...row.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(match => match[1].replace(/\u00a0/g, ' '))
}

describe('the report', () => {
  const page = render(eightHours(), {
    frontier,
    events: [{ startMs: startMs + 240 * 60_000, endMs: startMs + 300 * 60_000, label: 'flash crowd' }],
  })
  const text = textOf(page)

  it('begins with the plain sentence', () => {
    expect(page.match(/<h1>(.*?)<\/h1>/)?.[1].replace(/\u00a0/g, ' ')).toContain(
      'Over 14 days Penumbra cost $90.00, 10 % less than target tracking&#39;s $100, with 43 bad requests',
    )
  })

  it('shows the numbers of every policy in the table', () => {
    // 90 + 1 + 2 + 3 + 4 running hours. The oracle at 43 bad: 80 − 5 × log(43/40)/log(10) = $79.84.
    expect(rowOf(page, 'Penumbra')).toEqual(['43', '0.0043 %', '2', '$90.00', '100', '17', '181', '512', '+13 %'])
    expect(rowOf(page, 'Target tracking')[2]).toBe('7')
    expect(rowOf(page, 'Oracle at 80.%')[0]).toBe('400')
  })

  it('looks closer where the policies differ most, and says why', () => {
    expect(text).toContain('A closer look: Mon 3 Aug, 02:00–08:00 UTC')
    expect(text).toContain(
      'Chosen because on Mon 3 Aug, 04:00–05:00 UTC Penumbra had 40 bad requests and target tracking 900',
    )
  })

  it('says where it lost', () => {
    expect(text).toContain(
      'The hour in which Penumbra lost most lies here too: Mon 3 Aug, 07:00–08:00 UTC, with 3 more',
    )
  })

  it('states the coverage of the forecast', () => {
    expect(text).toContain('Of 470 forecasts that could be checked, 94.7 % held')
  })

  it('gives decisions with their reasons, and the calls made', () => {
    expect(text).toContain('P95 is &lt;high&gt;')
    expect(text).toContain('2 → 7')
    expect(text).toContain('Auto Scaling 1,234.')
  })

  it('draws the frontier with its numbers, the oracle from the rows of the result', () => {
    expect(rowOf(page, 'Penumbra at 60.%')).toEqual(['$120', '0'])
    expect(page).toContain('<title>the oracle at 75\u00a0%: $80.00, 40 bad requests</title>')
  })

  it('marks events in the charts', () => {
    expect(page).toContain('flash crowd')
    expect(page).toContain('<rect class="event"')
  })

  it('explains each term that it uses', () => {
    for (const term of ['Bad request', 'Floor', 'Shadow', 'Oracle', 'Target tracking', 'Lead time', 'Newsvendor']) {
      expect(page).toMatch(new RegExp(`<dt id="term-[a-z0-9-]+">${term}</dt><dd>.{20,}</dd>`))
    }
    expect(text).toContain('waited more than 640 ms')
  })

  it('names every drawing and describes it', () => {
    const drawings = page.match(/<svg [^>]*>/g) ?? []
    expect(drawings.length).toBeGreaterThanOrEqual(8)
    for (const drawing of drawings) expect(drawing).toMatch(/ role="img" aria-label="[^"]{3,}\. [^"]{10,}"/)
  })

  it('gives every header of a table its scope and every link on the page its target', () => {
    expect(page).not.toMatch(/<th(?! scope="(col|row)")[ >]/)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(match => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
  })

  it('asks for nothing from anywhere', () => {
    expect(page).not.toMatch(/https?:\/\//)
    expect(withoutScripts(page)).not.toMatch(/ (src|srcset)=|@import|url\(/)
  })

  it('closes every element that it opens', () => {
    const open: string[] = []
    for (const [, slash, name, isEmpty] of withoutScripts(page).matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
      if (isEmpty || ['meta', 'link'].includes(name)) continue
      if (slash) expect(open.pop()).toBe(name)
      else open.push(name)
    }
    expect(open).toEqual([])
  })
})

describe('a report with hostile or odd input', () => {
  it('shows markup in names and reasons as text', () => {
    const attack = '<img src=x onerror=alert(1)>"\'</script>'
    const base = eightHours()
    const result = {
      ...base,
      trace: attack,
      policies: { ...base.policies, [attack]: base.policies['target-tracking'] },
    }
    const page = render(result, {
      title: attack,
      events: [{ startMs, endMs: startMs + 3_600_000, label: attack }],
      frontier: [...frontier, { policy: attack, knob: 1, costUsd: 1, badRequests: 1 }],
    })
    expect(page).not.toContain('<img')
    expect(textOf(page)).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(page.match(/<script>/g)).toHaveLength(1)
  })

  const empty = samplePolicy()
  const quiet = samplePolicy({ badRequests: 0, timeline: sampleTimeline(30, () => ({ requests: 0, inService: 0 })) })
  const nothing: Partial<PolicyResult> = {
    requests: 0,
    badRequests: 0,
    costUsd: 0,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
  }
  it.each<[string, SimulationResult]>([
    ['a full result', eightHours()],
    ['no policy', sampleResult({})],
    ['policies without a timeline', sampleResult({ penumbra: empty, 'target-tracking': empty, oracle: empty })],
    ['only the oracle', sampleResult({ oracle: quiet })],
    ['neither Penumbra nor target tracking', sampleResult({ mine: quiet, yours: empty })],
    [
      'no request at all',
      sampleResult({ penumbra: { ...quiet, ...nothing }, 'target-tracking': { ...quiet, ...nothing } }),
    ],
  ])('never shows a number that is none: %s', (_name, result) => {
    const page = render(result, { frontier })
    expect(page).not.toMatch(/NaN|undefined|Infinity/)
    expect(page).toContain('</html>')
  })
})

describe('the size of a report', () => {
  it('stays below two megabytes for 14 days of five policies with a decision in every minute', () => {
    const wave = (minute: number): Partial<TimelineRow> => ({
      requests: 60_000 + 40_000 * Math.sin(minute / 229) + 5000 * Math.sin(minute * 7),
      bad: (minute * 7919) % 100,
      inService: 30 + 10 * Math.sin(minute / 229) + Math.sin(minute),
      pending: Math.abs(Math.sin(minute * 3)),
      floor: 20 + (minute % 17),
      forecastP50: 1000 + 600 * Math.sin(minute / 229),
      forecastP95: 1200 + 700 * Math.sin(minute / 229),
    })
    const timeline = sampleTimeline(14 * 1440, wave)
    const decisions = timeline.map((_, minute) =>
      sampleDecision(minute, { floorAfter: 3 + (minute % 17), reason: `demand may reach ${minute} rps `.repeat(8) }),
    )
    const names = ['target-tracking', 'target-tracking-fast', 'predictive-hourly', 'oracle']
    const others = Object.fromEntries(names.map(name => [name, samplePolicy({ timeline })]))
    const page = render(sampleResult({ penumbra: samplePolicy({ timeline, decisions }), ...others }))
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000)
  })
})
