import { describe, expect, it } from 'vitest'
import { compileKernels } from '../../../scripts/train/kernels.ts'
import { plans } from '../../../scripts/train/plans.ts'
import { Training } from '../../../scripts/train/train-network.ts'
import { recordOf, sha256Of } from '../../../scripts/train/write-weights.ts'
import { decodeNetwork } from '../../../shared/domain/forecasting/neural/weights.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'

const tiny = { steps: 60, batch: 32, validationExamples: 256, rate: 0.003 }
const small = {
  'next-days': { ...plans['next-days'], ...tiny, shape: { ...plans['next-days'].shape, hidden: 16 } },
  'next-hour': { ...plans['next-hour'], ...tiny, shape: { ...plans['next-hour'].shape, hidden: 16 } },
}

async function trained(plan: (typeof small)['next-days'], steps: number) {
  const training = new Training(plan, await compileKernels())
  for (let step = 0; step < steps; step++) training.advance()
  return training
}

describe('training', () => {
  it.each(['next-days', 'next-hour'] as const)('lowers the loss of %s on examples that it never saw', async name => {
    const before = (await trained(small[name], 0)).validate().loss
    const after = (await trained(small[name], 60)).validate().loss
    expect(after).toBeLessThan(0.9 * before)
  })

  it('gives the same weights for the same plan, and others for another seed', async () => {
    const [once, again] = [await trained(small['next-days'], 5), await trained(small['next-days'], 5)]
    expect(again.network.weights).toEqual(once.network.weights)
    const other = await trained({ ...small['next-days'], seed: 8 }, 5)
    expect(other.network.weights).not.toEqual(once.network.weights)
  })

  it('does not change what comes next by validating', async () => {
    const [plain, checked] = [await trained(small['next-hour'], 3), await trained(small['next-hour'], 2)]
    checked.validate()
    checked.advance()
    expect(checked.network.weights).toEqual(plain.network.weights)
  })

  it('writes a record that tells its own making and gives the network back', async () => {
    const plan = small['next-days']
    const training = await trained(plan, 5)
    const weights = training.network.weights.slice()
    const record = recordOf(training, plan, { name: 'next-days', command: 'npm run train', madeOn: '2026-11-21' })
    expect(record.card).toMatchObject({ name: 'next-days', seed: plan.seed, steps: 60, batch: 32 })
    expect(record.card.sha256).toBe(sha256Of(record.layers))
    const { first } = decodeNetwork(record)
    const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
    for (let i = 0; i < first.weights.length; i++) {
      expect(Math.abs(first.weights[i] - weights[i])).toBeLessThanOrEqual(largest / 254 + 1e-6)
    }
  })
})

describe('examples', () => {
  it.each(['next-days', 'next-hour'] as const)(
    'of %s are finite in all that the network sees and is asked',
    async name => {
      const examples = small[name].examples(new RandomStream(1, 'finite'))
      const rows = {
        features: new Float32Array(500 * examples.featureCount),
        targets: new Float32Array(500 * examples.targetCount),
        weights: new Float32Array(500 * examples.targetCount),
      }
      for (let row = 0; row < 500; row++) examples.write(rows, row)
      expect(rows.features.every(Number.isFinite)).toBe(true)
      expect(rows.targets.every(Number.isFinite)).toBe(true)
      expect(rows.weights.every(weight => weight > 0)).toBe(true)
    },
  )
})
