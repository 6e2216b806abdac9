// How the load balancer shares requests among the instances in service, and what becomes of them.

import { instanceRpsOf, type Scenario } from '../scenario.ts'
import type { FleetInstance } from '../services/auto-scaling/fleet-view.ts'
import type { Algorithm } from '../services/elastic-load-balancing/target-group-attributes.ts'
import { type BadShareCurve, servingFactor } from './physics.ts'

/** Instances that share one utilisation, and the requests that they get. */
export interface LoadPart {
  readonly instances: number
  readonly requests: number
  readonly utilisation: number
  /** Who answers every one of these requests with an error; default: they are served. */
  readonly failure?: 'target' | 'load balancer'
}

/** What the load balancer can send requests to at one instant. */
export interface ServingFleet {
  readonly inService: number
  /** Serving factors of those still in their ramp. */
  readonly coldFactors: readonly number[]
}

export interface LoadOutcome {
  /** Requests for which no target was in service. */
  readonly rejected: number
  /** Requests beyond what saturated instances can serve, or that nothing answered. */
  readonly dropped: number
  /** Requests answered with 5xx by a target. */
  readonly errors: number
  /** Rejected, dropped, erroneous or too slow; an expectation, not a whole number. */
  readonly bad: number
  /** Mean over the instances, 0 to 1; 0 without any. */
  readonly utilisation: number
}

/** The instances in service at `atMs`; others get no requests. */
export function servingFleet(instances: readonly FleetInstance[], atMs: number, scenario: Scenario): ServingFleet {
  const rampMs = scenario.coldServing.rampSeconds * 1000
  const coldFactors: number[] = []
  let inService = 0
  for (const { state, inServiceAtMs } of instances) {
    if (state !== 'InService' || inServiceAtMs === undefined || inServiceAtMs > atMs) continue
    inService++
    if (atMs - inServiceAtMs < rampMs)
      coldFactors.push(servingFactor((atMs - inServiceAtMs) / 1000, scenario.coldServing))
  }
  return { inService, coldFactors }
}

/**
 * Least outstanding requests sends less to a slower target, so that all are equally utilised; round robin gives every
 * target the same, so that a cold one is fuller.
 * Source: "Routing algorithms", Elastic Load Balancing user guide for Application Load Balancers, target groups.
 */
export function shareLoad(
  requests: number,
  seconds: number,
  fleet: ServingFleet,
  scenario: Scenario,
  algorithm: Algorithm = algorithmOf(scenario),
): LoadPart[] {
  const { inService, coldFactors } = fleet
  if (inService === 0) return []
  const perInstance = instanceRpsOf(scenario) * seconds
  const warm = inService - coldFactors.length
  if (algorithm === 'least_outstanding_requests') {
    const capacity = perInstance * coldFactors.reduce((sum, factor) => sum + factor, warm)
    return [{ instances: inService, requests, utilisation: requests / capacity }]
  }
  const each = requests / inService
  const cold = coldFactors.map(factor => ({ instances: 1, requests: each, utilisation: each / (perInstance * factor) }))
  if (warm === 0) return cold
  return [{ instances: warm, requests: each * warm, utilisation: each / perInstance }, ...cold]
}

/** As target groups name it. */
function algorithmOf({ loadBalancing }: Scenario): Algorithm {
  return loadBalancing === 'round-robin' ? 'round_robin' : 'least_outstanding_requests'
}

/** Requests of a part that are served at all: a saturated instance drops the overflow. */
export function servedOf(part: LoadPart): number {
  if (part.failure !== undefined) return 0
  return part.utilisation > 1 ? part.requests / part.utilisation : part.requests
}

export function outcomeOf(
  requests: number,
  parts: readonly LoadPart[],
  badShare: BadShareCurve,
  errorShare: number,
): LoadOutcome {
  if (parts.length === 0) return { rejected: requests, dropped: 0, errors: 0, bad: requests, utilisation: 0 }
  let served = 0
  let bad = 0
  let busy = 0
  let instances = 0
  let dropped = 0
  let failed = 0
  for (const part of parts) {
    const servedRequests = servedOf(part)
    served += servedRequests
    bad += part.failure === undefined ? part.requests * badShare(part.utilisation) : part.requests
    if (part.failure === 'target') failed += part.requests
    else dropped += part.requests - servedRequests
    busy += part.instances * Math.min(1, part.utilisation)
    instances += part.instances
  }
  return { rejected: 0, dropped, errors: served * errorShare + failed, bad, utilisation: busy / instances }
}
