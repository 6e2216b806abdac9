// Listeners: create, modify, delete, describe. A listener's default rule is edited here, never by ModifyRule.
import type {
  CreateListenerCommandInput,
  CreateListenerCommandOutput,
  DeleteListenerCommandInput,
  DeleteListenerCommandOutput,
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  Listener,
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { listenerArn, ruleArn } from './arns.ts'
import { checkForward } from './check-forward.ts'
import { elbError, notSimulated, validationError } from './errors.ts'
import { type LoadBalancingRegistry, rulesOf, type SimulatedListener } from './load-balancing-registry.ts'
import { checkFilters, pageOf } from './paging.ts'
import { parseActions } from './rule-actions.ts'
import { mergedTags } from './tags.ts'

type ListenerInput = Pick<
  CreateListenerCommandInput,
  'Protocol' | 'Port' | 'Certificates' | 'SslPolicy' | 'AlpnPolicy' | 'MutualAuthentication'
>

/** The policy of a listener that names none (source: "Security policies for your Application Load Balancer"). */
const defaultSslPolicy = 'ELBSecurityPolicy-2016-08'

export function listenerOperations(registry: LoadBalancingRegistry) {
  const CreateListener: Operation<CreateListenerCommandInput, CreateListenerCommandOutput> = (input, { nowMs }) => {
    const balancer = registry.loadBalancer(input.LoadBalancerArn)
    const existing = registry.listenersOf(balancer.arn).find(({ port }) => port === input.Port)
    if (existing) return { Listeners: [describe(sameListener(existing, JSON.stringify(input)))] }
    return { Listeners: [describe(create(registry, balancer.arn, input, nowMs))] }
  }

  const ModifyListener: Operation<ModifyListenerCommandInput, ModifyListenerCommandOutput> = (input, { nowMs }) => {
    const listener = registry.listener(input.ListenerArn)
    modify(registry, listener, input)
    registry.refreshUse(nowMs)
    return { Listeners: [describe(listener)] }
  }

  const DeleteListener: Operation<DeleteListenerCommandInput, DeleteListenerCommandOutput> = (input, { nowMs }) => {
    const listener = registry.listener(input.ListenerArn)
    for (const { arn } of [listener, ...rulesOf(listener)]) registry.tags.delete(arn)
    registry.listeners.delete(listener.arn)
    registry.refreshUse(nowMs)
    return {}
  }

  const DescribeListeners: Operation<DescribeListenersCommandInput, DescribeListenersCommandOutput> = input => {
    const { LoadBalancerArn, ListenerArns } = input
    checkFilters({ LoadBalancerArn, ListenerArns })
    if (LoadBalancerArn === undefined && ListenerArns === undefined) {
      throw validationError('You must specify either listener ARNs or a load balancer ARN')
    }
    const found =
      ListenerArns?.map(arn => registry.listener(arn)) ??
      registry.listenersOf(registry.loadBalancer(LoadBalancerArn).arn)
    const page = pageOf(found, input)
    return { Listeners: page.items.map(describe), NextMarker: page.nextMarker }
  }

  return { CreateListener, ModifyListener, DeleteListener, DescribeListeners }
}

/** "If you attempt to create multiple listeners with the same settings, each call succeeds." */
function sameListener(existing: SimulatedListener, fingerprint: string): SimulatedListener {
  if (existing.fingerprint === fingerprint) return existing
  throw elbError('DuplicateListener', 'A listener already exists on this port for this load balancer')
}

function create(
  registry: LoadBalancingRegistry,
  loadBalancerArn: string,
  input: CreateListenerCommandInput,
  nowMs: number,
): SimulatedListener {
  const secured = securityOf(input, {})
  const port = checkedPort(input.Port)
  const parsed = parseActions(input.DefaultActions)
  checkForward(registry, loadBalancerArn, parsed)
  const tags = mergedTags(new Map(), input.Tags)
  const most = registry.quotas.listenersPerLoadBalancer
  if (registry.listenersOf(loadBalancerArn).length >= most) {
    throw elbError('TooManyListeners', `The maximum number of listeners on load balancer is '${most}'`)
  }
  const arn = listenerArn(loadBalancerArn, registry.nextOrdinal('listener'))
  const defaultRuleArn = ruleArn(arn, registry.nextOrdinal('listener rule'))
  const defaultRule = { arn: defaultRuleArn, priority: undefined, conditions: [], matches: () => true, parsed }
  const listener = {
    arn,
    loadBalancerArn,
    port,
    ...secured,
    fingerprint: JSON.stringify(input),
    defaultRule,
    rules: [],
  }
  registry.listeners.set(arn, listener)
  registry.tags.set(arn, tags)
  registry.tags.set(defaultRuleArn, new Map())
  registry.refreshUse(nowMs)
  return listener
}

/** Properties that are not given stay; a list that is given replaces the whole list. */
function modify(registry: LoadBalancingRegistry, listener: SimulatedListener, input: ModifyListenerCommandInput): void {
  const secured = securityOf(input, listener)
  const port = input.Port === undefined ? listener.port : checkedPort(input.Port)
  if (registry.listenersOf(listener.loadBalancerArn).some(other => other !== listener && other.port === port)) {
    throw elbError('DuplicateListener', 'A listener already exists on this port for this load balancer')
  }
  const { defaultRule } = listener
  const parsed = input.DefaultActions === undefined ? defaultRule.parsed : parseActions(input.DefaultActions)
  checkForward(registry, listener.loadBalancerArn, parsed, defaultRule.arn)
  Object.assign(listener, { ...secured, port, defaultRule: { ...defaultRule, parsed } })
}

function checkedPort(port: number | undefined): number {
  if (port !== undefined && Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw validationError(`Port: got ${port}, wanted 1 to 65535`)
}

/** Changing HTTPS to HTTP takes certificate and policy away; changing HTTP to HTTPS needs a certificate. */
function securityOf(
  input: ListenerInput,
  current: Partial<Pick<SimulatedListener, 'protocol' | 'certificateArn' | 'sslPolicy'>>,
) {
  if (input.AlpnPolicy !== undefined) throw notSimulated('AlpnPolicy')
  if ((input.MutualAuthentication?.Mode ?? 'off') !== 'off') throw notSimulated('Mutual authentication')
  const protocol = checkedProtocol(input.Protocol ?? current.protocol)
  if (protocol === 'HTTP') {
    if (input.Certificates !== undefined) throw validationError('A certificate cannot be specified for HTTP listeners')
    return { protocol, certificateArn: undefined, sslPolicy: undefined }
  }
  const certificateArn = input.Certificates?.[0]?.CertificateArn ?? current.certificateArn
  if (certificateArn === undefined || (input.Certificates?.length ?? 1) !== 1) {
    throw validationError('Exactly one certificate must be specified for HTTPS listeners')
  }
  return { protocol, certificateArn, sslPolicy: input.SslPolicy ?? current.sslPolicy ?? defaultSslPolicy }
}

function checkedProtocol(protocol: string | undefined): 'HTTP' | 'HTTPS' {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return protocol
  throw elbError('UnsupportedProtocol', `Listener protocol '${protocol}' must be one of '[HTTP, HTTPS]'`)
}

function describe(listener: SimulatedListener): Listener {
  const { certificateArn, sslPolicy } = listener
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(certificateArn !== undefined && { Certificates: [{ CertificateArn: certificateArn }], SslPolicy: sslPolicy }),
    DefaultActions: [structuredClone(listener.defaultRule.parsed.description)],
  }
}
