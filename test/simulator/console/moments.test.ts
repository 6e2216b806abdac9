import { describe, expect, it } from 'vitest'
import { groupHistory } from '../../../simulator/console/group-history.ts'
import { sampleTimeline } from '../report/sample-result.ts'
import { cursorAt, dayHistory, dayResult, penumbraDay, requestsOf, trackingDay } from './sample-day.ts'

describe('the moments of a replay', () => {
  it('open at the hour in which the policies differ most, with a caption in numbers', () => {
    const opening = dayHistory().moments.find(({ isOpening }) => isOpening)
    expect([opening?.fromMs, opening?.toMs]).toEqual([cursorAt(12), cursorAt(13)])
    // Its forecast held, so the place to look is the first bad minute, when it is over.
    expect(opening?.cursorMs).toBe(cursorAt(12, 1))
    expect(opening?.caption).toBe(
      'Mon 3 Aug, 12:00–13:00 UTC. Demand rose from 100 to 400 requests per second (rps) between 11:59 and 12:00. ' +
        'It stayed within what the forecast allowed for all the time. ' +
        'Penumbra had 0 bad requests, target tracking 120,000: the largest difference in any hour, and 100 % of all that ' +
        'target tracking had in 1 day. What is expected can be met with instances that are already there.',
    )
  })

  it('stop where a forecast was first exceeded by half as much as the worst one', () => {
    // Stated: 200 rps all the time. 300 come from 12:00 on, 400 from 12:20 on, 500 from 12:30 on: 100, 200, 300 too many. A
    // row's forecast speaks of the minute before it and five more, so the row of 12:16 is the first that misses 400.
    const rps = (minute: number) => (minute < 720 ? 100 : minute < 740 ? 300 : minute < 750 ? 400 : 500)
    const timeline = sampleTimeline(1440, minute => ({ requests: 60 * rps(minute), bad: 0, forecastP95: 200 }))
    const group = groupHistory(
      'web',
      dayResult({ penumbra: penumbraDay({ timeline }), 'target-tracking': trackingDay() }),
    )
    const opening = group.moments.find(({ isOpening }) => isOpening)
    expect(opening?.cursorMs).toBe(cursorAt(12, 16))
    expect(opening?.caption).toContain('At 12:16 no more than 200 rps were expected until help could serve; 400 came.')
    expect(opening?.caption).toContain('What nobody announces is met by spare room')
  })

  it('say where the policy lost, when it did, and draw no lesson from it that the numbers do not carry', () => {
    const losing = dayResult({
      penumbra: penumbraDay({
        timeline: sampleTimeline(1440, minute => ({ requests: 6000, bad: minute === 300 ? 3000 : 0 })),
      }),
      'target-tracking': { ...trackingDay(), timeline: sampleTimeline(1440, () => ({ requests: 6000 })) },
    })
    const [moment] = groupHistory('web', losing).moments
    expect(moment.name).toBe('Most instructive: where Penumbra lost most')
    expect(moment.caption).toContain('Penumbra had 3,000 bad requests, target tracking 0')
    expect(moment.caption).not.toContain('What is expected can be met')
  })

  it('list what was announced, in the order of time, and the place where money was saved', () => {
    const cheaper = dayResult({
      penumbra: penumbraDay({
        timeline: sampleTimeline(1440, minute => ({ requests: requestsOf(minute), inService: minute < 60 ? 1 : 4 })),
      }),
      'target-tracking': {
        ...trackingDay(),
        timeline: sampleTimeline(1440, minute => ({ requests: requestsOf(minute) })),
      },
    })
    const sale = { label: 'sale', startMs: cursorAt(20), endMs: cursorAt(22) }
    const { moments } = groupHistory('web', cheaper, [sale])
    expect(moments.map(({ id }) => id)).toEqual(['saving', 'most-instructive', 'announced-1'])
    // One instance for an hour instead of four, at 0.096 USD.
    expect(moments[0].caption).toContain('Penumbra cost $0.10, target tracking $0.38.')
    expect(moments[2].name).toBe('Announced: sale')
    expect(moments.filter(({ isOpening }) => isOpening)).toHaveLength(1)
  })

  it('are told of one policy alone, too', () => {
    const [moment] = groupHistory('web', dayResult({ penumbra: penumbraDay() })).moments
    expect(moment.caption).toMatch(/Penumbra had 0 bad requests\.$/)
  })
})
