// The requests of one listener, step by step: which rule they fall under, which target group they go to. Draws are made only
// where there is something to draw, from a stream of their own.
import { RandomStream } from '../kernel/random.ts'
import type { Scenario } from '../scenario.ts'
import type { FleetView } from '../services/auto-scaling/fleet-view.ts'
import type { ListenerView, RoutingRule, TargetGroupView } from '../services/elastic-load-balancing/listener-view.ts'
import type { Algorithm } from '../services/elastic-load-balancing/target-group-attributes.ts'
import { drawShares } from './arrivals.ts'
import { requestMix } from './request-mix.ts'
import { ruleShares, type Shares, stickyShares, weightShares } from './request-routing.ts'

/** Where the traffic asks what the listener does: Elastic Load Balancing. */
export interface ListenerSource {
  /** The same object until something changes; undefined when there is no such listener. */
  listenerView(listenerArn: string): ListenerView | undefined
}

export interface ListenerTrafficOptions {
  readonly source: ListenerSource
  readonly listenerArn: string
  readonly scenario: Scenario
  readonly seed: number
  readonly stepSeconds: number
}

/** What one target group is sent in one step. */
export interface RoutedRequests {
  readonly view: TargetGroupView
  readonly requests: number
  readonly reads: number
}

/** What a load balancer answers by itself. */
export interface BalancerAnswers {
  readonly redirects: number
  readonly fixedResponses: number
  /** Of both, by the first digit of the status code. */
  readonly byClass: Readonly<Record<'3XX' | '4XX' | '5XX', number>>
}

export interface SplitRequests {
  /** Every target group of the load balancer, those without requests included. */
  readonly routed: readonly RoutedRequests[]
  /** Requests that no target group gets: all weights are 0, or there is no listener. */
  readonly unrouted: number
  readonly answers: BalancerAnswers | undefined
}

/** What the rules say to the mix, worked out once for every state of the listener. */
interface Routes {
  readonly view: ListenerView
  readonly rules: ReadonlyMap<string, RoutingRule>
  readonly reads: Shares
  readonly writes: Shares
  /** The target group that gets every request, where there is no other on the load balancer. */
  readonly only: TargetGroupView | undefined
}

export class ListenerTraffic {
  readonly #options: ListenerTrafficOptions
  readonly #stream: RandomStream
  #routes: Routes | undefined
  /** By rule: how the clients of a sticky forward are spread. */
  readonly #spread = new Map<string, Shares>()

  constructor(options: ListenerTrafficOptions) {
    this.#options = options
    this.#stream = new RandomStream(options.seed, 'routing')
  }

  /**
   * The algorithm by which `fleet` gets every request, in the plain case: one target group, whose healthy targets are exactly
   * the fleet's instances in service; undefined in any other.
   */
  plainAlgorithm(fleet: FleetView): Algorithm | undefined {
    const only = this.#current()?.only
    return only?.plainFleet() === fleet ? only.behaviour.algorithm : undefined
  }

  split(requests: number, reads: number): SplitRequests {
    const routes = this.#current()
    if (routes === undefined) return { routed: [], unrouted: requests, answers: undefined }
    const tally = new Tally()
    const readsByRule = this.#draw(reads, routes.reads)
    const writesByRule = this.#draw(requests - reads, routes.writes)
    for (const [arn, rule] of routes.rules) {
      this.#follow(rule, readsByRule.get(arn) ?? 0, writesByRule.get(arn) ?? 0, tally)
    }
    const routed = routes.view.targetGroups.map(view => ({ view, ...tally.of(view.arn) }))
    return { routed, unrouted: tally.unrouted, answers: tally.answers }
  }

  #follow({ arn, action }: RoutingRule, reads: number, writes: number, tally: Tally): void {
    if (action.type !== 'forward') {
      tally.answer(action.type, action.statusCode, reads + writes)
      return
    }
    const shares = this.#sharesOf(arn, action.targetGroups, action.stickySeconds)
    const drawn = { reads: this.#draw(reads, shares), writes: this.#draw(writes, shares) }
    for (const group of shares.keys()) tally.route(group, drawn.reads.get(group) ?? 0, drawn.writes.get(group) ?? 0)
    if (drawn.reads.size + drawn.writes.size === 0) tally.unrouted += reads + writes
  }

  #sharesOf(ruleArn: string, weighted: Parameters<typeof weightShares>[0], stickySeconds: number | undefined): Shares {
    const fair = weightShares(weighted)
    if (stickySeconds === undefined) {
      this.#spread.delete(ruleArn)
      return fair
    }
    const spread = stickyShares(this.#spread.get(ruleArn), fair, this.#options.stepSeconds, stickySeconds)
    this.#spread.set(ruleArn, spread)
    return spread
  }

  /** What has no share gets nothing, and whatever has all of it gets everything without a draw. */
  #draw(trials: number, shares: Shares): ReadonlyMap<string, number> {
    const parts = [...shares].filter(([, share]) => share > 0)
    if (parts.length === 0) return none
    if (parts.length === 1) return new Map([[parts[0][0], trials]])
    const drawn = drawShares(
      trials,
      parts.map(([, share]) => share),
      this.#stream,
    )
    return new Map(parts.map(([key], index) => [key, drawn[index]]))
  }

  #current(): Routes | undefined {
    const { source, listenerArn, scenario } = this.#options
    const view = source.listenerView(listenerArn)
    if (view === undefined) return undefined
    if (this.#routes?.view !== view) this.#routes = routesOf(view, scenario)
    return this.#routes
  }
}

const none: ReadonlyMap<string, number> = new Map()

function routesOf(view: ListenerView, scenario: Scenario): Routes {
  const mix = requestMix(scenario, view.dnsName)
  const reads = ruleShares(mix.reads, view.rules)
  const writes = ruleShares(mix.writes, view.rules)
  const reached = view.rules.filter(({ arn }) => reads.has(arn) || writes.has(arn))
  const rules = new Map(reached.map(rule => [rule.arn, rule]))
  const [only, ...others] = view.targetGroups
  const isOnly = only !== undefined && others.length === 0 && reached.every(rule => forwardsAll(rule, only.arn))
  return { view, rules, reads, writes, only: isOnly && isEven(only) ? only : undefined }
}

function forwardsAll({ action }: RoutingRule, targetGroupArn: string): boolean {
  return action.type === 'forward' && weightShares(action.targetGroups).get(targetGroupArn) === 1
}

/** Whether all healthy targets are treated alike from the moment on that they are healthy. */
function isEven({ behaviour }: TargetGroupView): boolean {
  return behaviour.stickySeconds === undefined && behaviour.slowStartSeconds === 0
}

class Tally {
  unrouted = 0
  answers: { redirects: number; fixedResponses: number; byClass: Record<'3XX' | '4XX' | '5XX', number> } | undefined
  readonly #routed = new Map<string, { requests: number; reads: number }>()

  of(targetGroupArn: string): { readonly requests: number; readonly reads: number } {
    return this.#routed.get(targetGroupArn) ?? { requests: 0, reads: 0 }
  }

  route(targetGroupArn: string, reads: number, writes: number): void {
    const before = this.of(targetGroupArn)
    this.#routed.set(targetGroupArn, { requests: before.requests + reads + writes, reads: before.reads + reads })
  }

  answer(type: 'redirect' | 'fixed-response', statusCode: number, count: number): void {
    if (count === 0) return
    this.answers ??= { redirects: 0, fixedResponses: 0, byClass: { '3XX': 0, '4XX': 0, '5XX': 0 } }
    this.answers[type === 'redirect' ? 'redirects' : 'fixedResponses'] += count
    // There is no metric for answers of the load balancer that went well.
    const statusClass = `${Math.floor(statusCode / 100)}XX`
    if (statusClass === '3XX' || statusClass === '4XX' || statusClass === '5XX')
      this.answers.byClass[statusClass] += count
  }
}
