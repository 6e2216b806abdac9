// Attributes of a target group, and what they mean for its traffic. Sources: TargetGroupAttribute in the SDK; "Edit target
// group attributes" and "Target group health" in the user guide.
import { type Attributes, type AttributeTable, anything, numberOf, oneOf } from './attribute-table.ts'
import { elbError, notSimulated } from './errors.ts'

const week = 604_800
const prefixes = { dns: 'target_group_health.dns_failover', routing: 'target_group_health.unhealthy_state_routing' }
const keys = {
  algorithm: 'load_balancing.algorithm.type',
  mitigation: 'load_balancing.algorithm.anomaly_mitigation',
  crossZone: 'load_balancing.cross_zone.enabled',
  slowStart: 'slow_start.duration_seconds',
  delay: 'deregistration_delay.timeout_seconds',
  isSticky: 'stickiness.enabled',
  stickyType: 'stickiness.type',
  balancerCookie: 'stickiness.lb_cookie.duration_seconds',
  applicationCookie: 'stickiness.app_cookie.duration_seconds',
  cookieName: 'stickiness.app_cookie.cookie_name',
  dnsCount: `${prefixes.dns}.minimum_healthy_targets.count`,
  dnsPercentage: `${prefixes.dns}.minimum_healthy_targets.percentage`,
  routingCount: `${prefixes.routing}.minimum_healthy_targets.count`,
  routingPercentage: `${prefixes.routing}.minimum_healthy_targets.percentage`,
}

export const targetGroupAttributeTable: AttributeTable = {
  [keys.delay]: numberOf('300', 0, 3600),
  [keys.isSticky]: oneOf('false', 'true'),
  [keys.stickyType]: oneOf('lb_cookie', 'app_cookie'),
  [keys.balancerCookie]: numberOf('86400', 1, week),
  [keys.applicationCookie]: numberOf('86400', 1, week),
  [keys.cookieName]: anything(''),
  [keys.algorithm]: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
  [keys.mitigation]: oneOf('off', 'on'),
  [keys.crossZone]: oneOf('use_load_balancer_configuration', 'true', 'false'),
  [keys.slowStart]: {
    initial: '0',
    refuse: value => (value === '0' ? undefined : numberOf('0', 30, 900).refuse(value) && '0 or 30 to 900'),
  },
  [keys.dnsCount]: numberOf('1', 1, 1000, 'off'),
  [keys.dnsPercentage]: numberOf('off', 1, 100, 'off'),
  [keys.routingCount]: numberOf('1', 1, 1000),
  [keys.routingPercentage]: numberOf('off', 1, 100, 'off'),
}

export type Algorithm = 'round_robin' | 'least_outstanding_requests' | 'weighted_random'

/** How a target group shares its requests. */
export interface TargetGroupBehaviour {
  readonly algorithm: Algorithm
  /** 0: no slow start. */
  readonly slowStartSeconds: number
  /** Seconds for which a client stays with its target; undefined without sticky sessions. */
  readonly stickySeconds: number | undefined
  /** An application's cookie does not work with weighted target groups. */
  readonly isStickyByApplication: boolean
  /** With fewer healthy targets than this, requests go to all targets. */
  readonly minimumHealthyCount: number
  /** The same in percent of the registered targets; 0 where it is off. */
  readonly minimumHealthyPercent: number
  readonly deregistrationDelaySeconds: number
}

export function behaviourOf(attributes: Attributes): TargetGroupBehaviour {
  const isStickyByApplication = attributes[keys.stickyType] === 'app_cookie'
  const cookie = isStickyByApplication ? keys.applicationCookie : keys.balancerCookie
  return {
    algorithm: attributes[keys.algorithm] as Algorithm,
    slowStartSeconds: Number(attributes[keys.slowStart]),
    stickySeconds: attributes[keys.isSticky] === 'true' ? Number(attributes[cookie]) : undefined,
    isStickyByApplication,
    minimumHealthyCount: Number(attributes[keys.routingCount]),
    minimumHealthyPercent: thresholdOf(attributes[keys.routingPercentage]),
    deregistrationDelaySeconds: Number(attributes[keys.delay]),
  }
}

/**
 * What the attributes must not say together.
 * @throws InvalidConfigurationRequest; ValidationError for what is not simulated
 */
export function checkTogether(attributes: Attributes): void {
  const behaviour = behaviourOf(attributes)
  if (behaviour.slowStartSeconds > 0 && behaviour.algorithm === 'least_outstanding_requests') {
    throw elbError(
      'InvalidConfigurationRequest',
      'You cannot enable both slow start and the least outstanding requests algorithm',
    )
  }
  if (behaviour.slowStartSeconds > 0 && behaviour.algorithm === 'weighted_random') {
    throw notSimulated('Slow start with the weighted random algorithm')
  }
  checkMitigation(attributes)
  checkCookie(attributes, behaviour)
  checkThresholds(attributes)
  if (attributes[keys.crossZone] === 'false') throw notSimulated('Turning cross-zone load balancing off')
}

function checkMitigation(attributes: Attributes): void {
  if (attributes[keys.mitigation] === 'off') return
  if (attributes[keys.algorithm] === 'weighted_random') throw notSimulated('Anomaly mitigation')
  throw elbError(
    'InvalidConfigurationRequest',
    'Anomaly mitigation is available with the weighted random algorithm only',
  )
}

function checkCookie(attributes: Attributes, { isStickyByApplication, stickySeconds }: TargetGroupBehaviour): void {
  const name = attributes[keys.cookieName]
  if (/^AWSALB/.test(name)) {
    throw elbError('InvalidConfigurationRequest', `Cookie name '${name}' begins with a prefix that is reserved`)
  }
  if (isStickyByApplication && stickySeconds !== undefined && name === '') {
    throw elbError('InvalidConfigurationRequest', 'You must specify a cookie name for application-based stickiness')
  }
}

/** "The threshold for DNS failover must be greater than or equal to the threshold for routing failover." */
function checkThresholds(attributes: Attributes): void {
  for (const unit of ['Count', 'Percentage'] as const) {
    const dns = thresholdOf(attributes[keys[`dns${unit}`]])
    if (dns > 0 && dns < thresholdOf(attributes[keys[`routing${unit}`]])) {
      throw elbError(
        'InvalidConfigurationRequest',
        `The ${unit.toLowerCase()} for DNS failover must be at least the one for unhealthy state routing`,
      )
    }
  }
}

function thresholdOf(value: string): number {
  return value === 'off' ? 0 : Number(value)
}
