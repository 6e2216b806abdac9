// A group that may be opted in without a second thought, for tests that change one thing about it.
import type { Examination } from '../../../../shared/domain/doctor/examination.ts'
import type { ObservedGroup } from '../../../../shared/domain/fleet/observed-group.ts'
import { aView } from '../fleet/a-view.ts'

export const hourMs = 3_600_000
export const nowMs = 400 * 24 * hourMs

const targetGroup = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067'

type Changes = Partial<Omit<Examination, 'group' | 'details' | 'demand'>> & {
  readonly group?: Partial<ObservedGroup>
  readonly details?: Partial<Examination['details']>
  readonly demand?: Partial<Examination['demand']>
}

export function anExamination({ group, details, demand, ...others }: Changes = {}): Examination {
  return {
    nowMs,
    tagPrefix: 'penumbra',
    mode: 'run',
    group: { ...aView().group, targetGroupArns: [targetGroup], ...group },
    details: {
      templateVersion: '3',
      mixedTypes: [],
      classicLoadBalancers: [],
      otherSources: [],
      collectsMetrics: true,
      ...details,
    },
    policies: [{ name: 'cpu', type: 'TargetTrackingScaling', enabled: true }],
    canScaleIn: true,
    tracksLoad: true,
    hasLaunchHook: true,
    scheduledSizes: [],
    targetGroups: [{ arn: targetGroup, name: 'web', loadBalancerTypes: ['application'], kubernetesCluster: undefined }],
    neighbours: [],
    demandMetrics: [{ namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions: {}, statistic: 'Sum' }],
    demand: { hoursWithRequests: 336, fromMs: nowMs - 336 * hourMs, toMs: nowMs - hourMs, ...demand },
    records: undefined,
    ...others,
  }
}
