// What people read in the stack's events when it cannot be deleted: why, and how to go on. CloudFormation takes 4096 bytes with
// everything around it, so the groups that do not fit are counted.
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { shellQuote } from '../../shared/domain/doctor/shell-quote.ts'
import { tagKey } from '../../shared/domain/group/tag-keys.ts'
import type { HeldGroup } from './look-for-loans.ts'

export interface Failure {
  readonly held: readonly HeldGroup[]
  /** Why the last attempt failed, by the group's name. */
  readonly errors: Readonly<Record<string, string>>
  /** What the kill switch said before. */
  readonly modeBefore: ControlMode
  readonly modeParameterName: string
  readonly tagPrefix: string
  /** Of the custom resource, in the template. */
  readonly logicalResourceId: string
  readonly region: string
}

const longestError = 300

/** @param largestBytes of the whole text in UTF-8, once it is a JSON string */
export function explainFailure(failure: Failure, largestBytes: number): string {
  const { held } = failure
  const texts = held.map(group => explainGroup(group, failure))
  for (let told = texts.length; told > 0; told--) {
    const text = [...introduction(failure), ...texts.slice(0, told), ...more(held.length - told)].join('\n')
    if (jsonBytes(text) <= largestBytes) return text
  }
  return fitting([...introduction(failure), texts[0] ?? ''].join('\n'), largestBytes)
}

/** The text, cut where it has to be. */
export function fitting(text: string, largestBytes: number): string {
  const characters = [...text.toWellFormed()]
  while (jsonBytes(characters.join('')) > largestBytes) characters.splice(Math.floor(characters.length * 0.9))
  return characters.join('')
}

function introduction({ held, modeBefore, modeParameterName, logicalResourceId }: Failure): string[] {
  const groups = held.length === 1 ? 'One group still holds' : `${held.length} groups still hold`
  return [
    `${groups} what Penumbra has lent. The stack stays, and ${modeParameterName} stays restore (it was ${modeBefore}).`,
    'Mend the cause, or run the commands below, and delete the stack again. Without Penumbra, AWS itself takes back what is lent ' +
      `within 30 minutes. Last resort: aws cloudformation delete-stack with --retain-resources ${logicalResourceId}; a warm pool on loan then stays.`,
  ]
}

function explainGroup(group: HeldGroup, failure: Failure): string {
  const error = failure.errors[group.name]
  const why = error === undefined ? '' : ` (${error.slice(0, longestError)})`
  return `${group.name}: ${standing(group)}${why}. By hand: ${commands(group, failure).join(' && ')}`
}

function standing({ minSize, teamMinSize, hasPool }: HeldGroup): string {
  const floor =
    teamMinSize === undefined
      ? `MinSize ${minSize}, the team's is in its scheduled action penumbra-floor-expiry`
      : `MinSize ${minSize}, the team's is ${teamMinSize}`
  return hasPool ? `${floor}, and a warm pool on loan` : floor
}

function commands({ name, minSize, teamMinSize, hasPool }: HeldGroup, { tagPrefix, region }: Failure): string[] {
  // What begins with a dash would be taken for an option.
  const of = `--region ${region} --auto-scaling-group-name${name.startsWith('-') ? '=' : ' '}${shellQuote(name)}`
  return [
    ...(hasPool ? [`aws autoscaling delete-warm-pool ${of} --force-delete`] : []),
    ...(teamMinSize === minSize
      ? []
      : [`aws autoscaling update-auto-scaling-group ${of} --min-size ${teamMinSize ?? 'N'}`]),
    `aws autoscaling delete-tags --region ${region} --tags ${shellQuote(tagOf(name, tagKey(tagPrefix, 'managed')))}`,
  ]
}

/** The AWS CLI's shorthand where the name means nothing else in it, since it is short; else JSON. */
function tagOf(ResourceId: string, Key: string): string {
  const ResourceType = 'auto-scaling-group'
  return /^[\w./-]+$/.test(ResourceId)
    ? `ResourceId=${ResourceId},ResourceType=${ResourceType},Key=${Key}`
    : JSON.stringify([{ ResourceId, ResourceType, Key }])
}

function more(count: number): string[] {
  return count === 0 ? [] : [`… and ${count} more: the log of the uninstall function names them.`]
}

function jsonBytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).byteLength
}
