// A site under load whose listener is changed through the API while it runs: what users meet, and what CloudWatch shows.
// Expected values: aws-facts §2; "CloudWatch metrics for your Application Load Balancer"; arithmetic beside each.
import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import { Region } from '../../../simulator/region.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { createSite } from '../../../simulator/site.ts'
import { ApplicationPhysics } from '../../../simulator/workload/application.ts'
import type { StepOutcome } from '../../../simulator/workload/step-outcome.ts'
import { forward, methods, path } from '../services/elastic-load-balancing/test-balancer.ts'

const minuteMs = 60_000
const startMs = Date.UTC(2026, 0, 5)
const reads = methods('GET', 'HEAD')

interface WorldOptions {
  readonly scenario?: object
  /** Requests per step of 10 seconds. */
  readonly requests?: number
  readonly instances?: number
  readonly minutes?: number
}

/** Site `web` under constant load from `startMs` on, with its first instances in service. */
async function makeWorld({ scenario: input = {}, requests = 3000, instances = 10, minutes = 60 }: WorldOptions = {}) {
  const leads = { coldMeanSeconds: 150, coldP95Seconds: 150 }
  const scenario = parseScenario({ leads, group: { minSize: instances }, ...input })
  const region = new Region({ scenario, seed: 1, startMs: startMs - 15 * minuteMs })
  const outcomes: StepOutcome[] = []
  const counts = new Float64Array(6 * minutes).fill(requests)
  const { application, group } = await createSite(
    region,
    {
      name: 'web',
      tags: {},
      policy: { metric: 'cpu', targetPercent: 100 },
      arrivals: { startMs, stepSeconds: 10, counts },
      physics: new ApplicationPhysics(scenario),
      initialInstances: instances,
    },
    ({ latencyCounts: _, ...outcome }) => outcomes.push({ ...outcome, latencyCounts: new Float64Array(0) }),
  )
  await region.clock.runUntil(startMs - 1)
  const context = () => ({ nowMs: region.clock.now(), caller: 'team' })
  const elb = region.elasticLoadBalancing.operations
  const asg = region.autoScaling.operations
  const [{ LoadBalancerArn = '' }] = elb.DescribeLoadBalancers({}, context()).LoadBalancers ?? []
  const [{ ListenerArn = '' }] = elb.DescribeListeners({ LoadBalancerArn }, context()).Listeners ?? []
  const [{ TargetGroupArn: live = '' }] = elb.DescribeTargetGroups({}, context()).TargetGroups ?? []
  // The clock stands a millisecond before the full minute.
  const lastMinuteMs = () => Math.floor((region.clock.now() + 1) / minuteMs) * minuteMs - minuteMs
  const dimensionOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1)
  const loadBalancer = LoadBalancerArn.slice(LoadBalancerArn.indexOf('app/'))
  return {
    region,
    application,
    group,
    outcomes,
    elb,
    asg,
    context,
    live,
    ListenerArn,
    /** Lets minutes pass; the last one can be read at once. */
    pass: (minutes: number) => region.clock.runUntil(region.clock.now() + minutes * minuteMs),
    rule: (Priority: number, Conditions: RuleCondition[], action: Action) =>
      elb.CreateRule({ ListenerArn, Priority, Conditions, Actions: [action] }, context()).Rules?.[0].RuleArn ?? '',
    setDefault: (action: Action) => elb.ModifyListener({ ListenerArn, DefaultActions: [action] }, context()),
    targetGroup: (Name: string, attributes: Record<string, string> = {}) => {
      const input = { Name, Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' } as const
      const [{ TargetGroupArn = '' }] = elb.CreateTargetGroup(input, context()).TargetGroups ?? []
      const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
      if (Attributes.length > 0) elb.ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, context())
      return TargetGroupArn
    },
    /** A group of its own behind a target group. */
    shadowGroup: (size: number, targetGroupArn: string) =>
      asg.CreateAutoScalingGroup(
        {
          AutoScalingGroupName: 'shadow',
          MinSize: size,
          MaxSize: size,
          AvailabilityZones: ['us-east-1a'],
          LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
          TargetGroupARNs: [targetGroupArn],
        },
        context(),
      ),
    shadowIds: () => region.autoScaling.group('shadow')?.instances.map(({ instanceId }) => instanceId) ?? [],
    health: (TargetGroupArn: string) =>
      elb
        .DescribeTargetHealth({ TargetGroupArn }, context())
        .TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State),
    /** Of a target group in the last step. */
    last: (arn: string) =>
      outcomes[outcomes.length - 1].targetGroups.find(group => group.dimension === dimensionOf(arn)),
    /** A metric of the last full minute, of the load balancer or of one of its target groups. */
    metric: (metricName: string, statistic: 'Sum' | 'Average' | 'Maximum' = 'Sum', targetGroupArn?: string) => {
      const dimensions: Record<string, string> = { LoadBalancer: loadBalancer }
      if (targetGroupArn !== undefined) dimensions.TargetGroup = dimensionOf(targetGroupArn)
      const key = { namespace: 'AWS/ApplicationELB', metricName, dimensions }
      const minute = lastMinuteMs()
      return region.metrics.value(key, statistic, 60, minute, minute + 60 * minuteMs)
    },
    cpu: (AutoScalingGroupName: string) => {
      const key = { namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { AutoScalingGroupName } }
      const minute = lastMinuteMs()
      return region.metrics.value(key, 'Average', 60, minute, minute + 60 * minuteMs)
    },
  }
}

/** As a scenario file has them. */
function pathsOf(shares: Readonly<Record<string, number>>) {
  return Object.entries(shares).map(([path, share]) => ({ path, share }))
}

type World = Awaited<ReturnType<typeof makeWorld>>

/** A shadow group of one in a target group of its own that reads are forwarded to with a weight out of 100. */
async function withShadow(world: World, weight: number, stickySeconds?: number): Promise<string> {
  const shadow = world.targetGroup('shadow')
  world.rule(10, [reads], forward({ [world.live]: 100 - weight, [shadow]: weight }, stickySeconds))
  world.shadowGroup(1, shadow)
  await world.pass(10)
  return shadow
}

describe('a site that was set up through the API', () => {
  it('serves by its target group, which has the names that its metrics have', async () => {
    const world = await makeWorld()
    await world.pass(2)
    expect(world.health(world.live)).toEqual(Array(10).fill('healthy'))
    expect(world.metric('RequestCount', 'Sum', world.live)).toBe(18_000)
    expect(world.application.keys.requestCount.dimensions).toEqual({
      TargetGroup: 'targetgroup/web/73e2d6bc24d8a067',
      LoadBalancer: 'app/web/50dc6c495c0c9188',
    })
    expect(world.metric('UnHealthyHostCount', 'Maximum', world.live)).toBe(0)
  })

  it('shows requests per target by their Sum alone, which is the average', async () => {
    const world = await makeWorld()
    await world.pass(2)
    expect(world.metric('RequestCountPerTarget', 'Sum', world.live)).toBe(1800)
    expect(world.metric('RequestCountPerTarget', 'Average', world.live)).toBeUndefined()
    expect(world.metric('RequestCountPerTarget', 'Maximum', world.live)).toBeUndefined()
  })

  it('drains as long, and shares its load as the scenario says', async () => {
    const world = await makeWorld({ scenario: { drainSeconds: 90, loadBalancing: 'round-robin' } })
    const { Attributes } = world.elb.DescribeTargetGroupAttributes({ TargetGroupArn: world.live }, world.context())
    expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '90' })
    expect(Attributes).toContainEqual({ Key: 'load_balancing.algorithm.type', Value: 'round_robin' })
  })

  it('follows its target group’s algorithm from the moment on that it is changed', async () => {
    const world = await makeWorld({ requests: 4000, instances: 8 })
    world.asg.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: 10 }, world.context())
    await world.pass(2.6)
    // 8 warm instances and 2 that serve 60 %: 4000 requests on 4600. Even shares of 400 are 80 % and 133 %.
    expect(world.outcomes[world.outcomes.length - 1].utilisation).toBeCloseTo(4000 / 4600, 4)
    const Attributes = [{ Key: 'load_balancing.algorithm.type', Value: 'round_robin' }]
    world.elb.ModifyTargetGroupAttributes({ TargetGroupArn: world.live, Attributes }, world.context())
    await world.pass(1 / 6)
    expect(world.outcomes[world.outcomes.length - 1].dropped).toBeGreaterThan(100)
  })
})

describe('a shadow behind a read-only rule', () => {
  it('gets its share of the reads and no write; each target group and group has metrics of its own', async () => {
    const world = await makeWorld({ requests: 4000 })
    const shadow = await withShadow(world, 10)
    const before = world.outcomes.length
    await world.pass(20)
    const sent = world.outcomes.slice(before).map(({ targetGroups }) => targetGroups[1])
    // 85 % of 4000 are reads, a tenth of them for the shadow: 340 a step, which is 68 % of a warm instance.
    const mean = sent.reduce((sum, { requests }) => sum + requests, 0) / sent.length
    expect(Math.abs(mean - 340)).toBeLessThan(4 * Math.sqrt((340 * 0.9) / sent.length))
    for (const { requests, reads: readRequests } of sent) expect(readRequests).toBe(requests)
    const counts = [world.live, shadow].map(arn => world.metric('RequestCount', 'Sum', arn) ?? Number.NaN)
    expect(counts[0] + counts[1]).toBe(24_000)
    expect(world.metric('RequestCount')).toBe(24_000)
    expect(world.metric('RequestCountPerTarget', 'Sum', shadow)).toBe(counts[1])
    expect(world.metric('RequestCountPerTarget', 'Sum', world.live)).toBeCloseTo(counts[0] / 10, 9)
    expect(world.metric('HealthyHostCount', 'Average', shadow)).toBe(1)
    expect(world.cpu('shadow')).toBeCloseTo(counts[1] / 30, 6)
    expect(world.cpu('web')).toBeCloseTo(counts[0] / 300, 6)
    expect(world.metric('TargetResponseTime', 'Average', shadow)).toBeGreaterThan(0.16)
  })

  it('at weight 0 is healthy, gets nothing, and changes nothing for the others', async () => {
    const plain = await makeWorld()
    await plain.pass(30)
    const world = await makeWorld()
    const shadow = await withShadow(world, 0)
    await world.pass(20)
    expect(world.health(shadow)).toEqual(['healthy'])
    expect(world.metric('HealthyHostCount', 'Average', shadow)).toBe(1)
    expect(world.metric('RequestCount', 'Sum', shadow)).toBeUndefined()
    expect(world.cpu('shadow')).toBe(0)
    const figures = ({ outcomes }: World) => outcomes.map(({ requests, reads, bad }) => [requests, reads, bad])
    expect(figures(world)).toEqual(figures(plain))
    expect(world.metric('RequestCount', 'Sum', world.live)).toBe(plain.metric('RequestCount', 'Sum', plain.live))
  })

  it('without a healthy target costs its share of the users: there is no failover between target groups', async () => {
    const world = await makeWorld()
    const empty = world.targetGroup('empty')
    world.setDefault(forward({ [world.live]: 3, [empty]: 1 }))
    await world.pass(2)
    const errors = world.metric('HTTPCode_ELB_5XX_Count') ?? 0
    expect(errors).toBe(18_000 - (world.metric('RequestCount') ?? 0))
    // Binomial(18000, 1/4): four standard deviations are 233.
    expect(Math.abs(errors - 4500)).toBeLessThan(233)
    expect(world.metric('HealthyHostCount', 'Average', empty)).toBe(0)
  })

  it('whose weight goes back to 0 keeps sticky clients until their cookies expire', async () => {
    const world = await makeWorld({ requests: 4000 })
    const shadow = await withShadow(world, 10, 600)
    const [{ RuleArn }] = world.elb.DescribeRules({ ListenerArn: world.ListenerArn }, world.context()).Rules ?? []
    const requests = () => world.last(shadow)?.requests ?? Number.NaN
    const before = requests()
    expect(before).toBeGreaterThan(250)
    const back = (stickySeconds?: number) =>
      world.elb.ModifyRule(
        { RuleArn, Actions: [forward({ [world.live]: 100, [shadow]: 0 }, stickySeconds)] },
        world.context(),
      )
    back(600)
    await world.pass(1)
    expect(requests()).toBeGreaterThan(0.75 * 340)
    await world.pass(9)
    // e^(−1) of 340 is 125.
    expect(Math.abs(requests() - 125)).toBeLessThan(50)
    back()
    await world.pass(1 / 6)
    expect(requests()).toBe(0)
  })

  it('stops getting requests the moment that its rule is deleted, and its targets are unused', async () => {
    const world = await makeWorld()
    const shadow = await withShadow(world, 10)
    const [{ RuleArn }] = world.elb.DescribeRules({ ListenerArn: world.ListenerArn }, world.context()).Rules ?? []
    world.elb.DeleteRule({ RuleArn }, world.context())
    await world.pass(1 / 6)
    expect(world.last(shadow)).toBeUndefined()
    expect(world.last(world.live)?.requests).toBe(3000)
    expect(world.health(shadow)).toEqual(['unused'])
  })
})

describe('rules by path', () => {
  it('split the paths of the scenario, and earlier rules go first', async () => {
    const world = await makeWorld({ scenario: { paths: pathsOf({ '/': 6, '/static/a.png': 3, '/cart': 1 }) } })
    const statics = world.targetGroup('static')
    world.rule(20, [path('/static/*')], forward(statics))
    world.rule(30, [path('/*')], forward(world.live))
    world.shadowGroup(8, statics)
    await world.pass(10)
    // Three tenths of 18,000 a minute; four standard deviations are 246.
    expect(Math.abs((world.metric('RequestCount', 'Sum', statics) ?? 0) - 5400)).toBeLessThan(246)
    const broad = world.rule(10, [path('/*')], forward(world.live))
    await world.pass(1)
    expect(world.last(statics)?.requests).toBe(0)
    world.elb.SetRulePriorities({ RulePriorities: [{ RuleArn: broad, Priority: 40 }] }, world.context())
    await world.pass(1)
    expect(world.last(statics)?.requests).toBeGreaterThan(700)
  })

  it('may answer by themselves: counted by kind and code, not as requests, and bad only with a 5XX', async () => {
    const world = await makeWorld({ scenario: { paths: pathsOf({ '/': 2, '/old': 1, '/down': 1 }) } })
    const redirect: Action = { Type: 'redirect', RedirectConfig: { Path: '/', StatusCode: 'HTTP_301' } }
    const fixed = (StatusCode: string): Action => ({ Type: 'fixed-response', FixedResponseConfig: { StatusCode } })
    world.rule(1, [path('/old')], redirect)
    const down = world.rule(2, [path('/down')], fixed('404'))
    await world.pass(2)
    const [redirects, fixedResponses, routed] = [
      'HTTP_Redirect_Count',
      'HTTP_Fixed_Response_Count',
      'RequestCount',
    ].map(name => world.metric(name) ?? Number.NaN)
    expect(redirects + fixedResponses + routed).toBe(18_000)
    expect(Math.abs(redirects - 4500)).toBeLessThan(233)
    expect(world.metric('HTTPCode_ELB_3XX_Count')).toBe(redirects)
    expect(world.metric('HTTPCode_ELB_4XX_Count')).toBe(fixedResponses)
    expect(world.metric('HTTPCode_ELB_5XX_Count')).toBeUndefined()
    expect(world.outcomes[world.outcomes.length - 1].bad).toBeLessThan(1)
    world.elb.ModifyRule({ RuleArn: down, Actions: [fixed('503')] }, world.context())
    await world.pass(1)
    expect(world.metric('HTTPCode_ELB_5XX_Count')).toBe(world.metric('HTTP_Fixed_Response_Count'))
    expect(world.outcomes[world.outcomes.length - 1].bad).toBeGreaterThan(600)
  })
})

describe('targets that come and go', () => {
  it('registered by hand serve after one health check, with no launch', async () => {
    const world = await makeWorld({ requests: 4700 })
    const pool = world.targetGroup('pool')
    world.shadowGroup(5, pool)
    await world.pass(10)
    const bad = () => world.outcomes[world.outcomes.length - 1].bad
    // 4700 requests on ten instances are 94 %, on fifteen, five of them cold, 72 %.
    expect(bad()).toBeGreaterThan(500)
    const Targets = world.shadowIds().map(Id => ({ Id }))
    world.elb.RegisterTargets({ TargetGroupArn: world.live, Targets }, world.context())
    expect(world.health(world.live)?.filter(state => state === 'initial')).toHaveLength(5)
    await world.pass(1)
    expect(world.health(world.live)).toEqual(Array(15).fill('healthy'))
    expect(bad()).toBeLessThan(20)
    expect(world.cpu('shadow')).toBeGreaterThan(20)
    world.elb.DeregisterTargets({ TargetGroupArn: world.live, Targets }, world.context())
    await world.pass(1 / 6)
    expect(bad()).toBeGreaterThan(500)
  })

  it('that stop answering cost their share until two checks have failed, then nobody', async () => {
    const world = await makeWorld()
    await world.pass(5)
    const [{ instanceId }] = world.group.instances
    world.region.elasticLoadBalancing.startOutage(instanceId, 'Target.Timeout', world.region.clock.now())
    await world.pass(1 / 6)
    // A tenth of 3000 requests meets a target that does not answer.
    expect(world.outcomes[world.outcomes.length - 1]).toMatchObject({ dropped: 300, errors: 0 })
    await world.pass(1)
    expect(world.last(world.live)).toMatchObject({ healthy: 9 })
    expect(world.outcomes[world.outcomes.length - 1].dropped).toBe(0)
    await world.pass(1)
    expect(world.metric('UnHealthyHostCount', 'Maximum', world.live)).toBe(1)
    expect(world.metric('HTTPCode_ELB_5XX_Count')).toBeUndefined()
  })

  it('that answer with errors are seen in the target group’s 5XX count', async () => {
    const world = await makeWorld()
    await world.pass(5)
    for (const { instanceId } of world.group.instances) {
      world.region.elasticLoadBalancing.startOutage(instanceId, 'Target.ResponseCodeMismatch', world.region.clock.now())
    }
    await world.pass(3)
    // All are unhealthy: the target group fails open, and users get its errors.
    expect(world.health(world.live)).toEqual(Array(10).fill('unhealthy'))
    expect(world.metric('HTTPCode_Target_5XX_Count', 'Sum', world.live)).toBe(18_000)
    expect(world.metric('RequestCount', 'Sum', world.live)).toBe(18_000)
    expect(world.metric('TargetResponseTime', 'Average', world.live)).toBeUndefined()
    expect(world.outcomes[world.outcomes.length - 1].bad).toBe(3000)
  })

  it('do not answer at all without their listener', async () => {
    const world = await makeWorld()
    world.elb.DeleteListener({ ListenerArn: world.ListenerArn }, world.context())
    await world.pass(1)
    expect(world.outcomes[world.outcomes.length - 1]).toMatchObject({ requests: 3000, rejected: 3000, bad: 3000 })
    expect(world.metric('RequestCount')).toBeUndefined()
  })
})

describe('no clairvoyance', () => {
  it('a change of the rules changes nothing before it', async () => {
    const plain = await makeWorld()
    const world = await makeWorld()
    for (const each of [plain, world]) await each.pass(5)
    await withShadow(world, 20)
    await plain.pass(10)
    const figures = ({ outcomes }: World) => outcomes.slice(0, 30)
    expect(figures(world)).toEqual(figures(plain))
    expect(world.outcomes.slice(30)).not.toEqual(plain.outcomes.slice(30))
  })
})
