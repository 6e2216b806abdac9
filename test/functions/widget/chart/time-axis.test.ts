import { describe, expect, it } from 'vitest'
import { ticksFor, timeTicks } from '../../../../functions/widget/chart/time-axis.ts'
import { nineMs } from '../widget-samples.ts'

const hourMs = 3_600_000

describe('labels of a time axis', () => {
  it('stand at round moments, where these lie', () => {
    expect(timeTicks(nineMs, nineMs + 2 * hourMs, 4)).toEqual([
      { position: 0, label: '09:00' },
      { position: 0.25, label: '09:30' },
      { position: 0.5, label: '10:00' },
      { position: 0.75, label: '10:30' },
      { position: 1, label: '11:00' },
    ])
  })

  it('name the days where several are shown', () => {
    const labels = timeTicks(nineMs, nineMs + 72 * hourMs, 5).map(({ label }) => label)
    expect(labels).toEqual(['12:00', 'Fri 7', '12:00', 'Sat 8', '12:00', 'Sun 9'])
  })

  it('are as many as there is room for', () => {
    expect([ticksFor(100), ticksFor(588), ticksFor(3840)]).toEqual([3, 5, 14])
  })
})
