// The simulated region: virtual time, the services, and the real SDK clients in front of them. It knows nothing of Penumbra;
// `control-plane.ts` deploys Penumbra into it, as CloudFormation would.
import { type AwsClients, createAwsClients } from '../shared/runtime/aws-clients.ts'
import type { ApiCall } from './iam/actions/required-actions.ts'
import { Iam, type RoleSession } from './iam/iam.ts'
import { ScheduleRoles } from './iam/schedule-roles.ts'
import { VirtualClock } from './kernel/clock.ts'
import { RandomStream } from './kernel/random.ts'
import type { SimulatedService } from './kernel/service.ts'
import { type CallRecord, simulateClient, VirtualRetryStrategy } from './kernel/simulated-client.ts'
import type { Scenario } from './scenario.ts'
import { AutoScalingService } from './services/auto-scaling/auto-scaling-service.ts'
import type { MoveReport } from './services/auto-scaling/instance-mover.ts'
import type { SimulatedGroup } from './services/auto-scaling/simulated-group.ts'
import type { TargetGroupDirectory } from './services/auto-scaling/traffic-sources.ts'
import { CloudWatchService } from './services/cloudwatch/cloudwatch-service.ts'
import { MetricStore } from './services/cloudwatch/metric-store.ts'
import { DynamoDbService } from './services/dynamodb/dynamodb-service.ts'
import { ElasticLoadBalancingService } from './services/elastic-load-balancing/elastic-load-balancing-service.ts'
import type { LoadBalancingQuotas } from './services/elastic-load-balancing/quotas.ts'
import { EventBus } from './services/event-bridge.ts'
import { LambdaService } from './services/lambda.ts'
import { UniversalTargets } from './services/scheduler/universal-target.ts'
import { SchedulerService } from './services/scheduler.ts'
import { SnsService } from './services/sns.ts'
import { SsmService } from './services/ssm.ts'

export const regionName = 'us-east-1'
export const accountId = '123456789012'

export interface RegionOptions {
  readonly scenario: Scenario
  readonly seed: number
  /** Virtual epoch milliseconds at which the region begins. */
  readonly startMs: number
  /** Hears of every call of every client, answered or refused. */
  readonly onCall?: (call: CallRecord) => void
  /** Auto Scaling calls per second of the whole account before it throttles; default: never. */
  readonly autoScalingCallsPerSecond?: number
  /** Auto Scaling groups that the account may have in the region; default: 500, as AWS has it. */
  readonly maxAutoScalingGroups?: number
  /** Quotas of Elastic Load Balancing that AWS has raised for the account; default: none. */
  readonly loadBalancingQuotas?: Partial<LoadBalancingQuotas>
  /** Milliseconds that a call is on its way; default: none. */
  readonly callLatencyMs?: (service: string, operation: string) => number
}

export type MoveListener = (report: MoveReport, group: SimulatedGroup) => void

export class Region {
  readonly scenario: Scenario
  readonly seed: number
  readonly clock: VirtualClock
  readonly metrics: MetricStore
  readonly autoScaling: AutoScalingService
  readonly dynamoDb: DynamoDbService
  readonly events: EventBus
  /** Roles; while there is none, nobody's calls are judged. */
  readonly iam: Iam
  readonly elasticLoadBalancing: ElasticLoadBalancingService
  readonly lambda: LambdaService
  readonly scheduler: SchedulerService
  readonly sns = new SnsService()
  readonly ssm = new SsmService()
  readonly #services: ReadonlyMap<string, SimulatedService>
  readonly #onCall: (call: CallRecord) => void
  readonly #callLatencyMs: RegionOptions['callLatencyMs']
  readonly #moveListeners: MoveListener[] = []

  constructor(options: RegionOptions) {
    const { scenario, seed, startMs, onCall = () => {}, autoScalingCallsPerSecond } = options
    this.scenario = scenario
    this.seed = seed
    this.#onCall = onCall
    this.#callLatencyMs = options.callLatencyMs
    this.clock = new VirtualClock(startMs)
    this.iam = new Iam(name => taggedGroup(this.autoScaling.group(name)))
    const scheduleRoles = new ScheduleRoles(this.iam)
    this.metrics = new MetricStore({
      minuteDelaySeconds: scenario.metricDelaySeconds,
      highResolutionDelaySeconds: scenario.highResolutionDelaySeconds,
    })
    this.events = new EventBus({ clock: this.clock, random: this.stream('events'), ...scenario.events })
    this.autoScaling = new AutoScalingService({
      clock: this.clock,
      random: this.stream('auto-scaling'),
      metrics: this.metrics,
      emit: this.events.put,
      publish: (key, minuteStartMs, datum) => this.metrics.series(key, 60).record(minuteStartMs, datum),
      instanceType: scenario.group.instanceType,
      completesLaunchHooks: true,
      leadTimes: { ...scenario.leads, drainSeconds: scenario.drainSeconds },
      scheduledActionMaxDelaySeconds: scenario.scheduledActionMaxDelaySeconds,
      requestsPerSecondLimit: autoScalingCallsPerSecond,
      maxGroups: options.maxAutoScalingGroups,
      targetGroups: this.#targetGroups(),
      onReport: (report, group) => {
        for (const listener of this.#moveListeners) listener(report, group)
      },
    })
    this.elasticLoadBalancing = new ElasticLoadBalancingService({
      seed,
      directory: this.autoScaling.instances,
      registration: {
        minSeconds: scenario.leads.registrationMinSeconds,
        maxSeconds: scenario.leads.registrationMaxSeconds,
      },
      quotas: options.loadBalancingQuotas,
      onOutage: instanceId => this.autoScaling.watchHealth(instanceId),
    })
    this.dynamoDb = new DynamoDbService({ random: this.stream('dynamodb') })
    this.lambda = new LambdaService({ clock: this.clock, seed, ...scenario.lambda })
    this.scheduler = new SchedulerService({
      clock: this.clock,
      delaySeconds: scenario.schedulerDelaySeconds,
      universalTargets: new UniversalTargets({
        services: { autoscaling: this.autoScaling, elasticloadbalancingv2: this.elasticLoadBalancing },
        now: () => this.clock.now(),
        onCall,
        authorize: (roleArn, call) => scheduleRoles.authorize(roleArn, call),
      }),
      canAssume: roleArn => scheduleRoles.canAssume(roleArn),
      invokeTarget: target => {
        const call = { service: 'Lambda', operation: 'Invoke', input: { FunctionName: target.arn } }
        scheduleRoles.authorize(target.roleArn, call)
        this.lambda.invokeTarget(target)
      },
    })
    this.#services = new Map(this.#all().map(service => [service.name, service]))
  }

  /** `listener` hears of every instance that waits for a lifecycle hook, has arrived somewhere or has failed to. */
  onInstanceMove(listener: MoveListener): void {
    this.#moveListeners.push(listener)
  }

  /**
   * Real SDK clients whose calls are answered here, in the name of `caller`.
   * @param role by whose permissions every call is judged; default: none is
   */
  clients(caller: string, role?: RoleSession): AwsClients {
    const clients = createAwsClients({
      region: regionName,
      credentials: { accessKeyId: 'SIMULATED', secretAccessKey: 'simulated' },
      maxAttempts: 3,
      cacheMiddleware: true,
      requestHandler: unreachable,
      defaultsMode: 'legacy',
      retryStrategy: new VirtualRetryStrategy(
        ms => this.clock.sleep(ms, { thenTimer: true }),
        this.stream('retry', caller),
      ),
    })
    const latencyMs = this.#callLatencyMs
    const endpoint = {
      services: this.#services,
      now: () => this.clock.now(),
      onCall: this.#onCall,
      authorize: role && ((call: ApiCall) => this.iam.authorize(role, call)),
      travel: latencyMs && ((service: string, operation: string) => this.clock.sleep(latencyMs(service, operation))),
    }
    for (const client of Object.values(clients)) simulateClient(client, caller, endpoint)
    return clients
  }

  stream(...names: string[]): RandomStream {
    return new RandomStream(this.seed, ...names)
  }

  /** Each of the two services asks the other; Auto Scaling is there first. */
  #targetGroups(): TargetGroupDirectory {
    return {
      has: arn => this.elasticLoadBalancing.has(arn),
      deregistrationDelaySeconds: arn => this.elasticLoadBalancing.deregistrationDelaySeconds(arn),
      isAnswering: (instanceId, nowMs) => this.elasticLoadBalancing.isAnswering(instanceId, nowMs),
      checkedStates: (arn, nowMs) => this.elasticLoadBalancing.checkedStates(arn, nowMs),
    }
  }

  #all(): SimulatedService[] {
    return [
      this.autoScaling,
      new CloudWatchService(this.metrics),
      this.dynamoDb,
      this.elasticLoadBalancing,
      this.lambda,
      this.scheduler,
      this.sns,
      this.ssm,
    ]
  }
}

function taggedGroup(group: SimulatedGroup | undefined) {
  if (group === undefined) return undefined
  return { arn: group.arn, tags: Object.fromEntries([...group.tags].map(([key, { value }]) => [key, value])) }
}

/** No call of a simulated client may ever reach a network. */
const unreachable = {
  handle: () => Promise.reject(new Error('got a request on its way to the network, wanted it answered in the region')),
  destroy: () => {},
}
