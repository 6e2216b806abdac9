// AWS may not want a pool now, or never. It is then not asked every minute, and everybody can read why.
import type { GroupState } from '../group/records.ts'

export interface PoolRefusal {
  /** `refresh`: an instance refresh is under way; `busy`: something else is; `refused`: AWS allows no pool like this. */
  readonly kind: 'refresh' | 'busy' | 'refused'
  /** AWS's own words. */
  readonly message: string
}

const minuteMs = 60_000
const waitMs: Readonly<Record<PoolRefusal['kind'], number>> = {
  refresh: 10 * minuteMs,
  busy: 2 * minuteMs,
  refused: 60 * minuteMs,
}

const words: Readonly<Record<PoolRefusal['kind'], string>> = {
  refresh: 'an instance refresh is in progress',
  busy: 'AWS is busy with the group',
  refused: 'AWS refuses it',
}

/** What is remembered of a refusal, as the next decision tells it. */
export function rememberRefusal(
  { kind, message }: PoolRefusal,
  nowMs: number,
): NonNullable<NonNullable<GroupState['pool']>['refusal']> {
  return { untilMs: nowMs + waitMs[kind], why: `${words[kind]} (${message})` }
}
