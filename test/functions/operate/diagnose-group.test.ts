// The doctor on the simulated region: what it asks of AWS, and bad cases that a team may really have.
import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, test } from 'vitest'
import { operateDependencies } from '../../../functions/operate/dependencies.ts'
import { reportDoctor } from '../../../functions/operate/diagnose-group.ts'
import { environmentNames } from '../../../shared/runtime/env.ts'
import {
  createGroup,
  createLoadBalancer,
  createTable,
  createTargetGroup,
  makeRegion,
  startMs,
  tableName,
} from '../../shared/aws/region.ts'

const modeParameterName = '/penumbra/mode'

function makeDoctor(autoScaling?: AutoScalingClient) {
  const { region, calls, clients } = makeRegion()
  createTable(region)
  region.ssm.operations.PutParameter(
    { Name: modeParameterName, Value: 'run', Type: 'String' },
    { nowMs: startMs, caller: 'team' },
  )
  const deps = operateDependencies({
    clients: autoScaling === undefined ? clients : { ...clients, autoScaling },
    now: () => region.clock.now(),
    sleep: async () => {},
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.tagPrefix]: 'penumbra',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  })
  const examine = (autoScalingGroupName = 'web') => reportDoctor(deps, { autoScalingGroupName })
  const balanced = (name = 'web') => {
    const arn = createTargetGroup(region, name)
    createLoadBalancer(region, [arn], name)
    return arn
  }
  return { region, calls, examine, balanced }
}

type Report = Awaited<ReturnType<ReturnType<typeof makeDoctor>['examine']>>

const blockers = ({ findings }: Report) => findings.filter(({ level }) => level === 'blocker').map(({ what }) => what)
const texts = ({ findings }: Report) => findings.map(({ what }) => what).join('\n')

describe('a group that is not opted in', () => {
  test('gets its verdict all the same, and only reading calls are made', async () => {
    const { region, calls, examine, balanced } = makeDoctor()
    createGroup(region, { TargetGroupARNs: [balanced()] })
    const report = await examine()
    expect(report.verdict).toBe('go')
    expect(calls.map(({ operation }) => operation).filter(name => !/^(Describe|Get|BatchGet)/.test(name))).toEqual([])
    expect(calls.filter(({ error }) => error !== undefined)).toEqual([])
  })
})

describe('bad input', () => {
  test('an unknown group', async () => {
    await expect(makeDoctor().examine('nowhere')).rejects.toThrow(
      'got "nowhere", wanted an Auto Scaling group of this region',
    )
  })

  test('a group with an Operator', async () => {
    const { region, examine, balanced } = makeDoctor()
    createGroup(region, { TargetGroupARNs: [balanced()], Operator: { Principal: 'eks.amazonaws.com' } })
    expect(blockers(await examine())).toEqual(['eks.amazonaws.com manages it and alone may change it (Operator)'])
  })

  test('a group that weighs its instances', async () => {
    const client = new AutoScalingClient({ region: 'us-east-1' })
    const { examine, balanced } = makeDoctor(client)
    const LaunchTemplate = { Overrides: [{ InstanceType: 'm5.large', WeightedCapacity: '2' }] }
    const group = {
      AutoScalingGroupName: 'web',
      TargetGroupARNs: [balanced()],
      MixedInstancesPolicy: { LaunchTemplate },
    } as AutoScalingGroup
    mockClient(client)
      .resolves({})
      .on(DescribeAutoScalingGroupsCommand)
      .resolves({ AutoScalingGroups: [group] })
    expect(blockers(await examine())).toEqual(['it weighs its instances: a floor counts instances, AWS counts weights'])
  })

  test('a group without a load balancer', async () => {
    const { region, examine } = makeDoctor()
    createGroup(region)
    expect(blockers(await examine())).toEqual(['its requests cannot be counted: it is behind no load balancer'])
  })

  test('a target group that nothing forwards to', async () => {
    const { region, examine } = makeDoctor()
    createGroup(region, { TargetGroupARNs: [createTargetGroup(region)] })
    const { verdict, findings } = await examine()
    expect(verdict).toBe('no-go')
    expect(findings[0].toDo).toContain('let a listener rule')
  })

  test('mixed instances with Spot: a go, without a warm pool', async () => {
    const { region, examine, balanced } = makeDoctor()
    createGroup(region, {
      TargetGroupARNs: [balanced()],
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '$Latest' },
          Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm7i.large' }],
        },
        InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
      },
    })
    const report = await examine()
    expect(report.verdict).toBe('go')
    expect(texts(report)).toMatch(/Spot/)
    expect(texts(report)).toContain('it mixes m5.large, m7i.large')
    expect(report.touched.join()).not.toContain('warm pool')
  })

  test('malformed tags: each is told, and the group could still be opted in', async () => {
    const { region, examine, balanced } = makeDoctor()
    const tags = { 'penumbra:enabled': 'yes', 'penumbra:budget': '-3', 'penumbra:budgett': '50' }
    createGroup(region, { TargetGroupARNs: [balanced()], tags })
    const report = await examine()
    expect(report.verdict).toBe('go')
    expect(texts(report)).toContain('tag penumbra:enabled: got "yes", wanted true or false')
    expect(texts(report)).toContain('tag penumbra:budget: got "-3", wanted percent, 1 to 1000')
    expect(texts(report)).toContain('tag penumbra:budgett: got "50"')
  })

  test('a twin behind the same target group, opted in and not', async () => {
    const { region, examine, balanced } = makeDoctor()
    const arn = balanced()
    createGroup(region, { TargetGroupARNs: [arn] })
    createGroup(region, { AutoScalingGroupName: 'green', TargetGroupARNs: [arn] })
    expect((await examine()).verdict).toBe('go')
    createGroup(region, { AutoScalingGroupName: 'blue', TargetGroupARNs: [arn], tags: { 'penumbra:enabled': 'true' } })
    expect(blockers(await examine())).toEqual([
      'it shares a target group with blue, which is opted in: its own requests cannot be told apart',
    ])
  })
})

test('a group that is opted in is not its own twin', async () => {
  const { region, examine, balanced } = makeDoctor()
  createGroup(region, { TargetGroupARNs: [balanced()], tags: { 'penumbra:enabled': 'true' } })
  const report = await examine()
  expect(report.verdict).toBe('go')
  expect(texts(report)).not.toContain('shares a target group')
})

test('requests that CloudWatch knows of are counted by the hour', async () => {
  const { region, examine, balanced } = makeDoctor()
  const arn = balanced()
  createGroup(region, { TargetGroupARNs: [arn] })
  const dimensions = { LoadBalancer: 'app/web/50dc6c495c0c9188', TargetGroup: arn.slice(arn.indexOf('targetgroup/')) }
  const key = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions }
  const series = region.metrics.series(key, 60)
  const datum = { sum: 100, sampleCount: 100, minimum: 1, maximum: 1 }
  // Thirty hours up to now, of which the last but one was silent.
  for (let hour = 30; hour > 0; hour--) {
    if (hour === 2) continue
    for (let minute = 0; minute < 60; minute++) series.record(startMs - hour * 3_600_000 + minute * 60_000, datum)
  }
  expect(texts(await examine())).toContain('CloudWatch has requests in 29 hours of the last 1.3 days')
})
