// Properties of the split of requests over rules and target groups; where a rule decides, every request of the mix is asked
// one by one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../simulator/scenario.ts'
import type { RoutingRule } from '../../../simulator/services/elastic-load-balancing/listener-view.ts'
import { parseConditions } from '../../../simulator/services/elastic-load-balancing/rule-conditions.ts'
import { requestTest } from '../../../simulator/services/elastic-load-balancing/rule-matching.ts'
import { type RequestClass, requestMix } from '../../../simulator/workload/request-mix.ts'
import {
  ruleShares,
  type Shares,
  stickyShares,
  sumOf,
  weightShares,
} from '../../../simulator/workload/request-routing.ts'
import { methods, path } from '../services/elastic-load-balancing/test-balancer.ts'

const action = { type: 'fixed-response', statusCode: 200 } as const

function rule(arn: string, conditions: Parameters<typeof parseConditions>[0]): RoutingRule {
  return { arn, matches: requestTest(parseConditions(conditions)), action }
}

const defaultRule: RoutingRule = { arn: 'default', matches: () => true, action }

const methodNames = ['GET', 'HEAD', 'POST', 'DELETE']
const paths = ['/', '/a', '/a/b', '/b', '/static/x']
const patterns = ['/a*', '/*', '/a/?', '/static/*', '/b']

/** One class for every method and path, with whole weights so that their shares are told apart. */
const anyMix = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 20, maxLength: 20 })
  .filter(weights => weights.some(weight => weight > 0))
  .map(weights => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight, index): RequestClass => {
      const method = methodNames[index % methodNames.length]
      const request = { method, path: paths[Math.floor(index / methodNames.length)], host: 'a.b', headers: {} }
      return { ...request, query: [], sourceIp: '203.0.113.10', share: weight / total }
    })
  })

const anyRules = fc
  .array(
    fc.record({
      methods: fc.option(fc.uniqueArray(fc.constantFrom(...methodNames), { minLength: 1, maxLength: 2 })),
      paths: fc.option(fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 2 })),
    }),
    { maxLength: 6 },
  )
  .map(specs => {
    const conditioned = specs.filter(spec => spec.methods !== null || spec.paths !== null)
    return conditioned.map((spec, index) => ({ ...spec, arn: `rule-${index}` }))
  })

type RuleSpec = { readonly arn: string; readonly methods: string[] | null; readonly paths: string[] | null }

function listenerOf(specs: readonly RuleSpec[]): RoutingRule[] {
  const rules = specs.map(({ arn, methods: names, paths: values }) =>
    rule(arn, [...(names ? [methods(...names)] : []), ...(values ? [path(...values)] : [])]),
  )
  return [...rules, defaultRule]
}

/** A pattern without wildcards in its middle, told apart by hand. */
function pathFits(pattern: string, text: string): boolean {
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1))
  if (pattern.endsWith('?')) return text.length === pattern.length && text.startsWith(pattern.slice(0, -1))
  return text === pattern
}

describe('the split over rules', () => {
  it('gives every request to the first rule that it fits, whatever mix and rules', () => {
    fc.assert(
      fc.property(anyMix, anyRules, (mix, specs) => {
        const expected = new Map<string, number>()
        for (const request of mix) {
          const first = specs.find(
            spec =>
              (spec.methods?.includes(request.method) ?? true) &&
              (spec.paths?.some(pattern => pathFits(pattern, request.path)) ?? true),
          )
          const arn = first?.arn ?? 'default'
          if (request.share > 0) expected.set(arn, (expected.get(arn) ?? 0) + request.share)
        }
        expect(ruleShares(mix, listenerOf(specs))).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('adds up to one', () => {
    fc.assert(
      fc.property(anyMix, anyRules, (mix, specs) => {
        expect(sumOf(ruleShares(mix, listenerOf(specs)).values())).toBeCloseTo(1, 9)
      }),
    )
  })

  it('depends on the order of the rules: a broad rule before a narrow one takes everything', () => {
    const { reads } = requestMix(
      parseScenario({
        paths: [
          { path: '/a', share: 3 },
          { path: '/b', share: 1 },
        ],
      }),
      'a.b',
    )
    const broad = rule('broad', [path('/*')])
    const narrow = rule('narrow', [path('/a')])
    expect([...ruleShares(reads, [broad, narrow, defaultRule])]).toEqual([['broad', 1]])
    expect([...ruleShares(reads, [narrow, broad, defaultRule])]).toEqual([
      ['narrow', 0.75],
      ['broad', 0.25],
    ])
  })
})

describe('the request mix', () => {
  it('has reads and writes with the same paths, in the proportions of the scenario', () => {
    const { reads, writes } = requestMix(
      parseScenario({
        paths: [
          { path: '/', share: 1 },
          { path: '/cart', share: 3 },
        ],
      }),
      'shop.example.com',
    )
    expect(reads.map(({ method, path, share }) => [method, path, share])).toEqual([
      ['GET', '/', 0.25],
      ['GET', '/cart', 0.75],
    ])
    expect(writes.map(({ method, path, share }) => [method, path, share])).toEqual([
      ['POST', '/', 0.25],
      ['POST', '/cart', 0.75],
    ])
    expect(new Set(reads.map(({ host }) => host))).toEqual(new Set(['shop.example.com']))
  })

  it('is one path unless the scenario says otherwise', () => {
    expect(requestMix(parseScenario({}), 'a.b').reads.map(({ path, share }) => [path, share])).toEqual([['/', 1]])
  })
})

describe('the split by weight', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 })
  const tuples = (values: readonly number[]) => values.map((weight, index) => ({ arn: `t${index}`, weight }))

  it('is the weight over the sum of the weights, so that shares add up to one and a weight of 0 gets nothing', () => {
    fc.assert(
      fc.property(
        weights.filter(values => values.some(weight => weight > 0)),
        values => {
          const total = values.reduce((sum, weight) => sum + weight, 0)
          const shares = weightShares(tuples(values))
          values.forEach((weight, index) => {
            expect(shares.get(`t${index}`)).toBe(weight / total)
          })
          expect(sumOf(shares.values())).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  it('is nobody’s where all weights are 0', () => {
    expect([...weightShares(tuples([0, 0])).values()]).toEqual([0, 0])
  })
})

describe('sticky clients', () => {
  const shares = (live: number, shadow: number): Shares =>
    new Map([
      ['live', live],
      ['shadow', shadow],
    ])

  it('are spread by weight as long as nobody has a cookie, and stay so while the weights do', () => {
    expect(stickyShares(undefined, shares(0.9, 0.1), 10, 100)).toEqual(shares(0.9, 0.1))
    const later = stickyShares(shares(0.9, 0.1), shares(0.9, 0.1), 10, 100)
    expect(later.get('shadow')).toBeCloseTo(0.1, 12)
  })

  it('follow a change of weights as e^(−time/duration): half of them within 0.69 durations', () => {
    let spread = shares(0.9, 0.1)
    // 70 steps of 10 s against cookies of 1000 s: 0.1 · e^(−0.7).
    for (let step = 0; step < 70; step++) spread = new Map(stickyShares(spread, shares(1, 0), 10, 1000))
    expect(spread.get('shadow')).toBeCloseTo(0.1 * Math.exp(-0.7), 12)
    expect(sumOf(spread.values())).toBeCloseTo(1, 12)
  })

  it('of a place that is gone are free at once', () => {
    const left = stickyShares(shares(0.5, 0.5), new Map([['live', 1]]), 10, 1000)
    expect([...left]).toEqual([['live', 1]])
  })

  it('in any order of changes never add up to more than one, and no place has less than nothing', () => {
    const anyShares = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 4 }).map(values => {
      const total = values.reduce((sum, value) => sum + value, 0)
      return new Map(values.map((value, index) => [`t${index}`, total > 0 ? value / total : 0]))
    })
    fc.assert(
      fc.property(
        fc.array(anyShares, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 1000 }),
        (course, stay) => {
          let spread: Shares | undefined
          for (const fair of course) {
            spread = stickyShares(spread, fair, 10, stay)
            const total = sumOf(spread.values())
            expect(total).toBeLessThanOrEqual(1 + 1e-12)
            if (sumOf(fair.values()) > 0) expect(total).toBeCloseTo(1, 9)
            for (const share of spread.values()) expect(share).toBeGreaterThanOrEqual(0)
          }
        },
      ),
    )
  })
})
