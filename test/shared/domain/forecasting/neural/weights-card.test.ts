import { describe, expect, it } from 'vitest'
import { generatorVersion } from '../../../../../scripts/train/generator/hourly-series.ts'
import { plans } from '../../../../../scripts/train/plans.ts'
import { sha256Of } from '../../../../../scripts/train/write-weights.ts'
import { layerShapes } from '../../../../../shared/domain/forecasting/neural/network.ts'
import nextDays from '../../../../../shared/domain/forecasting/neural/next-days-weights.json' with { type: 'json' }
import nextHour from '../../../../../shared/domain/forecasting/neural/next-hour-weights.json' with { type: 'json' }

const stored = [
  { record: nextDays, plan: plans['next-days'] },
  { record: nextHour, plan: plans['next-hour'] },
]

describe.each(stored)('the card of $record.card.name', ({ record, plan }) => {
  it('is that of these weights', () => {
    expect(record.card.sha256).toBe(sha256Of(record.layers))
  })

  it('tells the plan by which npm run train makes them again', () => {
    const { seed, steps, batch } = plan
    expect(record.card).toMatchObject({ seed, steps, batch, generatorVersion })
    expect(record.shape).toEqual(plan.shape)
    expect(record.card.command).toBe(`npm run train -- --net ${record.card.name}`)
  })

  it('says that eight bits cost less than half a per cent of the loss', () => {
    const { validationLoss, storedValidationLoss } = record.card
    expect(Math.abs(storedValidationLoss / validationLoss - 1)).toBeLessThan(0.005)
  })

  it('belongs to layers of the shape that the forecast expects', () => {
    expect(record.layers.map(({ name }) => name)).toEqual(layerShapes(plan.shape).map(({ name }) => name))
  })
})

it('both together take less than two megabytes', () => {
  expect(JSON.stringify(nextDays).length + JSON.stringify(nextHour).length).toBeLessThan(2e6)
})
