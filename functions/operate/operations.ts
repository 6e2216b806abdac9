// Every operation and the use case that carries it out.
import { reportDoctor } from './diagnose-group.ts'
import type { Operations } from './operation.ts'
import { reportObservation } from './report-observation.ts'
import { getMode, setMode } from './switch-mode.ts'

export const operations: Partial<Operations> = {
  GetDoctorReport: reportDoctor,
  GetMode: getMode,
  GetObserveReport: reportObservation,
  SetMode: setMode,
}
