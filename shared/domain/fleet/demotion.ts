// Law 11: a group that acts goes back to observing by itself while its forecasts are worse than the reactive baseline; people
// are told when it goes and when it comes back.
import type { Alert } from '../alert.ts'
import { summarise } from '../forecasting/track-record.ts'
import type { GroupState } from '../group/records.ts'

export function demotionReason(state: GroupState): string {
  const { forecastLoss, reactiveLoss, count } = summarise(state.trackRecord)
  return (
    `over the last 24 h the forecasts were worse than the last value plus its usual error ` +
    `(pinball loss ${(forecastLoss / count).toPrecision(3)} against ${(reactiveLoss / count).toPrecision(3)} rps)`
  )
}

/** What people have to hear, and what they have heard by then. */
export function demotionNews(group: string, state: GroupState): { alerts: Alert[]; alerted: string[] } {
  const wasTold = state.alerted.includes('demoted')
  const others = state.alerted.filter(cause => cause !== 'demoted')
  if (state.demoted && !wasTold) return { alerts: [demoted(group, state)], alerted: [...others, 'demoted'] }
  if (!state.demoted && wasTold) return { alerts: [promoted(group)], alerted: others }
  return { alerts: [], alerted: state.alerted }
}

function demoted(group: string, state: GroupState): Alert {
  return {
    cause: 'demoted',
    severity: 'warning',
    group,
    command: 'explain',
    title: `${group} is only observed from now on`,
    what: 'the group went back to observe by itself',
    why: demotionReason(state),
    done: 'its floor is let down over 30 minutes; the scaling policies of the team are untouched',
    toDo: 'nothing at once; Penumbra acts again by itself when its forecasts are no worse than the baseline for a day',
  }
}

function promoted(group: string): Alert {
  return {
    cause: 'promoted',
    severity: 'info',
    group,
    command: 'explain',
    title: `${group} is acted on again`,
    what: 'the group is acted on again',
    why: 'for a day its forecasts were no worse than the reactive baseline',
    done: 'its floor follows the forecast again',
    toDo: 'nothing',
  }
}
