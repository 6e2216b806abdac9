// Two courses that the residual may take: the one that the regression learned from history, and staying at its level. When
// something happens that history does not know (a flash crowd, a level shift), the learned course goes wrong first, and the
// minutes since then show it: the forecast moves over to the level, and back when the learned course is right again.

/** Exponentially weighted mean squared errors of the two courses, `skillHorizon` bins ahead. */
export interface CourseErrors {
  readonly learned: number
  readonly level: number
}

/** The same over the latest forecasts, and the mean of their errors, positive where demand came higher. */
export interface RecentErrors extends CourseErrors {
  readonly bias: number
}

/** Bins ahead at which the courses are judged: the middle of the window that capacity is planned for. */
export const skillHorizon = 5

/** Outcomes that are looked back on; older ones have nearly no weight. */
export const skillBins = 34

const rate = 1 - 2 ** (-1 / 8)
const biasRate = 1 - 2 ** (-1 / 4)
/** Errors count as at most so large on the log scale: a factor e. */
const largestSquare = 1
/** Share of the usual errors that is added to both, so that no course wins by chance in a quiet hour. */
const usualShare = 0.3
/** Odds of the learned course when both are equally good. */
const priorOdds = 10
const sharpness = 6

/** @param share share of the learned course in the forecast whose outcome this is */
export function updateErrors(
  errors: RecentErrors,
  learnedError: number,
  levelError: number,
  share: number,
): RecentErrors {
  const error = share * learnedError + (1 - share) * levelError
  return {
    learned: errors.learned + rate * (boundedSquare(learnedError) - errors.learned),
    level: errors.level + rate * (boundedSquare(levelError) - errors.level),
    bias: errors.bias + biasRate * (error - errors.bias),
  }
}

export function boundedSquare(error: number): number {
  return Math.min(error * error, largestSquare)
}

/** Share of the learned course in the forecast, 0 to 1. */
export function learnedShare(recent: CourseErrors, usual: CourseErrors): number {
  const ratio = (recent.learned + usualShare * usual.learned) / (recent.level + usualShare * usual.level)
  return 1 / (1 + ratio ** sharpness / priorOdds)
}

/** Share before anything is known. */
export const usualLearnedShare = priorOdds / (1 + priorOdds)
