// The family that a group's settings or an operator name, or `auto` where that one cannot be had: a family that fails must cost
// a group its say, never its forecast.
import type { ForecastAlgorithm } from '../../shared/domain/forecasting/algorithms.ts'
import type { Family } from '../../shared/domain/forecasting/families/family.ts'
import { cheapFamilies } from '../../shared/domain/forecasting/next-days/experts.ts'
import { isLibraryName, loadLibraryFamily } from '../../shared/runtime/forecast-libraries/load-families.ts'

export interface Fitted<Result> {
  readonly result: Result
  /** Why it is not what was asked for, in one plain sentence. */
  readonly fallback: string | undefined
}

/** @param make is asked for `auto` where it throws for another */
export async function fitAsAsked<Result>(
  asked: ForecastAlgorithm,
  make: (algorithm: ForecastAlgorithm, families: readonly Family[]) => Result,
): Promise<Fitted<Result>> {
  if (asked === 'auto') return { result: make('auto', cheapFamilies), fallback: undefined }
  try {
    return { result: make(asked, await familiesWith(asked)), fallback: undefined }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { result: make('auto', cheapFamilies), fallback: `${asked} cannot be had, so auto is used: ${why}` }
  }
}

/** Libraries are loaded only where they are named: they take a second and some memory. */
async function familiesWith(asked: ForecastAlgorithm): Promise<readonly Family[]> {
  return isLibraryName(asked) ? [...cheapFamilies, await loadLibraryFamily(asked)] : cheapFamilies
}
