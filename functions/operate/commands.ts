// The operator's operations, once: the API's routes, its OpenAPI document and the command line are all made from this table.
// An operation is `POST /{name}` with one JSON object, as AWS's own JSON services have it, so that a group's name (255
// characters of nearly anything) never has to pass through a path, and IAM can allow each operation by its route.
import { z } from 'zod'
import { controlModes } from '../../shared/domain/control-mode.ts'
import { forecastAlgorithms } from '../../shared/domain/forecasting/algorithms.ts'
import { answers } from './answers.ts'

/** AWS refuses any other character (Auto Scaling API reference, XmlStringMaxLen255), which would look like a failure of ours. */
const nameCharacters = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u

const autoScalingGroupName = z
  .string()
  .min(1)
  .max(255)
  .refine(name => nameCharacters.test(name), 'a name without control characters')
  .describe('name of the Auto Scaling group')
const reason = z.string().trim().min(1).max(500).describe('why; kept with who and when')
const time = z.iso.datetime({ offset: true }).describe('ISO 8601 with a zone: 2026-11-27T08:00:00Z')
const eventId = z
  .string()
  .regex(/^[\w.-]{1,64}$/)
  .describe('1 to 64 letters, digits or _ . -')

const ofGroup = z.strictObject({ autoScalingGroupName })

/** What each operation takes. Unknown keys are refused: a misspelt one must not be believed to work. */
const inputs = {
  ListGroups: z.strictObject({}),
  GetGroupStatus: ofGroup,
  CreateShadowInstances: z.strictObject({
    autoScalingGroupName,
    shadowPercentage: z.number().min(0).max(100).describe('of the instances in service, 0 to 100'),
  }),
  GetShadowInstanceStatus: ofGroup,
  ConfigureShadowingAlgorithm: z.strictObject({
    autoScalingGroupName,
    algorithmType: z.enum(forecastAlgorithms),
    parameters: z.record(z.string(), z.unknown()).default({}).describe('none is known today'),
  }),
  PauseGroup: z.strictObject({
    autoScalingGroupName,
    reason,
    minutes: z.number().int().min(1).max(10_080).optional().describe('ends by itself; absent: until resumed'),
  }),
  ResumeGroup: ofGroup,
  PutEvent: z.strictObject({
    eventId,
    autoScalingGroupName: autoScalingGroupName.optional().describe('absent: every group'),
    kind: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .describe('what kind, such as campaign, so that its effect can be learned'),
    startsAt: time,
    endsAt: time,
    loadMultiplier: z.number().min(0).max(100).optional().describe('expected load, 2 = twice the usual'),
    note: z.string().max(500).optional(),
  }),
  DeleteEvent: z.strictObject({ eventId, autoScalingGroupName: autoScalingGroupName.optional() }),
  ListEvents: z.strictObject({ autoScalingGroupName: autoScalingGroupName.optional() }),
  ExplainDecisions: z.strictObject({
    autoScalingGroupName,
    limit: z.number().int().min(1).max(100).default(10),
  }),
  GetForecast: ofGroup,
  GetDoctorReport: ofGroup,
  GetObserveReport: ofGroup,
  GetMode: z.strictObject({}),
  SetMode: z.strictObject({ mode: z.enum(controlModes), reason }),
} as const

export type OperationName = keyof typeof inputs

export type OperationInput<Name extends OperationName> = z.output<(typeof inputs)[Name]>

export type OperationAnswer<Name extends OperationName> = z.output<(typeof answers)[Name]>

interface Command<Name extends OperationName> {
  readonly name: Name
  readonly summary: string
  /** Whether it changes anything; IAM policies and the dashboard treat the two apart. */
  readonly changes: boolean
  readonly input: (typeof inputs)[Name]
  readonly answer: (typeof answers)[Name]
}

export type Commands = { readonly [Name in OperationName]: Command<Name> }

export const commands: Commands = {
  ListGroups: reads('ListGroups', 'Every group that is opted in or still managed, and the kill switch.'),
  GetGroupStatus: reads('GetGroupStatus', 'One group: mode, sizes, settings in force, problems, what was learned.'),
  CreateShadowInstances: changes('CreateShadowInstances', 'Orders shadow capacity as a share of the group in service.'),
  GetShadowInstanceStatus: reads('GetShadowInstanceStatus', 'Shadow instances by state.'),
  ConfigureShadowingAlgorithm: changes('ConfigureShadowingAlgorithm', 'Chooses how the load is forecast.'),
  PauseGroup: changes('PauseGroup', 'Nothing of the group is changed any more; a raised floor expires by itself.'),
  ResumeGroup: changes('ResumeGroup', 'Ends a pause.'),
  PutEvent: changes('PutEvent', 'Announces a stretch of unusual load.'),
  DeleteEvent: changes('DeleteEvent', 'Takes an announced event back.'),
  ListEvents: reads('ListEvents', 'Announced events that are not over.'),
  ExplainDecisions: reads('ExplainDecisions', 'The last decisions with their reasons, and what operators ordered.'),
  GetForecast: reads('GetForecast', 'The newest forecast with its quantiles.'),
  GetDoctorReport: reads('GetDoctorReport', 'Go or no-go for a group, opted in or not, and what would be touched.'),
  GetObserveReport: reads('GetObserveReport', 'What acting would have saved and cost so far, and the bar for acting.'),
  GetMode: reads('GetMode', 'The kill switch.'),
  SetMode: changes('SetMode', 'Sets the kill switch: run, freeze or restore.'),
}

function reads<Name extends OperationName>(name: Name, summary: string): Command<Name> {
  return { name, summary, changes: false, input: inputs[name], answer: answers[name] }
}

function changes<Name extends OperationName>(name: Name, summary: string): Command<Name> {
  return { name, summary, changes: true, input: inputs[name], answer: answers[name] }
}
