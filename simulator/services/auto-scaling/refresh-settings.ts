// What a caller may ask of an instance refresh, with AWS's defaults (source: RefreshPreferences and StartInstanceRefresh in the
// SDK; user guide, understand-instance-refresh-default-values.md and instance-refresh-overview.md).
import type { DesiredConfiguration, RefreshPreferences, StartInstanceRefreshType } from '@aws-sdk/client-auto-scaling'
import { validationError } from './errors.ts'
import type { GroupAttributes } from './group-attributes.ts'
import type { RefreshBounds } from './instance-refresh.ts'
import { isPinned, type LaunchSource, namesLaunchSource, templateOf } from './launch-source.ts'
import { checkMixedInstances } from './mixed-instances.ts'

export interface RefreshSettings {
  readonly bounds: RefreshBounds
  readonly instanceWarmupSeconds: number
  /** Ascending; empty without checkpoints. */
  readonly checkpoints: readonly number[]
  readonly checkpointDelaySeconds: number
  readonly bakeSeconds: number
  readonly skipMatching: boolean
  readonly autoRollback: boolean
  readonly scaleInProtectedInstances: 'Refresh' | 'Ignore' | 'Wait'
  readonly standbyInstances: 'Terminate' | 'Ignore' | 'Wait'
  readonly desiredConfiguration: DesiredConfiguration | undefined
}

const defaultCheckpointDelaySeconds = 3600

/** Two days (source: CheckpointDelay and BakeTime in the SDK). */
const longestDelaySeconds = 172_800

/** @throws ValidationError for what AWS refuses and for what is not simulated */
export function parseRefresh(input: StartInstanceRefreshType, attributes: GroupAttributes): RefreshSettings {
  const { Strategy = 'Rolling', DesiredConfiguration: desired, Preferences: preferences = {} } = input
  if (Strategy !== 'Rolling') throw validationError(`Strategy ${Strategy} is not simulated: only Rolling is`)
  if (preferences.AlarmSpecification !== undefined) throw validationError('AlarmSpecification is not simulated')
  checkConfiguration(desired, attributes)
  const settings = { ...preferenceSettings(preferences, attributes), desiredConfiguration: desired }
  if (settings.skipMatching) checkSkipMatching(desired, attributes)
  const obstacle = settings.autoRollback ? rollbackObstacle(desired, attributes) : undefined
  if (obstacle !== undefined) throw validationError(`AutoRollback cannot be used: ${obstacle}`)
  return settings
}

/** As DescribeInstanceRefreshes tells them, defaults filled in. */
export function describePreferences(settings: RefreshSettings): RefreshPreferences {
  const { bounds, checkpoints } = settings
  return {
    MinHealthyPercentage: bounds.minHealthyPercentage,
    ...(bounds.maxHealthyPercentage !== undefined && { MaxHealthyPercentage: bounds.maxHealthyPercentage }),
    InstanceWarmup: settings.instanceWarmupSeconds,
    ...(checkpoints.length > 0 && {
      CheckpointPercentages: [...checkpoints],
      CheckpointDelay: settings.checkpointDelaySeconds,
    }),
    ...(settings.bakeSeconds > 0 && { BakeTime: settings.bakeSeconds }),
    SkipMatching: settings.skipMatching,
    AutoRollback: settings.autoRollback,
    ScaleInProtectedInstances: settings.scaleInProtectedInstances,
    StandbyInstances: settings.standbyInstances,
  }
}

/**
 * Why a refresh cannot be rolled back; undefined when it can. What the group was last told is what a rollback returns to,
 * which has to be a numbered version (source: RollbackInstanceRefresh in the SDK).
 * @param usesImageParameter whether the group's template names its image by an SSM parameter
 */
export function rollbackObstacle(
  desired: DesiredConfiguration | undefined,
  saved: LaunchSource,
  usesImageParameter = false,
): string | undefined {
  if (desired === undefined) return 'no desired configuration was specified for the instance refresh'
  const template = templateOf(saved)
  if (template !== undefined && !isPinned(template)) {
    return `the Auto Scaling group uses the version ${template.Version ?? '$Default'} of its launch template`
  }
  if (usesImageParameter) return "the Auto Scaling group's launch template uses an SSM parameter instead of an AMI ID"
  return undefined
}

function preferenceSettings(
  preferences: RefreshPreferences,
  attributes: GroupAttributes,
): Omit<RefreshSettings, 'desiredConfiguration'> {
  const { InstanceWarmup, CheckpointDelay, BakeTime = 0, SkipMatching, AutoRollback } = preferences
  const warmup = InstanceWarmup ?? attributes.DefaultInstanceWarmup ?? attributes.HealthCheckGracePeriod ?? 0
  const checkpoints = checkedCheckpoints(preferences)
  return {
    bounds: checkedBounds(preferences, attributes),
    instanceWarmupSeconds: checkedInteger('InstanceWarmup', warmup, 0, Number.MAX_SAFE_INTEGER),
    checkpoints,
    checkpointDelaySeconds: checkedDelay('CheckpointDelay', CheckpointDelay ?? defaultCheckpointDelaySeconds),
    bakeSeconds: checkedDelay('BakeTime', BakeTime),
    skipMatching: SkipMatching === true,
    autoRollback: AutoRollback === true,
    scaleInProtectedInstances: preferences.ScaleInProtectedInstances ?? 'Wait',
    standbyInstances: preferences.StandbyInstances ?? 'Wait',
  }
}

/** The refresh's own, else those of the group's maintenance policy, else 90 percent and no maximum. */
function checkedBounds(preferences: RefreshPreferences, { InstanceMaintenancePolicy }: GroupAttributes): RefreshBounds {
  const { MinHealthyPercentage, MaxHealthyPercentage } = preferences
  if (MinHealthyPercentage === undefined && MaxHealthyPercentage !== undefined) {
    throw validationError('You must specify MinHealthyPercentage when MaxHealthyPercentage is specified')
  }
  const own = MinHealthyPercentage === undefined ? InstanceMaintenancePolicy : preferences
  const min = checkedInteger('MinHealthyPercentage', own?.MinHealthyPercentage ?? 90, 0, 100)
  if (own?.MaxHealthyPercentage === undefined) return { minHealthyPercentage: min, maxHealthyPercentage: undefined }
  const max = checkedInteger('MaxHealthyPercentage', own.MaxHealthyPercentage, 100, 200)
  if (max - min <= 100) return { minHealthyPercentage: min, maxHealthyPercentage: max }
  throw validationError(`MaxHealthyPercentage ${max} and MinHealthyPercentage ${min} must not differ by more than 100`)
}

function checkedCheckpoints({ CheckpointPercentages = [], CheckpointDelay }: RefreshPreferences): readonly number[] {
  if (CheckpointDelay !== undefined && CheckpointPercentages.length === 0) {
    throw validationError('You must specify CheckpointPercentages when CheckpointDelay is specified')
  }
  for (const [index, percentage] of CheckpointPercentages.entries()) {
    checkedInteger('CheckpointPercentages', percentage, 1, 100)
    if (index > 0 && percentage <= CheckpointPercentages[index - 1]) {
      throw validationError(`CheckpointPercentages must be ascending and unique, got ${CheckpointPercentages}`)
    }
  }
  return CheckpointPercentages
}

function checkConfiguration(desired: DesiredConfiguration | undefined, attributes: GroupAttributes): void {
  if (desired === undefined) return
  const { LaunchTemplate, MixedInstancesPolicy } = desired
  if ((LaunchTemplate === undefined) === (MixedInstancesPolicy === undefined)) {
    throw validationError('DesiredConfiguration must have either a LaunchTemplate or a MixedInstancesPolicy')
  }
  if (MixedInstancesPolicy !== undefined) checkMixedInstances(MixedInstancesPolicy)
  else if (attributes.MixedInstancesPolicy !== undefined) {
    throw validationError('The DesiredConfiguration of a group with a MixedInstancesPolicy must have one, too')
  }
}

/** Without templates of its own the region cannot tell which version `$Latest` and `$Default` are, nor were. */
function checkSkipMatching(desired: DesiredConfiguration | undefined, attributes: GroupAttributes): void {
  const template = templateOf(desired !== undefined && namesLaunchSource(desired) ? desired : attributes)
  if (template === undefined) {
    throw validationError('SkipMatching cannot be used with a launch configuration: specify a launch template')
  }
  if (isPinned(template)) return
  throw validationError(`SkipMatching is not simulated for the version ${template.Version ?? '$Default'}`)
}

function checkedDelay(field: string, seconds: number): number {
  return checkedInteger(field, seconds, 0, longestDelaySeconds)
}

function checkedInteger(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw validationError(`${field} must be an integer from ${least} to ${most}, got ${value}`)
}
