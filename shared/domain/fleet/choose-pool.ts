// What to do with the group's warm pool, after its floor has been chosen. In order: whose the pool is, what stands in the way,
// what AWS said when it was last asked, and only then the plan. Whatever lets a floor go lets the pool go too.
import { priorLeadTimes, runningSeconds } from '../capacity/lead-times.ts'
import { planPool } from '../capacity/plan-pool.ts'
import type { PoolPlan } from '../capacity/warm-pool.ts'
import type { DecisionRecord, GroupState } from '../group/records.ts'
import type { Intent } from './choose-intent.ts'
import type { Situation } from './explain.ts'
import { baselineOf } from './floor-steps.ts'
import { type GroupView, observedFloor } from './group-view.ts'
import type { Outlook } from './outlook.ts'
import { poolObstacle } from './pool-obstacle.ts'
import {
  type PoolMemory,
  type PoolShape,
  type PoolSituation,
  type PoolStep,
  poolOwner,
  standingShape,
  stepsToPool,
  stepsToRestorePool,
  stepsWhilePoolWaits,
  yieldedTo,
} from './pool-steps.ts'

export interface PoolIntent {
  readonly steps: readonly PoolStep[]
  /** To be added to the reason of the decision; empty: nothing to say. */
  readonly reason: string
  readonly planned: DecisionRecord['pool']
  readonly state: GroupState['pool']
  /** What the team has done to the one that was lent. */
  readonly yielded: PoolMemory['yielded']
}

export function choosePool(view: GroupView, intent: Intent, outlook: Outlook | undefined): PoolIntent {
  const situation = poolSituation(view, intent)
  const choice = choiceOf(view, situation, intent, outlook)
  return {
    ...choice,
    reason: [choice.reason, filling(view)].filter(text => text !== '').join(' '),
    state: view.poolSeen === undefined ? choice.state : { ...choice.state, seen: view.poolSeen },
    yielded: yieldedTo(situation),
  }
}

/** What the pool cannot do yet. */
function filling({ poolSeen }: GroupView): string {
  if (poolSeen === undefined || poolSeen.warmed === poolSeen.poolSize) return ''
  return `${poolSeen.warmed} of the ${poolSeen.poolSize} in the pool are ready.`
}

/** What is in service bends before it breaks: a pool saves what would be lost beyond this, not what runs a little fuller. */
const overloadUtilisation = 0.92

type Choice = Omit<PoolIntent, 'yielded'>

function choiceOf(view: GroupView, situation: PoolSituation, intent: Intent, outlook: Outlook | undefined): Choice {
  switch (intent.action) {
    case 'raise':
    case 'lower':
    case 'hold':
      return lend(view, situation, intent, outlook)
    case 'freeze':
    case 'wait':
      return waits(view, situation)
    case 'let-down':
      return isDown(view, intent) ? restored(situation) : waits(view, situation)
    case 'observe':
    case 'restore':
    case 'refuse':
      return restored(situation)
  }
}

function poolSituation({ group, managed, poolMemory, nowMs }: GroupView, { steps }: Intent): PoolSituation {
  const isMarked = managed || steps.some(step => step.kind === 'mark-managed')
  const staysMarked = isMarked && !steps.some(step => step.kind === 'unmark-managed')
  return { pool: group.pool, managed: staysMarked, memory: poolMemory, nowMs }
}

function isDown(view: GroupView, { floorAfter }: Intent): boolean {
  return floorAfter <= baselineOf(observedFloor(view), view.memory)
}

function lend(view: GroupView, situation: PoolSituation, intent: Intent, outlook: Outlook | undefined): Choice {
  const foreign = whoseElse(situation)
  if (foreign !== undefined) return { ...waits(view, situation), reason: `No warm pool of Penumbra's: ${foreign}.` }
  const obstacle = poolObstacle(view)
  if (obstacle !== undefined) return { ...restored(situation), reason: `No warm pool: ${obstacle}.` }
  const refusal = view.state?.pool?.refusal
  if (refusal !== undefined && refusal.untilMs > view.nowMs) return held(view, situation, refusal.why)
  if (intent.situation === undefined || outlook === undefined) return waits(view, situation)
  return planned(situation, planOf(view, situation, intent.situation, outlook))
}

function whoseElse(situation: PoolSituation): string | undefined {
  const yielded = yieldedTo(situation)
  if (yielded !== undefined) {
    return `the team has ${yielded} the one that was lent, so it is the team's until the group has been given back once`
  }
  const owner = poolOwner(situation)
  if (owner === 'team') return 'the group has one of its own, which is left alone'
  return owner === 'leaving' ? 'one is still being deleted' : undefined
}

function planOf(
  { config, learned, state, nowMs }: GroupView,
  situation: PoolSituation,
  { plan, saturationRps, price, missCostRatio, maxSize }: Situation,
  outlook: Outlook,
): PoolPlan {
  const coldSeconds = learned?.coldLeadSeconds ?? priorLeadTimes.coldSeconds
  return planPool({
    demandSamples: outlook.twoLeadsRps,
    instanceRps: saturationRps * overloadUtilisation,
    floor: plan.floor,
    maxSize,
    leads: {
      coldSeconds,
      stoppedSeconds: learned?.stoppedLeadSeconds ?? priorLeadTimes.stoppedSeconds,
      runningSeconds: Math.min(runningSeconds, coldSeconds),
    },
    prices: {
      runningUsdPerHour: price.usdPerHour,
      stoppedUsdPerHour: price.stoppedUsdPerHour,
      missUsdPerHour: missCostRatio * price.usdPerHour,
    },
    launchesPerHour: learned?.launchesPerHour ?? 0,
    reuseOnScaleIn: false,
    maxHourlyCostUsd: config.settings.maxHourlyCostUsd,
    standing: standingShape(situation),
    slack: state?.pool?.slack,
    nowMs,
    tagPrefix: config.tagPrefix,
  })
}

function planned(situation: PoolSituation, plan: PoolPlan): Choice {
  const { size, state, costUsdPerHour, reason, slack } = plan
  return {
    steps: stepsToPool({ size, state }, situation),
    reason,
    planned: size > 0 ? { size, state, costUsdPerHour } : undefined,
    state: { slack },
  }
}

/** What stands is kept as it is, and renewed; where none stands, none is made. */
function held(view: GroupView, situation: PoolSituation, why: string): Choice {
  const standing: PoolShape | undefined = standingShape(situation)
  return {
    steps: standing === undefined ? stepsToRestorePool(situation) : stepsToPool(standing, situation),
    reason: `The warm pool is left as it is: ${why}.`,
    planned: undefined,
    state: view.state?.pool,
  }
}

function waits(view: GroupView, situation: PoolSituation): Choice {
  return { steps: stepsWhilePoolWaits(situation), reason: '', planned: undefined, state: view.state?.pool }
}

function restored(situation: PoolSituation): Choice {
  return { steps: stepsToRestorePool(situation), reason: '', planned: undefined, state: undefined }
}
