// Expected values: RefreshPreferences, StartInstanceRefresh and RollbackInstanceRefresh in the SDK; user guide,
// understand-instance-refresh-default-values.md, instance-refresh-rollback.md, asg-instance-refresh-skip-matching.md.
import type { RefreshPreferences, StartInstanceRefreshType } from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import {
  type GroupAttributes,
  initialAttributes,
} from '../../../../simulator/services/auto-scaling/group-attributes.ts'
import {
  describePreferences,
  parseRefresh,
  rollbackObstacle,
} from '../../../../simulator/services/auto-scaling/refresh-settings.ts'
import { errorOf } from './test-region.ts'

const template = { LaunchTemplateName: 'web', Version: '3' }
const next = { LaunchTemplateName: 'web', Version: '4' }
const policy = { LaunchTemplate: { LaunchTemplateSpecification: next, Overrides: [{ InstanceType: 'm5.large' }] } }

function attributes(more: Partial<GroupAttributes> = {}): GroupAttributes {
  return { ...initialAttributes({ LaunchTemplate: template, AvailabilityZones: ['us-east-1a'] }), ...more }
}

function parse(input: Partial<StartInstanceRefreshType>, more: Partial<GroupAttributes> = {}) {
  return parseRefresh({ AutoScalingGroupName: 'web', ...input }, attributes(more))
}

function prefer(Preferences: RefreshPreferences, more: Partial<GroupAttributes> = {}) {
  return parse({ Preferences }, more)
}

describe('what is left out', () => {
  it('has the defaults of the SDK, not of the console', () => {
    expect(parse({})).toEqual({
      bounds: { minHealthyPercentage: 90, maxHealthyPercentage: undefined },
      instanceWarmupSeconds: 0,
      checkpoints: [],
      checkpointDelaySeconds: 3600,
      bakeSeconds: 0,
      skipMatching: false,
      autoRollback: false,
      scaleInProtectedInstances: 'Wait',
      standbyInstances: 'Wait',
      desiredConfiguration: undefined,
    })
  })

  it('takes the warm-up from the group: DefaultInstanceWarmup, else the grace period of health checks', () => {
    expect(prefer({}, { HealthCheckGracePeriod: 120 }).instanceWarmupSeconds).toBe(120)
    expect(prefer({}, { HealthCheckGracePeriod: 120, DefaultInstanceWarmup: 0 }).instanceWarmupSeconds).toBe(0)
    expect(prefer({ InstanceWarmup: 45 }, { DefaultInstanceWarmup: 180 }).instanceWarmupSeconds).toBe(45)
  })

  it("takes both bounds from the group's maintenance policy, unless the refresh has its own", () => {
    const InstanceMaintenancePolicy = { MinHealthyPercentage: 95, MaxHealthyPercentage: 120 }
    expect(prefer({}, { InstanceMaintenancePolicy }).bounds).toEqual({
      minHealthyPercentage: 95,
      maxHealthyPercentage: 120,
    })
    expect(prefer({ MinHealthyPercentage: 50 }, { InstanceMaintenancePolicy }).bounds).toEqual({
      minHealthyPercentage: 50,
      maxHealthyPercentage: undefined,
    })
  })

  it('is described as what it became', () => {
    expect(
      describePreferences(prefer({ CheckpointPercentages: [50, 100], BakeTime: 60, MinHealthyPercentage: 0 })),
    ).toEqual({
      MinHealthyPercentage: 0,
      InstanceWarmup: 0,
      CheckpointPercentages: [50, 100],
      CheckpointDelay: 3600,
      BakeTime: 60,
      SkipMatching: false,
      AutoRollback: false,
      ScaleInProtectedInstances: 'Wait',
      StandbyInstances: 'Wait',
    })
  })
})

describe('preferences that are refused', () => {
  it.each<[string, RefreshPreferences]>([
    ['MinHealthyPercentage must be an integer from 0 to 100', { MinHealthyPercentage: 101 }],
    ['You must specify MinHealthyPercentage', { MaxHealthyPercentage: 110 }],
    ['MaxHealthyPercentage must be an integer from 100 to 200', { MinHealthyPercentage: 90, MaxHealthyPercentage: 99 }],
    ['must not differ by more than 100', { MinHealthyPercentage: 90, MaxHealthyPercentage: 191 }],
    ['You must specify CheckpointPercentages', { CheckpointDelay: 60 }],
    ['ascending and unique', { CheckpointPercentages: [50, 50] }],
    ['ascending and unique', { CheckpointPercentages: [50, 20, 100] }],
    ['CheckpointPercentages must be an integer from 1 to 100', { CheckpointPercentages: [0] }],
    ['CheckpointDelay must be', { CheckpointPercentages: [100], CheckpointDelay: 172_801 }],
    ['BakeTime must be', { BakeTime: 172_801 }],
    ['InstanceWarmup must be', { InstanceWarmup: -1 }],
    ['AlarmSpecification is not simulated', { AlarmSpecification: { Alarms: ['errors'] } }],
    ['AutoRollback cannot be used: no desired configuration', { AutoRollback: true }],
  ])('%s', (message, preferences) => {
    const error = errorOf(() => prefer(preferences))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toContain(message)
  })

  it('leave the widest range between the bounds', () => {
    expect(prefer({ MinHealthyPercentage: 100, MaxHealthyPercentage: 200 }).bounds.maxHealthyPercentage).toBe(200)
  })
})

describe('the desired configuration', () => {
  it.each<[string, StartInstanceRefreshType['DesiredConfiguration'], Partial<GroupAttributes>]>([
    ['either a LaunchTemplate or a MixedInstancesPolicy', {}, {}],
    ['either a LaunchTemplate or a MixedInstancesPolicy', { LaunchTemplate: next, MixedInstancesPolicy: policy }, {}],
    [
      'of a group with a MixedInstancesPolicy must have one',
      { LaunchTemplate: next },
      { MixedInstancesPolicy: policy },
    ],
    ['must have a LaunchTemplate', { MixedInstancesPolicy: {} }, {}],
  ])('is refused: %s', (message, DesiredConfiguration, more) => {
    expect(errorOf(() => parse({ DesiredConfiguration }, more)).message).toContain(message)
  })

  it('replaces by a rolling update only', () => {
    expect(errorOf(() => parse({ Strategy: 'ReplaceRootVolume' })).message).toBe(
      'Strategy ReplaceRootVolume is not simulated: only Rolling is',
    )
    expect(parse({ Strategy: 'Rolling', DesiredConfiguration: { LaunchTemplate: next } }).desiredConfiguration).toEqual(
      {
        LaunchTemplate: next,
      },
    )
  })

  it('has to name a numbered version where instances are to be compared with it', () => {
    const Preferences = { SkipMatching: true }
    const latest = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } }
    expect(errorOf(() => parse({ Preferences, DesiredConfiguration: latest })).message).toContain('$Latest')
    const ofConfiguration = { LaunchTemplate: undefined, LaunchConfigurationName: 'web' }
    expect(errorOf(() => parse({ Preferences }, ofConfiguration)).message).toContain('launch configuration')
    expect(parse({ Preferences, DesiredConfiguration: { LaunchTemplate: next } }, ofConfiguration).skipMatching).toBe(
      true,
    )
  })
})

describe('a rollback', () => {
  it.each([
    ['no desired configuration', undefined, { LaunchTemplate: template }, false],
    ['$Latest', { LaunchTemplate: next }, { LaunchTemplate: { ...template, Version: '$Latest' } }, false],
    ['$Default', { LaunchTemplate: next }, { LaunchTemplate: { ...template, Version: '$Default' } }, false],
    ['$Default', { LaunchTemplate: next }, { LaunchTemplate: { LaunchTemplateName: 'web' } }, false],
    ['SSM parameter', { LaunchTemplate: next }, { LaunchTemplate: template }, true],
  ])('is not possible with %s', (reason, desired, saved, usesImageParameter) => {
    expect(rollbackObstacle(desired, saved, usesImageParameter)).toContain(reason)
  })

  it('is possible to a numbered version, whichever version is deployed', () => {
    const desired = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } }
    expect(rollbackObstacle(desired, { LaunchTemplate: template })).toBeUndefined()
  })
})
