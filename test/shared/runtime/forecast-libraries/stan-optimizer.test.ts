import { readFile } from 'node:fs/promises'
import { optimizer as published } from '@bsull/augurs-prophet-wasmstan'
import { describe, expect, it } from 'vitest'
import { loadStanOptimizer } from '../../../../shared/runtime/forecast-libraries/stan-optimizer.ts'
import { installedPath, wasmModules } from '../../../../shared/runtime/forecast-libraries/wasm-modules.ts'

const ours = await loadStanOptimizer(await readFile(installedPath(wasmModules.stan)))

/** A line with a kink at 0.5 and a sine on it, as Prophet's Stan model wants its data. */
const bins = 40
const times = Array.from({ length: bins }, (_, bin) => bin / (bins - 1))
const data = {
  T: bins,
  y: times.map(t => 0.2 + 0.5 * t + 0.3 * Math.max(0, t - 0.5) + 0.1 * Math.sin(12 * t) + 0.01 * Math.cos(977 * t)),
  t: times,
  cap: times.map(() => 1),
  S: 2,
  t_change: [0.25, 0.5],
  trend_indicator: 0,
  K: 2,
  s_a: [1, 1],
  s_m: [0, 0],
  X: times.map(t => [Math.sin(12 * t), Math.cos(12 * t)]),
  sigmas: [10, 10],
  tau: 0.05,
}
const initial = { k: 0.5, m: 0.2, delta: new Float64Array(2), beta: new Float64Array(2), sigmaObs: 1 }

describe('the Stan program without a system around it', () => {
  it.each([
    [{ seed: 1 }],
    [{ algorithm: 'bfgs', seed: 7, chain: 2, iter: 300, jacobian: true, refresh: 10 }],
    [{ algorithm: 'lbfgs', seed: 7, historySize: 7, initAlpha: 0.002, tolObj: 1e-9, tolRelObj: 1e3 }],
    [{ algorithm: 'lbfgs', seed: 7, iter: 9, tolGrad: 1e-7, tolRelGrad: 1e6, tolParam: 1e-7, jacobian: false }],
  ] as const)('finds to the last bit what the package finds with %j', options => {
    const { params } = ours.optimize(initial, JSON.stringify(data), options)
    expect(params).toEqual(published.optimize(initial, JSON.stringify(data), options).params)
  })

  it('passes on what Stan reports', () => {
    const { logs } = ours.optimize(initial, JSON.stringify(data), { seed: 1, refresh: 1 })
    expect(logs).toEqual(published.optimize(initial, JSON.stringify(data), { seed: 1, refresh: 1 }).logs)
    expect(Object.values(logs).join('')).toContain('Optimization terminated')
  })

  it('throws what Stan has against the data', () => {
    const wrong = JSON.stringify({ ...data, T: 3 })
    expect(() => ours.optimize(initial, wrong, {})).toThrow()
  })
})
