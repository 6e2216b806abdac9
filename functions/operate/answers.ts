// What each operation answers. The API checks nothing twice: these schemas are the OpenAPI document's and the command line's.
import { z } from 'zod'
import { controlModes } from '../../shared/domain/control-mode.ts'

const time = z.iso.datetime().describe('ISO 8601, UTC')
const groupName = z.string()

/** Operator's word on one group that overrides its tags. */
const pause = z.object({ since: time, until: time.optional(), by: z.string(), reason: z.string() })

const decision = z.object({
  at: time,
  action: z.string().describe('raise, lower, hold, observe, let-down, restore, freeze, refuse or wait'),
  reason: z.string(),
  floorBefore: z.number().int(),
  floorAfter: z.number().int(),
  costUsdPerHour: z.number(),
})

const groupSummary = z.object({
  autoScalingGroupName: groupName,
  mode: z.enum(['act', 'observe', 'demoted', 'paused', 'frozen', 'failing', 'refused', 'opted-out']),
  why: z.string().optional().describe('why it is not acted on'),
  minSize: z.number().int().describe('as it stands'),
  teamMinSize: z.number().int().optional().describe("the team's own, while Penumbra has raised it"),
  maxSize: z.number().int(),
  desiredCapacity: z.number().int(),
  inService: z.number().int(),
  demandRps: z.number().optional().describe('the newest minute that is known, requests per second'),
  lastDecision: decision.optional(),
})

const accuracy = z.object({
  leadHours: z.number().int().describe('hours up to which before the outlooks were made: six hours for each lead'),
  hours: z.number().int().describe('judged in the last four weeks'),
  coveredPercent: z.number().describe('within the 5 % and the 95 % quantile; 90 is what was said'),
  belowP95Percent: z.number().describe('at or below the 95 % quantile; 95 is what was said'),
  errorPercent: z.number().optional().describe('mean error of the point, percent of the mean demand'),
  errorOfDayBefore: z
    .number()
    .optional()
    .describe('its error over that of the same hour a day before (at 48 hours: two days); below 1: better'),
})

const groupStatus = groupSummary.extend({
  settings: z.record(z.string(), z.unknown()).describe('in force: tags, and over them what was set by this API'),
  overrides: z.array(z.string()).describe('names of the settings that were set by this API'),
  problems: z.array(z.object({ tag: z.string(), got: z.string(), wanted: z.string() })),
  notYetInUse: z.array(z.string()).describe('tags that are accepted although their feature is not built yet'),
  paused: pause.optional(),
  model: z
    .object({
      algorithm: z.string(),
      instanceRps: z.number().optional().describe('what one instance can serve, learned or stated'),
      coldLeadSeconds: z.number().describe('95th percentile from launch to in service'),
      note: z.string().optional().describe('why it is not of the family that was asked for'),
    })
    .optional(),
  forecastAccuracy: z
    .object({
      forecasts: z.number().int().describe('of the next minutes, judged in the last 24 hours'),
      belowP95Percent: z.number().describe('at or below the 95 % limit; 95 is what was said'),
      lossOfReactive: z.number().optional().describe('their loss over that of only reacting; below 1: better'),
      outlook: z.array(accuracy).describe('of the outlook of two days, by lead'),
    })
    .optional()
    .describe('absent while nothing is judged yet'),
  warmPool: z.object({ size: z.number().int(), state: z.enum(['Stopped', 'Running']) }).optional(),
})

/** Until shadows are built every count is of instances that do the same work: those of the warm pool. */
const shadowStatus = z.object({
  autoScalingGroupName: groupName,
  shadowPercentage: z.number(),
  creating: z.number().int(),
  warming: z.number().int(),
  ready: z.number().int(),
  active: z.number().int(),
  deactivated: z.number().int(),
  note: z.string().describe('what of this is built today'),
})

const event = z.object({
  eventId: z.string(),
  autoScalingGroupName: groupName.optional().describe('absent: every group'),
  kind: z.string(),
  startsAt: time,
  endsAt: time,
  loadMultiplier: z.number().optional(),
  note: z.string().optional(),
  by: z.string(),
  effect: z.string().describe('what is done about it today'),
})

const finding = z.object({
  level: z.enum(['ok', 'note', 'warning', 'blocker']),
  what: z.string(),
  toDo: z.string().optional(),
})

const doctorReport = z.object({
  autoScalingGroupName: groupName,
  verdict: z.enum(['go', 'no-go']),
  findings: z.array(finding),
  touched: z.array(z.string()).describe('what Penumbra would change on AWS, one line each'),
  tagCommands: z.array(z.string()).describe('AWS CLI commands that opt the group in, observing and then acting'),
  snippets: z.array(
    z.object({ tool: z.enum(['Terraform', 'CDK', 'CloudFormation']), why: z.string(), text: z.string() }),
  ),
})

const bar = z.object({
  what: z.string(),
  got: z.string(),
  wanted: z.string(),
  met: z.boolean(),
})

const observeReport = z.object({
  autoScalingGroupName: groupName,
  from: time.optional().describe('since when it has been observed; absent: not yet'),
  to: time,
  hours: z.number(),
  actualCostUsd: z.number().optional(),
  actingCostUsd: z.number().optional().describe('what the fleet would have cost with Penumbra acting'),
  savedUsd: z.number().optional().describe('negative: acting would have cost more'),
  missedMinutesActual: z.number().optional().describe('minutes with more demand than the fleet in service could serve'),
  missedMinutesActing: z.number().optional(),
  forecasts: z.number().int(),
  covered: z.number().int().describe('forecasts whose 95 % limit was kept'),
  bars: z.array(bar).describe('what has to hold before the group should act'),
  verdict: z.enum(['promote', 'wait', 'do-not-promote']),
  reason: z.string(),
})

const forecast = z.object({
  autoScalingGroupName: groupName,
  algorithm: z.string().optional(),
  madeAt: time.optional(),
  steps: z.array(
    z.object({
      t: time,
      p05Rps: z.number(),
      p25Rps: z.number(),
      p50Rps: z.number(),
      p75Rps: z.number(),
      p95Rps: z.number(),
    }),
  ),
  note: z.string().optional().describe('why there is none, or why it is worth less than usual'),
  outlook: z
    .object({
      algorithm: z.string(),
      madeAt: time,
      weights: z.record(z.string(), z.number()).describe('share of each family, 0 to 1'),
      degraded: z.string().optional().describe('why it is worth less than it could be'),
      hours: z.array(
        z.object({
          t: time.describe('when the hour begins'),
          pointRps: z.number().describe('mean of the hour'),
          p05Rps: z.number(),
          p25Rps: z.number(),
          p50Rps: z.number(),
          p75Rps: z.number(),
          p95Rps: z.number(),
        }),
      ),
      accuracy: z.array(accuracy).describe('of earlier outlooks, by lead; empty while nothing is judged yet'),
    })
    .optional()
    .describe('the next two days by the hour, drawn every six hours; absent before the first'),
})

/** Answer of each operation. */
export const answers = {
  ListGroups: z.object({ mode: z.enum(controlModes), groups: z.array(groupSummary) }),
  GetGroupStatus: groupStatus,
  CreateShadowInstances: shadowStatus,
  GetShadowInstanceStatus: shadowStatus,
  ConfigureShadowingAlgorithm: groupStatus,
  PauseGroup: groupStatus,
  ResumeGroup: groupStatus,
  PutEvent: event,
  DeleteEvent: z.object({ eventId: z.string(), deleted: z.boolean() }),
  ListEvents: z.object({ events: z.array(event) }),
  ExplainDecisions: z.object({
    autoScalingGroupName: groupName,
    decisions: z.array(decision).describe('newest first'),
    orders: z.array(z.object({ at: time, by: z.string(), operation: z.string(), what: z.string() })),
  }),
  GetForecast: forecast,
  GetDoctorReport: doctorReport,
  GetObserveReport: observeReport,
  GetMode: z.object({ mode: z.enum(controlModes) }),
  SetMode: z.object({ mode: z.enum(controlModes) }),
} as const
