// What every section of the report needs to know, worked out once.

import { dayMs, minuteMs } from '../../functions/widget/format-time.ts'
import { toneOfFamily } from '../../functions/widget/palette.ts'
import type { PolicyResult, SimulationResult, TimelineRow } from '../result.ts'
import type { ChartEvent, ChartSeries } from './chart/time-chart.ts'
import { type HourDifference, hourDifferences } from './compare-policies.ts'
import { type InstructiveWindow, instructiveWindow, lossWindow } from './instructive-window.ts'
import { contenders, policyTitle, splitPolicyName } from './policy-names.ts'

/** A policy with its name. */
export interface NamedPolicy {
  readonly name: string
  readonly row: PolicyResult
}

export interface ReportContext {
  readonly result: SimulationResult
  /** What the report is about, and what it is held against. */
  readonly subject: NamedPolicy | undefined
  readonly baseline: NamedPolicy | undefined
  readonly startMs: number
  readonly endMs: number
  readonly events: readonly ChartEvent[]
  readonly hours: readonly HourDifference[]
  /** The stretch that teaches most, and the one where the subject lost most; undefined where there is none. */
  readonly window: InstructiveWindow | undefined
  readonly loss: InstructiveWindow | undefined
}

export function reportContext(result: SimulationResult, events: readonly ChartEvent[]): ReportContext {
  const { subject, baseline } = contenders(result)
  const timeline = subject === undefined ? [] : result.policies[subject].timeline
  const startMs = Date.parse(timeline[0]?.t ?? result.start)
  const hours = hourDifferences(result)
  return {
    result,
    subject: named(result, subject),
    baseline: named(result, baseline),
    startMs,
    endMs: timeline.length > 0 ? startMs + timeline.length * minuteMs : startMs + result.days * dayMs,
    events,
    hours,
    window: instructiveWindow(timeline, hours),
    loss: lossWindow(timeline, hours),
  }
}

/** A policy's line of in-service instances; the one that is not the report's subject is dashed. */
export function inServiceSeries({ name, row }: NamedPolicy, isSubject: boolean): ChartSeries {
  return {
    label: `${policyTitle(name)}, in service`,
    tone: toneOfFamily(splitPolicyName(name)[0]),
    shape: isSubject ? 'line' : 'dashed',
    values: row.timeline.map(minute => minute.inService),
  }
}

/** Demand as the number of instances that it would fill to 100 %. */
export function demandInInstances(context: ReportContext, timeline: readonly TimelineRow[]): ChartSeries {
  const perInstanceMinute = 60 * context.result.instanceRps
  return {
    label: 'Demand, in instances at 100 %',
    tone: 'demand',
    shape: 'area',
    values: timeline.map(minute => minute.requests / perInstanceMinute),
  }
}

function named(result: SimulationResult, name: string | undefined): NamedPolicy | undefined {
  return name === undefined ? undefined : { name, row: result.policies[name] }
}
