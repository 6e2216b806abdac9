// What Penumbra remembers of a group, as it lies in the table. Every record carries its schema version and is parsed here.
import { z } from 'zod'
import { budgetAccountSchema } from '../capacity/budget.ts'
import { observationSchema } from '../fleet/observation-account.ts'
import { baselineStateSchema } from '../forecasting/baseline.ts'
import { blendStateSchema } from '../forecasting/blend.ts'
import { conformalStateSchema } from '../forecasting/conformal.ts'
import { demandFanSchema } from '../forecasting/demand-fan.ts'
import { judgedHourSchema, trackRecordSchema } from '../forecasting/track-record.ts'
import type { GroupOrders } from './orders.ts'
import { groupSettingsSchema } from './settings.ts'

const schemaVersion = z.literal(1)

const metricReferenceSchema = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  statistic: z.string(),
})

export type MetricReference = z.infer<typeof metricReferenceSchema>

export const groupConfigSchema = z.object({
  schemaVersion,
  name: z.string(),
  optedIn: z.boolean(),
  /** What the keys of its tags begin with; undefined in records of before that could be chosen. */
  tagPrefix: z.string().optional(),
  /** The last good settings. */
  settings: groupSettingsSchema,
  problems: z.array(z.object({ tag: z.string(), got: z.string(), wanted: z.string() })),
  notYetInUse: z.array(z.string()),
  targetGroupArns: z.array(z.string()),
  /** Requests of the group are the sum of these. */
  demandMetrics: z.array(metricReferenceSchema),
  /** The same, counted every ten seconds by the group itself. */
  freshMetric: metricReferenceSchema.optional(),
  /** Why the group is left alone although it is opted in. */
  refusal: z.string().optional(),
  /** Set while people could not be told of a change, so that it is tried again. */
  untold: z.boolean().optional(),
})

export type GroupConfig = z.infer<typeof groupConfigSchema>

/** The same shape as `FloorMemory`, checked. */
export const floorMemorySchema = z.object({
  schemaVersion,
  baselineMinSize: z.number().int().nonnegative(),
  writtenMinSizes: z.array(z.number().int().nonnegative()),
  expiresAtMs: z.number().optional(),
})

const poolShapeSchema = z.object({ size: z.number().int().positive(), state: z.enum(['Stopped', 'Running']) })

/** The same shape as `PoolMemory`, checked. */
export const poolMemorySchema = z.object({
  schemaVersion,
  written: z.array(poolShapeSchema),
  stood: z.boolean(),
  expiresAtMs: z.number().optional(),
  yielded: z.enum(['changed', 'deleted']).optional(),
  notBeforeMs: z.number().optional(),
})

/** The same shape as `KindEffect`, checked. */
const kindEffectSchema = z.object({
  multiplier: z.number().positive(),
  low: z.number().positive(),
  high: z.number().positive(),
  occurrences: z.number().int().positive(),
  logRatio: z.number(),
  logSpread: z.number().positive(),
})

/** What `learn` found out last; `modelVersion` tells a tick whether the model that it holds is still the newest. */
export const learnedSchema = z.object({
  schemaVersion,
  modelVersion: z.string(),
  algorithm: z.string(),
  /** Why the model is not of the family that was asked for. */
  fallback: z.string().optional(),
  /** Undefined until enough minutes with CPU and requests have been seen. */
  saturationRps: z.number().positive().optional(),
  saturationUncertaintyRps: z.number().nonnegative().optional(),
  /** When it was learned from a whole day, epoch milliseconds; undefined while it was not, so that it is learned again. */
  capacityAsOfMs: z.number().optional(),
  coldLeadSeconds: z.number().positive(),
  coldLeadObservations: z.number().int().nonnegative(),
  /** 95th percentile of a start out of the warm pool; undefined in records of before pools. */
  stoppedLeadSeconds: z.number().positive().optional(),
  stoppedLeadObservations: z.number().int().nonnegative().optional(),
  /** Launches in an hour, cold or out of a pool, whoever ordered them. */
  launchesPerHour: z.number().nonnegative().optional(),
  /** Whether a lifecycle hook of the team lets a launching instance finish its first boot. */
  hasLaunchHook: z.boolean().optional(),
  /** The reactive baseline fitted on the same history, so that it and the model start on equal terms. */
  baseline: baselineStateSchema,
  /** Whether an enabled policy of the team can scale the group in; undefined in records of before it was asked. */
  canScaleIn: z.boolean().optional(),
  /** Target of the team's own policy, percent of what an instance can serve. */
  policyTargetPercent: z.number().optional(),
  /** What it measures. @default cpu */
  policyMetric: z.enum(['cpu', 'requests']).optional(),
  /** What events of a kind did to the load; undefined in records of before it was learned. */
  eventEffects: z.record(z.string(), kindEffectSchema).optional(),
})

export type Learned = z.infer<typeof learnedSchema>

/** The warm pool when its instances were last counted. */
const seenPoolSchema = z.object({
  /** Instances that are ready to be drawn. */
  warmed: z.number().int().nonnegative(),
  poolSize: z.number().int().nonnegative(),
  desiredCapacity: z.number().int().nonnegative(),
})

export type SeenPool = z.infer<typeof seenPoolSchema>

/** What one tick leaves for the next. Losing it costs accuracy for an hour, never a group's settings. */
export const groupStateSchema = z.object({
  schemaVersion,
  /** Requests per second of the latest minutes, oldest first, null where unknown; the last one ends at `recentEndMs`. */
  recentRps: z.array(z.number().nullable()),
  recentEndMs: z.number(),
  /** Requests per second of the latest ten-second bins, where the group publishes them. */
  fresh: z.object({ rps: z.array(z.number()), endMs: z.number() }).optional(),
  budget: budgetAccountSchema.optional(),
  /** Of a group that is only observed. */
  observation: observationSchema.optional(),
  /** The newest. */
  fan: demandFanSchema.optional(),
  conformal: conformalStateSchema,
  baseline: baselineStateSchema,
  blend: blendStateSchema,
  trackRecord: trackRecordSchema,
  /** Forecasts whose window is not over yet. */
  pending: z.array(
    z.object({
      fromMs: z.number(),
      toMs: z.number(),
      /** As drawn by the model, before calibration. */
      medianRps: z.number(),
      quantileRps: z.number(),
      /** The experts: the model after calibration, and the reactive baseline. */
      calibratedRps: z.number(),
      reactiveRps: z.number(),
      /** As used: their blend. */
      blendedRps: z.number(),
      lastRps: z.number(),
    }),
  ),
  /** Of the warm pool. */
  pool: z
    .object({
      slack: z.object({ sinceMs: z.number(), largest: z.number() }).optional(),
      /** Why AWS would not have a pool when it was last tried, and until when it is not tried again. */
      refusal: z.object({ untilMs: z.number(), why: z.string() }).optional(),
      seen: seenPoolSchema.optional(),
    })
    .optional(),
  demoted: z.boolean(),
  /** Floor being let down since a return to observe. */
  lettingDown: z.object({ sinceMs: z.number(), floorAtStart: z.number() }).optional(),
  failures: z.object({ count: z.number().int(), notBeforeMs: z.number() }),
  /** Causes that people have been told about and that have not passed. */
  alerted: z.array(z.string()),
  /** Tells whether the next decision is news. */
  lastDecision: z.object({ action: z.string(), recordedAtMs: z.number() }).optional(),
})

export type GroupState = z.infer<typeof groupStateSchema>

export const modelRecordSchema = z.object({
  algorithm: z.string(),
  fittedAtMs: z.number(),
  binSeconds: z.number(),
  parameters: z.unknown(),
})

const instanceCount = z.number().int().nonnegative()

export const decisionSchema = z.object({
  schemaVersion,
  /** ISO 8601. */
  at: z.string(),
  action: z.enum(['raise', 'lower', 'hold', 'observe', 'let-down', 'restore', 'freeze', 'refuse', 'wait']),
  reason: z.string(),
  floorBefore: z.number(),
  floorAfter: z.number(),
  costUsdPerHour: z.number(),
  /** The warm pool that was planned; undefined where none was. */
  pool: z.object({ size: z.number(), state: z.enum(['Stopped', 'Running']), costUsdPerHour: z.number() }).optional(),
  /** Instances as they were when it was made, for people to look back at; undefined in records of before. */
  fleet: z
    .object({
      inService: instanceCount,
      pending: instanceCount,
      terminating: instanceCount,
      desired: instanceCount,
      /** Ready to be drawn from the group's warm pool, whoever made it, and the state it keeps them in. */
      warmed: z.object({ count: instanceCount, state: z.string() }).optional(),
    })
    .optional(),
  /** How the forecasts of the last settled hour fared; in the first decision that is written down in an hour. */
  judgedHour: judgedHourSchema.optional(),
  /** What was expected of the largest minute in a window, requests per second. */
  outlook: z
    .object({
      fromMs: z.number(),
      toMs: z.number(),
      medianRps: z.number(),
      p95Rps: z.number(),
      /** What the reactive baseline says in the place of `p95Rps`; law 11 holds the two against each other. */
      reactiveRps: z.number().optional(),
    })
    .optional(),
})

export type DecisionRecord = z.infer<typeof decisionSchema>

export interface GroupRecords {
  readonly config: GroupConfig | undefined
  readonly memory: z.infer<typeof floorMemorySchema> | undefined
  readonly pool: z.infer<typeof poolMemorySchema> | undefined
  readonly learned: Learned | undefined
  readonly state: GroupState | undefined
  /** What operators have ordered. */
  readonly orders: GroupOrders | undefined
  /** Of the state as it was read, also of one that does not parse. */
  readonly stateVersion: StateVersion
  /** Kinds of records that are there but do not parse. */
  readonly unreadable: readonly string[]
}

/** Which writing of a group's state this is. */
export interface StateVersion {
  /** Of the newest lease under which it was written; 0: none yet. */
  readonly fencing: number
  /** Grows with every writing; 0: none yet, or one of before they were counted. */
  readonly revision: number
}
