// What a group launches from: a launch template, a launch configuration or a mixed instances policy, one of the three.
import type {
  CreateAutoScalingGroupType,
  LaunchTemplateSpecification,
  MixedInstancesPolicy,
} from '@aws-sdk/client-auto-scaling'

export type LaunchSource = Pick<
  CreateAutoScalingGroupType,
  'LaunchTemplate' | 'LaunchConfigurationName' | 'MixedInstancesPolicy'
>

export function launchSourceOf(attributes: LaunchSource): LaunchSource {
  const { LaunchTemplate, LaunchConfigurationName, MixedInstancesPolicy } = attributes
  return { LaunchTemplate, LaunchConfigurationName, MixedInstancesPolicy }
}

/** Whether a change or a configuration says anything of what is launched. */
export function namesLaunchSource(change: LaunchSource): boolean {
  return Object.values(launchSourceOf(change)).some(value => value !== undefined)
}

/**
 * The source after a change: the one named takes the place of the other two. Of a policy, only what is named changes
 * (source: UpdateAutoScalingGroup in the SDK: what is not specified keeps its value).
 */
export function changedLaunchSource(current: LaunchSource, change: LaunchSource): LaunchSource {
  if (!namesLaunchSource(change)) return launchSourceOf(current)
  const { MixedInstancesPolicy } = change
  return MixedInstancesPolicy === undefined
    ? launchSourceOf(change)
    : launchSourceOf({ MixedInstancesPolicy: mergedPolicy(current.MixedInstancesPolicy, MixedInstancesPolicy) })
}

/** The template that an instance of that type is launched from; a policy may name another one for a type. */
export function templateOf(source: LaunchSource, instanceType?: string): LaunchTemplateSpecification | undefined {
  const { LaunchTemplateSpecification, Overrides = [] } = source.MixedInstancesPolicy?.LaunchTemplate ?? {}
  const override = Overrides.find(({ InstanceType }) => InstanceType === instanceType)
  return override?.LaunchTemplateSpecification ?? LaunchTemplateSpecification ?? source.LaunchTemplate
}

/** Whether a version is a number; left out it is `$Default` (source: LaunchTemplateSpecification in the SDK). */
export function isPinned({ Version = '$Default' }: LaunchTemplateSpecification): boolean {
  return /^\d+$/.test(Version)
}

/** The same version of the same template, named in the same way. */
export function isSameTemplate(
  one: LaunchTemplateSpecification | undefined,
  other: LaunchTemplateSpecification | undefined,
): boolean {
  if (one === undefined || other === undefined) return false
  const isSameName = one.LaunchTemplateName !== undefined && one.LaunchTemplateName === other.LaunchTemplateName
  const isSameId = one.LaunchTemplateId !== undefined && one.LaunchTemplateId === other.LaunchTemplateId
  return (isSameName || isSameId) && one.Version === other.Version
}

interface LaunchedInstance {
  readonly instanceType: string
  readonly launchTemplate: LaunchTemplateSpecification | undefined
  readonly launchConfigurationName: string | undefined
}

/** Whether an instance has the template and its version, or the launch configuration, that new ones would have. */
export function isLaunchedFrom(instance: LaunchedInstance, source: LaunchSource): boolean {
  const { LaunchConfigurationName } = source
  if (LaunchConfigurationName !== undefined) return instance.launchConfigurationName === LaunchConfigurationName
  return isSameTemplate(instance.launchTemplate, templateOf(source, instance.instanceType))
}

function mergedPolicy(current: MixedInstancesPolicy | undefined, change: MixedInstancesPolicy): MixedInstancesPolicy {
  return {
    LaunchTemplate: { ...current?.LaunchTemplate, ...change.LaunchTemplate },
    InstancesDistribution: { ...current?.InstancesDistribution, ...change.InstancesDistribution },
  }
}
