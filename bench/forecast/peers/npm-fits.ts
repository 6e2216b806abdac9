// The peers from npm as anybody would call them: their defaults, the seasons that they are told, their own intervals.
import * as ets from '@bsull/augurs/ets'
import * as mstl from '@bsull/augurs/mstl'
import * as prophet from '@bsull/augurs/prophet'
import ARIMA from 'arima'
import { readWasm } from '../../../shared/runtime/forecast-libraries/read-wasm.ts'
import { loadStanOptimizer } from '../../../shared/runtime/forecast-libraries/stan-optimizer.ts'
import { wasmModules } from '../../../shared/runtime/forecast-libraries/wasm-modules.ts'
import { normalQuantile } from '../normal-quantile.ts'
import type { PeerTask } from './peer-task.ts'

interface Fitted {
  readonly point: readonly number[]
  readonly quantiles: readonly (readonly number[])[]
}

interface Interval {
  readonly point: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
}

/** Its intervals come from draws, one width a fit; other levels stand as far out as a normal distribution has them. */
const prophetInterval = 0.9

ets.initSync({ module: await readWasm(wasmModules.ets) })
mstl.initSync({ module: await readWasm(wasmModules.mstl) })
prophet.initSync({ module: await readWasm(wasmModules.prophet) })
/** The package's own binding of the same module wants a whole operating system. */
const optimizer = await loadStanOptimizer(await readWasm(wasmModules.stan))

const fits: Readonly<Record<string, (task: PeerTask) => Fitted>> = {
  'augurs-ets': task => {
    const model = new ets.AutoETS(1, 'ZZN')
    model.fit([...task.values])
    return fromIntervals(task, share => intervalOf(model.predict(task.horizon, share)))
  },
  'augurs-mstl': task => {
    const model = mstl.MSTL.ets([...task.seasons])
    model.fit([...task.values])
    return fromIntervals(task, share => intervalOf(model.predict(task.horizon, share)))
  },
  'augurs-prophet': fitProphet,
  'npm-arima': fitArima,
}

/** @throws whatever the peer throws */
export function fitNpmPeer(task: PeerTask): Fitted {
  return fits[task.peer](task)
}

function fitProphet(task: PeerTask): Fitted {
  const { values, horizon, startMs, binSeconds } = task
  const timesOf = (from: number, count: number) =>
    Array.from({ length: count }, (_, bin) => startMs / 1000 + (from + bin) * binSeconds)
  const model = new prophet.Prophet({ optimizer, intervalWidth: prophetInterval, uncertaintySamples: 400 })
  model.fit({ ds: timesOf(0, values.length), y: [...values] })
  const { point, intervals } = model.predict({ ds: timesOf(values.length, horizon) }).yhat
  const { lower, upper } = intervals ?? { lower: point, upper: point }
  const reach = normalQuantile((1 + prophetInterval) / 2)
  const quantiles = task.levels.map(level => {
    const share = normalQuantile(level) / reach
    const side = share < 0 ? lower : upper
    return point.map((value, step) => value + Math.abs(share) * (side[step] - value))
  })
  return { point, quantiles }
}

function fitArima({ values, horizon, levels }: PeerTask): Fitted {
  const model = new ARIMA({ auto: true, verbose: false })
  const [point, variances] = model.train([...values]).predict(horizon)
  // Its memory is not the collector's.
  model.destroy()
  const quantiles = levels.map(level =>
    point.map((value, step) => value + normalQuantile(level) * Math.sqrt(Math.max(0, variances[step]))),
  )
  return { point, quantiles }
}

function fromIntervals({ levels }: PeerTask, predict: (share: number) => Interval): Fitted {
  const { point } = predict(0.5)
  const quantiles = levels.map(level => {
    if (level === 0.5) return point
    const { lower, upper } = predict(Math.abs(2 * level - 1))
    return level < 0.5 ? lower : upper
  })
  return { point, quantiles }
}

function intervalOf({ point, intervals }: ets.Forecast): Interval {
  return { point, lower: intervals?.lower ?? point, upper: intervals?.upper ?? point }
}
