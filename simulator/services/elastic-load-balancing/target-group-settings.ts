// What a target group is told at its creation, and how its health checks are set. Sources: CreateTargetGroupInput and
// ModifyTargetGroupInput in the SDK; "Health checks for Application Load Balancer target groups" in the user guide.
import type {
  CreateTargetGroupCommandInput,
  ModifyTargetGroupCommandInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { elbError, notSimulated, validationError } from './errors.ts'

export interface HealthCheckSettings {
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  /** Consecutive passing checks that make an unhealthy target healthy. */
  readonly healthyThreshold: number
  /** Consecutive failing checks that make a target unhealthy. */
  readonly unhealthyThreshold: number
  readonly protocol: 'HTTP' | 'HTTPS'
  readonly port: string
  readonly path: string
  readonly httpCode: string
}

export interface TargetGroupSettings {
  readonly protocol: 'HTTP' | 'HTTPS'
  readonly port: number
  readonly protocolVersion: string
  readonly vpcId: string
}

type HealthCheckInput = Omit<ModifyTargetGroupCommandInput, 'TargetGroupArn'>

const defaultHealthChecks: HealthCheckSettings = {
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/',
  httpCode: '200',
}

/** @throws ValidationError */
export function checkName(name: string | undefined, what: 'load balancer' | 'target group'): string {
  if (name !== undefined && /^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(name)) return name
  throw validationError(
    `The ${what} name '${name}' must have 1 to 32 letters, digits and hyphens, none of these at the beginning or end`,
  )
}

/** @throws ValidationError for what no Application Load Balancer takes, and for targets that are not simulated */
export function parseSettings(input: CreateTargetGroupCommandInput): TargetGroupSettings {
  const { TargetType = 'instance', Protocol, ProtocolVersion = 'HTTP1', Port, VpcId, IpAddressType = 'ipv4' } = input
  if (TargetType !== 'instance') throw notSimulated(`Target type '${TargetType}'`)
  if (IpAddressType !== 'ipv4') throw notSimulated(`IP address type '${IpAddressType}'`)
  if (Protocol !== 'HTTP' && Protocol !== 'HTTPS') throw notSimulated(`A target group of protocol '${Protocol}'`)
  if (ProtocolVersion !== 'HTTP1') throw notSimulated(`Protocol version '${ProtocolVersion}'`)
  if (Port === undefined || !(Port >= 1 && Port <= 65_535)) {
    throw validationError(`Port: got ${Port}, wanted 1 to 65535`)
  }
  if (VpcId === undefined) throw validationError('A VPC must be specified')
  return { protocol: Protocol, port: Port, protocolVersion: ProtocolVersion, vpcId: VpcId }
}

/**
 * The settings with some changed; without any, AWS's defaults.
 * @throws InvalidConfigurationRequest, ValidationError
 */
export function changedHealthChecks(input: HealthCheckInput, current = defaultHealthChecks): HealthCheckSettings {
  const next: HealthCheckSettings = {
    intervalSeconds: inRange(input, 'HealthCheckIntervalSeconds', 5, 300) ?? current.intervalSeconds,
    timeoutSeconds: inRange(input, 'HealthCheckTimeoutSeconds', 2, 120) ?? current.timeoutSeconds,
    healthyThreshold: inRange(input, 'HealthyThresholdCount', 2, 10) ?? current.healthyThreshold,
    unhealthyThreshold: inRange(input, 'UnhealthyThresholdCount', 2, 10) ?? current.unhealthyThreshold,
    protocol: checkedProtocol(input) ?? current.protocol,
    port: input.HealthCheckPort ?? current.port,
    path: input.HealthCheckPath ?? current.path,
    httpCode: checkedHttpCode(input) ?? current.httpCode,
  }
  if (next.timeoutSeconds >= next.intervalSeconds) {
    throw validationError('Health check interval must be greater than the timeout')
  }
  return next
}

export function describeHealthChecks(checks: HealthCheckSettings): Partial<TargetGroup> {
  return {
    HealthCheckProtocol: checks.protocol,
    HealthCheckPort: checks.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: checks.intervalSeconds,
    HealthCheckTimeoutSeconds: checks.timeoutSeconds,
    HealthyThresholdCount: checks.healthyThreshold,
    UnhealthyThresholdCount: checks.unhealthyThreshold,
    HealthCheckPath: checks.path,
    Matcher: { HttpCode: checks.httpCode },
  }
}

function inRange(
  input: HealthCheckInput,
  name:
    | 'HealthCheckIntervalSeconds'
    | 'HealthCheckTimeoutSeconds'
    | 'HealthyThresholdCount'
    | 'UnhealthyThresholdCount',
  least: number,
  most: number,
): number | undefined {
  const value = input[name]
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value
  throw validationError(`${name}: got ${value}, wanted ${least} to ${most}`)
}

function checkedProtocol({ HealthCheckProtocol, HealthCheckEnabled }: HealthCheckInput) {
  // "If the target type is instance, … health checks are always enabled and can't be disabled."
  if (HealthCheckEnabled === false) {
    throw elbError('InvalidConfigurationRequest', "Health checks of target type 'instance' cannot be disabled")
  }
  if (HealthCheckProtocol === undefined || HealthCheckProtocol === 'HTTP' || HealthCheckProtocol === 'HTTPS') {
    return HealthCheckProtocol
  }
  throw validationError(`Health check protocol '${HealthCheckProtocol}' must be one of '[HTTP, HTTPS]'`)
}

function checkedHttpCode({ Matcher }: HealthCheckInput): string | undefined {
  if (Matcher?.GrpcCode !== undefined) throw notSimulated('Matcher.GrpcCode')
  const code = Matcher?.HttpCode
  if (code === undefined) return undefined
  const isValid = code.split(/[,-]/).every(part => /^\d{3}$/.test(part) && Number(part) >= 200 && Number(part) <= 499)
  if (isValid) return code
  throw validationError(`Matcher.HttpCode: got '${code}', wanted codes or ranges of codes from 200 to 499`)
}
