import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import type { ForecastAlgorithm } from '../../shared/domain/forecasting/algorithms.ts'
import type { KnownEvent } from '../../shared/domain/forecasting/event-effect.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'

/** What a long view of a group is made of. */
export interface GroupDemand {
  readonly config: GroupConfig
  /** The algorithm that its settings or an operator name. */
  readonly asked: ForecastAlgorithm
  /** The last two weeks by the minute. */
  readonly minutes: DemandSeries
  readonly events: readonly KnownEvent[]
}
