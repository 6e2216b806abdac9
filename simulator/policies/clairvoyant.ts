// Plays the oracle's script on the same load, physics and ledger as everybody else.
import type { PolicyResult } from '../result.ts'
import { MetricStore } from '../services/cloudwatch/metric-store.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { arrivalsOf, ledgerOf } from '../stage.ts'
import { Application, ApplicationPhysics } from '../workload/application.ts'
import { realisedDemand } from '../workload/arrivals.ts'
import { STEP_SECONDS } from '../workload/demand-curve.ts'
import { planOracle } from './oracle.ts'

export function simulateOracle(plan: SimulationPlan, utilisationPercent: number): PolicyResult {
  const { scenario, seed } = plan
  const arrivals = arrivalsOf(plan)
  const physics = new ApplicationPhysics(scenario)
  const fleet = planOracle({
    scenario,
    demand: realisedDemand(arrivals),
    badShare: physics.badShare,
    utilisationPercent,
    seed,
  })
  const names = { autoScalingGroupName: 'oracle', loadBalancer: 'app/oracle/1', targetGroup: 'targetgroup/oracle/1' }
  const application = new Application({ scenario, names, store: new MetricStore(), arrivals, seed }, physics)
  const ledger = ledgerOf(plan, physics)
  for (let timeMs = arrivals.startMs; timeMs < plan.judgeToMs; timeMs += STEP_SECONDS * 1000) {
    fleet.advanceTo(timeMs)
    ledger.record(application.step(timeMs, fleet), fleet)
  }
  return ledger.figures()
}
