// The closed loop on real traces: Penumbra beside its peers and the oracle, one configuration for all traces. With one seed on 2
// busy cores 24 minutes for the six short traces, and the two long ones beside; --quick: three traces and fewer policies.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatDistance } from '../functions/widget/format-numbers.ts'
import { InputError } from '../shared/domain/errors.ts'
import { createProgress } from '../shared/runtime/progress.ts'
import { distanceToOracle } from '../simulator/report/oracle-distance.ts'
import type { PolicyResult, SimulationResult } from '../simulator/result.ts'
import { defaultScenario } from '../simulator/scenario.ts'
import { simulate } from '../simulator/simulate.ts'
import { planSimulation } from '../simulator/simulation-plan.ts'
import { loadTrace } from '../simulator/workload/trace.ts'
import type { BenchOptions } from './bench-options.ts'
import { compareAtCost, printComparison, type TraceComparison } from './compare-at-cost.ts'

const coreTraces = [
  'ms-db-app2-1m',
  'ms-db-app3-1m',
  'wc98-june-1m',
  'wc98-may-5m',
  'ms-ingress4-1m',
  'nasa-july95-1m',
  'isp-uk-5m',
  'ms-ecommerce-api-a-1h',
]
const quickTraces = ['ms-db-app2-1m', 'wc98-june-1m', 'nasa-july95-1m']

/** Months: only what a seed needs. */
const longTraces = ['ms-ecommerce-api-a-1h', 'isp-uk-5m']

const basePolicies = ['penumbra', 'target-tracking', 'target-tracking-fast']
const peerPolicies = ['target-tracking@50', 'target-tracking@80', 'predictive-hourly', 'static-pool']
const oraclePolicies = ['oracle@65', 'oracle@70', 'oracle@75', 'oracle@80', 'oracle@85']
const budgetPolicies = ['penumbra@55', 'penumbra@50']

export async function benchClosedLoop({ quick, data, seeds }: BenchOptions): Promise<void> {
  if (data === undefined || !existsSync(data)) {
    throw new InputError(`got ${data ?? 'no --data'}, wanted --data and the folder of the real traces`)
  }
  const hashes = new Set<string>()
  const comparisons: TraceComparison[] = []
  for (const trace of quick ? quickTraces : coreTraces) {
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await runTrace(join(data, `${trace}.csv`), seed, policiesFor(trace, seed, quick))
      hashes.add(`${result.scenarioSha256} ${result.configSha256}`)
      print(trace, result)
      comparisons.push(compareAtCost(trace, result))
    }
  }
  if (hashes.size !== 1) throw new InputError(`got ${hashes.size} configurations, wanted one for all traces`)
  printComparison(comparisons)
}

function policiesFor(trace: string, seed: number, quick: boolean): string[] {
  if (seed > 1) return basePolicies
  if (quick) return [...basePolicies, 'target-tracking@50', ...oraclePolicies]
  const isLong = longTraces.includes(trace)
  return [...basePolicies, ...peerPolicies, ...oraclePolicies, ...(isLong ? [] : budgetPolicies)]
}

async function runTrace(path: string, seed: number, policies: readonly string[]): Promise<SimulationResult> {
  const plan = planSimulation(loadTrace(path), defaultScenario, { seed })
  const progress = createProgress(`${path} seed ${seed}`, policies.length)
  const result = await simulate(plan, policies, { onProgress: done => progress.update(done) })
  progress.stop()
  return result
}

function print(trace: string, result: SimulationResult): void {
  const reference = result.policies['target-tracking']
  const requests = reference.requests / result.traceRequests
  console.log(
    `\n### ${trace}, seed ${result.seed}, ${result.days.toFixed(1)} days judged, requests ${requests.toFixed(4)} of the trace\n`,
  )
  console.log(
    '| policy | cost USD | of target tracking | bad share % | bad minutes | p99 ms | launches | pool h (running, stopped) | of the oracle |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const [name, row] of Object.entries(result.policies)) console.log(lineOf(name, row, reference, result))
  checkOracle(result)
}

function lineOf(name: string, row: PolicyResult, reference: PolicyResult, result: SimulationResult): string {
  const distance = distanceToOracle(result, name)
  const { warmRunning, warmStopped } = row.instanceHours
  const cells = [
    name,
    row.costUsd.toFixed(2),
    (row.costUsd / reference.costUsd).toFixed(3),
    ((100 * row.badRequests) / row.requests).toFixed(4),
    row.badMinutes,
    row.p99Ms.toFixed(0),
    row.launches,
    warmStopped === 0 ? '' : `${warmRunning.toFixed(0)}, ${warmStopped.toFixed(0)}`,
    distance === undefined || name.startsWith('oracle') ? '' : formatDistance(distance),
  ]
  return `| ${cells.join(' | ')} |`
}

/** A policy more than 1 % below the oracle's frontier is a bug, of the oracle or of the policy. */
function checkOracle(result: SimulationResult): void {
  for (const name of Object.keys(result.policies)) {
    const distance = name.startsWith('oracle') ? undefined : distanceToOracle(result, name)
    if (distance?.bound === 'exact' && distance.costRatio < 0.99) {
      throw new InputError(
        `${name} on ${result.trace}: got ${distance.costRatio} of the oracle's cost, wanted at least 0.99`,
      )
    }
  }
}
