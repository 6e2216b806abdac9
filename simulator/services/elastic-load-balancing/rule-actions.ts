// What CreateListener, CreateRule and their Modify… take as actions. Sources: Action and the …ActionConfig shapes in the SDK;
// "Listeners for your Application Load Balancers" in the user guide. Authentication (Cognito, OIDC, JWT) is refused: every
// request of the simulated region comes without a user.
import type {
  Action,
  FixedResponseActionConfig,
  ForwardActionConfig,
  RedirectActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { elbError, notSimulated, validationError } from './errors.ts'
import { fixedLimits } from './quotas.ts'

export interface WeightedTargetGroup {
  readonly arn: string
  /** 0 to 999; the share is the weight over the sum of the weights. */
  readonly weight: number
}

export type RuleAction =
  | {
      readonly type: 'forward'
      readonly targetGroups: readonly WeightedTargetGroup[]
      /** Seconds for which a client stays with its target group; undefined without target group stickiness. */
      readonly stickySeconds: number | undefined
    }
  | { readonly type: 'redirect'; readonly statusCode: number }
  | { readonly type: 'fixed-response'; readonly statusCode: number }

export interface ParsedAction {
  readonly action: RuleAction
  /** As the describing operations show it. */
  readonly description: Action
}

const maximumWeight = 999
const maximumStickySeconds = 604_800
const maximumMessageLength = 1024
const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json']

/** @throws InvalidLoadBalancerAction, TooManyActions, ValidationError */
export function parseActions(actions: readonly Action[] | undefined): ParsedAction {
  if (!actions?.length) throw validationError('At least one action must be specified')
  for (const { Type } of actions) checkType(Type)
  if (actions.length > 1) {
    throw elbError(
      'TooManyActions',
      "A rule must have exactly one of the actions 'forward', 'redirect', 'fixed-response'",
    )
  }
  const [action] = actions
  if (action.Type === 'redirect') return parseRedirect(action)
  return action.Type === 'fixed-response' ? parseFixedResponse(action) : parseForward(action)
}

function checkType(type: string | undefined): void {
  if (type === 'forward' || type === 'redirect' || type === 'fixed-response') return
  if (type === undefined) throw validationError('An action type must be specified')
  if (/^(authenticate-(cognito|oidc)|jwt-validation)$/.test(type)) throw notSimulated(`Action type '${type}'`)
  throw validationError(`Action type '${type}' must be one of '[forward, redirect, fixed-response]'`)
}

function parseForward(action: Action): ParsedAction {
  const config = forwardConfig(action)
  const targetGroups = weightsOf(config)
  const stickySeconds = stickySecondsOf(config)
  return {
    action: { type: 'forward', targetGroups, stickySeconds },
    description: {
      Type: 'forward',
      ...(targetGroups.length === 1 && { TargetGroupArn: targetGroups[0].arn }),
      ...order(action),
      ForwardConfig: {
        TargetGroups: targetGroups.map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight })),
        TargetGroupStickinessConfig: stickiness(config, stickySeconds),
      },
    },
  }
}

/** TargetGroupArn is short for a ForwardConfig with one target group; both together have to say the same. */
function forwardConfig({ TargetGroupArn, ForwardConfig }: Action): ForwardActionConfig {
  if (TargetGroupArn === undefined) return ForwardConfig ?? {}
  if (ForwardConfig === undefined) return { TargetGroups: [{ TargetGroupArn }] }
  const [first, ...others] = ForwardConfig.TargetGroups ?? []
  if (others.length === 0 && first?.TargetGroupArn === TargetGroupArn) return ForwardConfig
  throw validationError(
    'With both TargetGroupArn and ForwardConfig, ForwardConfig must have that target group and no other',
  )
}

function weightsOf({ TargetGroups = [] }: ForwardActionConfig): WeightedTargetGroup[] {
  if (TargetGroups.length === 0) throw validationError('A forward action must have at least one target group')
  if (TargetGroups.length > fixedLimits.targetGroupsPerAction) {
    throw elbError(
      'InvalidLoadBalancerAction',
      `A forward action can only have '${fixedLimits.targetGroupsPerAction}' target groups`,
    )
  }
  const groups = TargetGroups.map(({ TargetGroupArn: arn = '', Weight }) => {
    return { arn, weight: checkedWeight(Weight, TargetGroups.length) }
  })
  const repeated = groups.find(({ arn }, index) => groups.findIndex(other => other.arn === arn) < index)
  if (repeated) throw validationError(`Target group '${repeated.arn}' was specified more than once`)
  return groups
}

/** "If you specify multiple target groups for a forward action, you must specify a weight for each target group." */
function checkedWeight(weight: number | undefined, groups: number): number {
  if (weight === undefined && groups === 1) return 1
  if (weight !== undefined && Number.isInteger(weight) && weight >= 0 && weight <= maximumWeight) return weight
  throw validationError(`Target group weight: got ${weight}, wanted 0 to ${maximumWeight}`)
}

function stickySecondsOf({ TargetGroupStickinessConfig }: ForwardActionConfig): number | undefined {
  const { Enabled = false, DurationSeconds: seconds } = TargetGroupStickinessConfig ?? {}
  const isValid = seconds !== undefined && seconds >= 1 && seconds <= maximumStickySeconds
  if (!isValid && (Enabled || seconds !== undefined)) {
    throw validationError(`Target group stickiness duration must be between 1 and ${maximumStickySeconds} seconds`)
  }
  return Enabled ? seconds : undefined
}

function stickiness({ TargetGroupStickinessConfig }: ForwardActionConfig, stickySeconds: number | undefined) {
  const DurationSeconds = TargetGroupStickinessConfig?.DurationSeconds
  return { Enabled: stickySeconds !== undefined, ...(DurationSeconds !== undefined && { DurationSeconds }) }
}

function parseRedirect(action: Action): ParsedAction {
  const { StatusCode, ...parts } = (action.RedirectConfig ?? {}) as Partial<RedirectActionConfig>
  if (StatusCode !== 'HTTP_301' && StatusCode !== 'HTTP_302') {
    throw validationError(`Redirect status code '${StatusCode}' must be one of '[HTTP_301, HTTP_302]'`)
  }
  const config = { ...unchanged, ...parts }
  if (locationParts.every(part => config[part] === unchanged[part])) {
    throw elbError(
      'InvalidLoadBalancerAction',
      'A redirect must change at least one of protocol, host, port and path: anything else is a redirect loop',
    )
  }
  return {
    action: { type: 'redirect', statusCode: Number(StatusCode.slice('HTTP_'.length)) },
    description: { Type: 'redirect', ...order(action), RedirectConfig: { ...config, StatusCode } },
  }
}

/** What a redirect keeps of the request unless told otherwise. */
const unchanged = {
  Protocol: '#{protocol}',
  Port: '#{port}',
  Host: '#{host}',
  Path: '/#{path}',
  Query: '#{query}',
}

const locationParts = ['Protocol', 'Port', 'Host', 'Path'] as const

function parseFixedResponse(action: Action): ParsedAction {
  const {
    StatusCode = '',
    ContentType,
    MessageBody = '',
  } = (action.FixedResponseConfig ?? {}) as Partial<FixedResponseActionConfig>
  if (!/^[245]\d\d$/.test(StatusCode)) {
    throw validationError(`Fixed response status code '${StatusCode}': wanted 2XX, 4XX or 5XX`)
  }
  if (ContentType !== undefined && !contentTypes.includes(ContentType)) {
    throw validationError(`Fixed response content type '${ContentType}' must be one of '[${contentTypes}]'`)
  }
  if (MessageBody.length > maximumMessageLength) {
    throw validationError(`Fixed response message: got ${MessageBody.length} characters, wanted at most 1024`)
  }
  return {
    action: { type: 'fixed-response', statusCode: Number(StatusCode) },
    description: {
      Type: 'fixed-response',
      ...order(action),
      FixedResponseConfig: { ...action.FixedResponseConfig, StatusCode },
    },
  }
}

function order({ Order }: Action) {
  return Order === undefined ? {} : { Order }
}
