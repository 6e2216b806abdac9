// Names that AWS would hand out. Their last parts are the ones of AWS's own examples, counted on: two equal runs have equal
// names.
import { validationError } from './errors.ts'

const prefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'

/** As in the examples of the API reference. */
const firstIds = {
  loadBalancer: 0x50dc6c495c0c9188n,
  targetGroup: 0x73e2d6bc24d8a067n,
  listener: 0xf2f7dc8efc522ab2n,
  rule: 0x9683b2d02a6cabeen,
}

export function loadBalancerArn(name: string, ordinal: number): string {
  return `${prefix}:loadbalancer/app/${name}/${idOf('loadBalancer', ordinal)}`
}

export function targetGroupArn(name: string, ordinal: number): string {
  return `${prefix}:targetgroup/${name}/${idOf('targetGroup', ordinal)}`
}

/** `…:listener/app/name/id/id`: of the load balancer `…:loadbalancer/app/name/id`. */
export function listenerArn(balancerArn: string, ordinal: number): string {
  return `${balancerArn.replace(':loadbalancer/', ':listener/')}/${idOf('listener', ordinal)}`
}

/** `…:listener-rule/app/name/id/id/id`. */
export function ruleArn(ofListenerArn: string, ordinal: number): string {
  return `${ofListenerArn.replace(':listener/', ':listener-rule/')}/${idOf('rule', ordinal)}`
}

/** How CloudWatch names a load balancer: `app/name/id`. */
export function loadBalancerDimension(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length)
}

/** How CloudWatch names a target group: `targetgroup/name/id`. */
export function targetGroupDimension(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

export type ResourceKind = 'load balancer' | 'target group' | 'listener' | 'listener rule'

const kinds: Readonly<Record<string, ResourceKind>> = {
  loadbalancer: 'load balancer',
  targetgroup: 'target group',
  listener: 'listener',
  'listener-rule': 'listener rule',
}

/** @throws ValidationError for what is no ARN of Elastic Load Balancing */
export function kindOf(arn: string | undefined): ResourceKind {
  const type = /^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:([a-z-]+)\//.exec(arn ?? '')?.[1]
  const kind = kinds[type ?? '']
  if (kind === undefined) throw validationError(`'${arn}' is not a valid ARN of Elastic Load Balancing`)
  return kind
}

/** @throws ValidationError for an ARN of something else */
export function checkArn(arn: string | undefined, kind: ResourceKind): string {
  if (arn?.startsWith('arn:aws:elasticloadbalancing:') && kindOf(arn) === kind) return arn
  throw validationError(`'${arn}' is not a valid ${kind} ARN`)
}

function idOf(kind: keyof typeof firstIds, ordinal: number): string {
  return BigInt.asUintN(64, firstIds[kind] + BigInt(ordinal))
    .toString(16)
    .padStart(16, '0')
}
