import type { OperationAnswer } from '../commands.ts'

type Accuracy = NonNullable<OperationAnswer<'GetForecast'>['outlook']>['accuracy'][number]

/** One line: what was said so far ahead, and what came of it. */
export function accuracyText(accuracy: Accuracy): string {
  const { leadHours, hours, coveredPercent, errorPercent, errorOfDayBefore } = accuracy
  const error = errorPercent === undefined ? '' : `, ${errorPercent} % off`
  const better = errorOfDayBefore === undefined ? '' : ` (${errorOfDayBefore} of what the day before was)`
  return `${leadHours} h ahead: ${coveredPercent} % of ${hours} hours within 5 % to 95 %${error}${better}`
}
