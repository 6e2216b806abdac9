// What becomes of the comparison when the region is another one: launches twice as fast or slow, late metrics, no cold caches, a
// steeper or a flatter latency curve, three seeds. Three judged days of two traces, at most 17 minutes each on 2 busy
// cores; --quick: one trace and one seed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../shared/domain/errors.ts'
import { createProgress } from '../shared/runtime/progress.ts'
import type { PolicyResult } from '../simulator/result.ts'
import { defaultScenario, parseScenario } from '../simulator/scenario.ts'
import { simulate } from '../simulator/simulate.ts'
import { planSimulation } from '../simulator/simulation-plan.ts'
import { loadTrace } from '../simulator/workload/trace.ts'
import type { BenchOptions } from './bench-options.ts'

const traces = ['ms-db-app3-1m', 'nasa-july95-1m']
const policies = ['penumbra', 'target-tracking', 'target-tracking-fast']
const days = 3

const variations: Readonly<Record<string, object>> = {
  default: {},
  'leads × 0.5': { leads: leadsTimes(0.5) },
  'leads × 2': { leads: leadsTimes(2) },
  'metrics 5 minutes late': { metricDelaySeconds: 300, highResolutionDelaySeconds: 300 },
  'no ten-second metrics': { freshMetric: { enabled: false } },
  'no cold caches': { coldServing: { share: 1 } },
  'steeper latency (waits of 8 service times)': { instance: { slowWaitServiceTimes: 8 } },
  'flatter latency (waits of 2 service times)': { instance: { slowWaitServiceTimes: 2 } },
}

function leadsTimes(factor: number): object {
  const { coldMeanSeconds, coldP95Seconds, stoppedMeanSeconds, stoppedP95Seconds } = defaultScenario.leads
  return {
    coldMeanSeconds: factor * coldMeanSeconds,
    coldP95Seconds: factor * coldP95Seconds,
    stoppedMeanSeconds: factor * stoppedMeanSeconds,
    stoppedP95Seconds: factor * stoppedP95Seconds,
  }
}

export async function benchSensitivity({ quick, data, seeds }: BenchOptions): Promise<void> {
  if (data === undefined || !existsSync(data)) {
    throw new InputError(`got ${data ?? 'no --data'}, wanted --data and the folder of the real traces`)
  }
  const seedCount = quick ? 1 : Math.max(3, seeds)
  console.log('| trace | region | seed | policy | cost USD | bad share % |\n|---|---|---|---|---|---|')
  for (const trace of quick ? traces.slice(0, 1) : traces) {
    for (const [name, changes] of Object.entries(variations)) {
      for (let seed = 1; seed <= seedCount; seed++) await runOne(join(data, `${trace}.csv`), name, changes, seed)
    }
  }
}

async function runOne(path: string, name: string, changes: object, seed: number): Promise<void> {
  const trace = loadTrace(path)
  const plan = planSimulation(trace, parseScenario(changes), { seed, days })
  const progress = createProgress(`${trace.name}, ${name}, seed ${seed}`, policies.length)
  const result = await simulate(plan, policies, { onProgress: done => progress.update(done) })
  progress.stop()
  for (const policy of policies) console.log(lineOf([trace.name, name, seed, policy], result.policies[policy]))
}

function lineOf(labels: readonly (string | number)[], { costUsd, badRequests, requests }: PolicyResult): string {
  return `| ${[...labels, costUsd.toFixed(2), ((100 * badRequests) / requests).toFixed(4)].join(' | ')} |`
}
