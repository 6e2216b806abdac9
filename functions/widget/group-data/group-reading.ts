// What was read of one group, before anything is made of it.
import type { BinnedValues } from '../../../shared/aws/load-metrics.ts'
import type { ObservedGroup } from '../../../shared/domain/fleet/observed-group.ts'
import type { DecisionRecord, GroupConfig, GroupRecords } from '../../../shared/domain/group/records.ts'

export interface GroupReading {
  readonly config: GroupConfig
  readonly learned: GroupRecords['learned']
  readonly state: GroupRecords['state']
  /** Oldest first. */
  readonly decisions: readonly DecisionRecord[]
  /** Requests in each step of the chart, a row for each target group. */
  readonly counted: readonly BinnedValues[]
}

/** Sizes that the group publishes of itself in namespace AWS/AutoScaling, by the column that shows them. */
export type SizeColumns = Partial<Readonly<Record<SizeColumn, BinnedValues>>>

export type SizeColumn = 'inService' | 'pending' | 'desired' | 'warmed'

/** What only the widget of the fleet needs. */
export interface FleetReading {
  /** As it is now; undefined where it is gone. */
  readonly group: ObservedGroup | undefined
  readonly sizes: SizeColumns
}
