// Every operation and the use case that carries it out.
import { deleteEvent, listEvents, putEvent } from './announce-events.ts'
import { configureShadowingAlgorithm } from './configure-algorithm.ts'
import { getGroupStatus } from './describe-group.ts'
import { reportDoctor } from './diagnose-group.ts'
import { explainDecisions } from './explain-decisions.ts'
import { listGroups } from './list-groups.ts'
import type { Operations } from './operation.ts'
import { pauseGroup, resumeGroup } from './pause-group.ts'
import { reportObservation } from './report-observation.ts'
import { createShadowInstances, getShadowInstanceStatus } from './shadow-instances.ts'
import { getForecast } from './show-forecast.ts'
import { getMode, setMode } from './switch-mode.ts'

export const operations: Operations = {
  ListGroups: listGroups,
  GetGroupStatus: (deps, { autoScalingGroupName }) => getGroupStatus(deps, autoScalingGroupName),
  CreateShadowInstances: createShadowInstances,
  GetShadowInstanceStatus: getShadowInstanceStatus,
  ConfigureShadowingAlgorithm: configureShadowingAlgorithm,
  PauseGroup: pauseGroup,
  ResumeGroup: resumeGroup,
  PutEvent: putEvent,
  DeleteEvent: deleteEvent,
  ListEvents: listEvents,
  ExplainDecisions: explainDecisions,
  GetForecast: getForecast,
  GetDoctorReport: reportDoctor,
  GetObserveReport: reportObservation,
  GetMode: getMode,
  SetMode: setMode,
}
