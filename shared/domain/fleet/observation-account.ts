// The books of a group that is only observed: what was paid and missed, what acting would have paid and missed, and what the
// forecasts were worth. Sums by day, in columns, because a state is written every minute and billed by the kilobyte: a
// fortnight of them is less than one as it is written.
import { z } from 'zod'
import { type BudgetAccount, budgetAccountSchema } from '../capacity/budget.ts'
import { type ReactiveFleet, reactiveFleetSchema } from '../capacity/reactive-fleet.ts'

/** What one day is told by. */
const columns = [
  /** Days since the epoch, UTC. */
  'day',
  'minutes',
  /** Minutes for which acting could be costed; what was paid and missed is of these alone. */
  'costedMinutes',
  /** Instance-minutes that were paid. */
  'paid',
  /** Those of the team's policy alone, as it is emulated. */
  'paidByPolicy',
  'paidActing',
  'missedMinutes',
  'missedMinutesActing',
  'forecasts',
  'covered',
  /** Sums of the pinball loss of the 95 % quantile, requests per second. */
  'forecastLoss',
  'reactiveLoss',
] as const

type Column = (typeof columns)[number]

export type ObservedSums = Readonly<Record<Column, number>>

const daysSchema = z.object(
  Object.fromEntries(columns.map(column => [column, z.array(z.number())])) as Record<Column, z.ZodArray<z.ZodNumber>>,
)

export type ObservedDays = Readonly<z.infer<typeof daysSchema>>

/** What a tick saw and would have ordered; kept until the demand of its minute is known. */
const wouldBeFloorSchema = z.object({
  /** Start of the minute. */
  fromMs: z.number(),
  /** MinSize as it would have been. */
  floor: z.number().int(),
  /** Capacity to which Penumbra would have scaled in; undefined where that is left to the policy. */
  scaleInTo: z.number().int().optional(),
  inService: z.number().int(),
  paidInstances: z.number().int(),
})

export type WouldBeFloor = Readonly<z.infer<typeof wouldBeFloorSchema>>

export const observationSchema = z.object({
  sinceMs: z.number(),
  /** The fleet as it would be; undefined until the policy of the team is known. */
  acting: reactiveFleetSchema.optional(),
  /** The budget as it would be steered, with the policy alone in it. */
  budget: budgetAccountSchema.optional(),
  /** Oldest first. */
  floors: z.array(wouldBeFloorSchema),
  days: daysSchema,
})

export type Observation = Readonly<z.infer<typeof observationSchema>>

/** Older than this is forgotten: two weeks hold every day of the week twice. */
const daysKept = 14

const dayMs = 86_400_000

/** All sums but those of losses are whole. */
const lossDigits = 6

/** What is added up in tiny steps loses nothing that counts within a fortnight. */
const budgetDigits = 8

const percentDigits = 5

export function openObservation(nowMs: number): Observation {
  return { sinceMs: nowMs, floors: [], days: daysSchema.parse(Object.fromEntries(columns.map(name => [name, []]))) }
}

export function dayOf(timeMs: number): number {
  return Math.floor(timeMs / dayMs)
}

/** Adds to a day; what is not named is nothing. */
export function addToDay(days: ObservedDays, added: Partial<ObservedSums> & { readonly day: number }): ObservedDays {
  const isOpen = days.day.at(-1) === added.day
  const next = (column: Column): number[] => {
    const known = isOpen ? days[column].slice(0, -1) : days[column]
    const before = isOpen && column !== 'day' ? (days[column].at(-1) ?? 0) : 0
    return [...known, rounded(before + (added[column] ?? 0), lossDigits)].slice(-daysKept)
  }
  return Object.fromEntries(columns.map(column => [column, next(column)])) as Record<Column, number[]>
}

/** All days together; `day` is the first. */
export function totalOf(days: ObservedDays): ObservedSums {
  const sum = (column: Column) => days[column].reduce((total, value) => total + value, 0)
  const totals = Object.fromEntries(columns.map(column => [column, sum(column)])) as Record<Column, number>
  return { ...totals, day: days.day[0] ?? 0 }
}

/** With no more digits than count, since every one of them is written every minute. */
export function compacted(observation: Observation): Observation {
  const { acting, budget } = observation
  return { ...observation, acting: acting && compactFleet(acting), budget: budget && compactBudget(budget) }
}

function compactBudget({ reactive, ...sums }: BudgetAccount): BudgetAccount {
  const { reactiveHours, spentHours, logPrice, usualInstances } = sums
  return {
    reactive: compactFleet(reactive),
    reactiveHours: rounded(reactiveHours, budgetDigits),
    spentHours: rounded(spentHours, budgetDigits),
    logPrice: rounded(logPrice, budgetDigits),
    usualInstances: rounded(usualInstances, budgetDigits),
  }
}

function compactFleet(fleet: ReactiveFleet): ReactiveFleet {
  const unread = fleet.unread.map(({ percent, serving }) => ({ percent: rounded(percent, percentDigits), serving }))
  return { ...fleet, unread }
}

function rounded(value: number, digits: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits))
}
