// Names that AWS would hand out. They come from counters, not from chance, so that two equal runs have equal names.

const prefix = 'arn:aws:autoscaling:us-east-1:123456789012'

export function groupArn(groupOrdinal: number, groupName: string): string {
  return `${prefix}:autoScalingGroup:${uuid(groupOrdinal, 0)}:autoScalingGroupName/${groupName}`
}

export function policyArn(groupOrdinal: number, groupName: string, policyOrdinal: number, policyName: string): string {
  const policy = `${uuid(groupOrdinal, policyOrdinal)}:autoScalingGroupName/${groupName}:policyName/${policyName}`
  return `${prefix}:scalingPolicy:${policy}`
}

export function scheduledActionArn(
  groupOrdinal: number,
  groupName: string,
  actionOrdinal: number,
  actionName: string,
): string {
  const action = `${uuid(groupOrdinal, actionOrdinal)}:autoScalingGroupName/${groupName}`
  return `${prefix}:scheduledUpdateGroupAction:${action}:scheduledActionName/${actionName}`
}

export function alarmArn(alarmName: string): string {
  return `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${alarmName}`
}

/** Unique in the region: 5 hexadecimal digits for the group, 12 for the launch. */
export function instanceIdOf(groupOrdinal: number, launchOrdinal: number): string {
  return `i-${hex(groupOrdinal, 5)}${hex(launchOrdinal, 12)}`
}

/** In the form of a version 4 UUID. */
export function uuid(groupOrdinal: number, itemOrdinal: number): string {
  return `${hex(groupOrdinal, 8)}-0000-4000-8000-${hex(itemOrdinal, 12)}`
}

/** Of an instance refresh. */
export function refreshId(groupOrdinal: number, refreshOrdinal: number): string {
  return `${hex(groupOrdinal, 8)}-0002-4000-8000-${hex(refreshOrdinal, 12)}`
}

/** Of a lifecycle action; never equal to the id of an activity. */
export function tokenOf(groupOrdinal: number, actionOrdinal: number): string {
  return `${hex(groupOrdinal, 8)}-0001-4000-8000-${hex(actionOrdinal, 12)}`
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
