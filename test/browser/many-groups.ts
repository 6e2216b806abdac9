// Groups as a large account has them: a hundred, in every state, and two whose names were meant to do harm.
import type { ConsoleData } from '../../simulator/console/console-data.ts'
import { groupHistory } from '../../simulator/console/group-history.ts'
import { dayResult, decisionAt, penumbraDay, trackingDay } from '../simulator/console/sample-day.ts'

export const hostileName = '<img src=x onerror=alert(1)>'
/** As long as AWS allows, without a place to break it. */
export const longName = 'w'.repeat(255)

const actions = ['raise', 'observe', 'let-down', 'freeze', 'refuse', 'hold']

export function manyGroups(count: number): ConsoleData {
  const tracking = trackingDay()
  const results = actions.map(action => {
    const decision = { ...decisionAt(600, 4, 4), action, reason: `${action}, since so it was decided` }
    return dayResult({ penumbra: penumbraDay({ decisions: [decision] }), 'target-tracking': tracking })
  })
  const names = [hostileName, longName, ...Array.from({ length: count - 2 }, (_, index) => `shop-${index + 1}`)]
  const groups = names.map((name, index) => groupHistory(name, results[index % results.length]))
  return { title: 'A day of many groups', groups }
}
