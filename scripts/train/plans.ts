// Both networks as they are trained: sizes, rates and lengths that were chosen by the loss on synthetic validation examples
// (docs/decisions/2026-11-21-neural-network.md).

import { nextDaysFeatureCount } from '../../shared/domain/forecasting/neural/next-days-features.ts'
import { knots, nextHourFeatureCount } from '../../shared/domain/forecasting/neural/next-hour-features.ts'
import { neuralLevels } from '../../shared/domain/forecasting/neural/quantile-levels.ts'
import { aheadBins } from '../../shared/domain/forecasting/neural/seasonal-base.ts'
import { nextDaysExamples } from './next-days-examples.ts'
import { nextHourExamples } from './next-hour-examples.ts'
import type { TrainingPlan } from './train-network.ts'

export const networkNames = ['next-days', 'next-hour'] as const

export type NetworkName = (typeof networkNames)[number]

const groupSize = neuralLevels.length
const common = { seed: 7, batch: 128, rate: 0.001, decay: 0.01, validationExamples: 8192 }

export const plans: Readonly<Record<NetworkName, TrainingPlan>> = {
  'next-days': {
    ...common,
    shape: { features: nextDaysFeatureCount, hidden: 384, blocks: 2, groups: aheadBins, groupSize },
    examples: nextDaysExamples,
    steps: 12000,
  },
  'next-hour': {
    ...common,
    shape: { features: nextHourFeatureCount, hidden: 192, blocks: 2, groups: knots.length, groupSize },
    examples: nextHourExamples,
    steps: 8000,
  },
}
