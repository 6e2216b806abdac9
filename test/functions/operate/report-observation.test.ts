// The proof of the counterfactual: the same three days are observed, and then really acted on, and the report of the first run
// is held against the bill of the second.
import { beforeAll, describe, expect, it } from 'vitest'
import { type OperateDependencies, operateDependencies } from '../../../functions/operate/dependencies.ts'
import { ProblemError } from '../../../functions/operate/problems.ts'
import { reportObservation } from '../../../functions/operate/report-observation.ts'
import type { GroupRecords } from '../../../shared/domain/group/records.ts'
import { environmentNames } from '../../../shared/runtime/env.ts'
import { deployControlPlane, modeParameterName, tableName } from '../../../simulator/control-plane.ts'
import type { Region } from '../../../simulator/region.ts'
import { parseScenario } from '../../../simulator/scenario.ts'
import { planSimulation } from '../../../simulator/simulation-plan.ts'
import { play, setStage } from '../../../simulator/stage.ts'
import type { LedgerFigures } from '../../../simulator/workload/ledger.ts'
import { defaultStory } from '../../../simulator/workload/story.ts'

/** Three days and a little: the newest minutes are known three minutes late. */
const days = 3.1

/** What acting costs may be told wrong by this share of the bill. */
const tolerance = 0.01

/** A team that lets Penumbra spend what a target of 60 % would. */
const tags = { 'penumbra:enabled': 'true', 'penumbra:budget': '133', 'penumbra:scale-in': 'penumbra' }

/** The same load, policy and fleet to begin with; what is judged is what is simulated, so that bill and report meet. */
async function run(mode: 'observe' | 'act'): Promise<{ figures: LedgerFigures; deps: OperateDependencies }> {
  const plan = planSimulation(defaultStory(1).trace, parseScenario({ warmUpHours: 0 }), { seed: 1, days })
  const stage = await setStage(plan, { metric: 'cpu', targetPercent: 80 }, { ...tags, 'penumbra:mode': mode })
  deployControlPlane(stage.region)
  await play(stage, plan, {})
  return { figures: stage.ledger.figures(), deps: depsOf(stage.region) }
}

function depsOf(region: Region): OperateDependencies {
  return operateDependencies({
    clients: region.clients('operate'),
    now: () => region.clock.now(),
    sleep: async () => {},
    variables: {
      [environmentNames.tableName]: tableName,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.tagPrefix]: 'penumbra',
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    telemetry: { count: () => {} },
  })
}

let observed: Awaited<ReturnType<typeof run>>
let acted: Awaited<ReturnType<typeof run>>
let report: Awaited<ReturnType<typeof reportObservation>>

beforeAll(async () => {
  observed = await run('observe')
  acted = await run('act')
  report = await reportObservation(observed.deps, { autoScalingGroupName: 'web' })
}, 400_000)

describe('the report on three days of observation', () => {
  it('says what was paid, within a hundredth of the bill', () => {
    expect(Math.abs((report.actualCostUsd ?? 0) - observed.figures.costUsd)).toBeLessThan(
      tolerance * observed.figures.costUsd,
    )
  })

  it('says what acting costs, within a hundredth of the bill of the same days acted on', () => {
    expect(acted.figures.costUsd).toBeGreaterThan(1.05 * observed.figures.costUsd)
    expect(Math.abs((report.actingCostUsd ?? 0) - acted.figures.costUsd)).toBeLessThan(
      tolerance * acted.figures.costUsd,
    )
    expect(report.savedUsd).toBeCloseTo((report.actualCostUsd ?? 0) - (report.actingCostUsd ?? 0), 1)
  })

  it('foretells the direction in which requests fare', () => {
    expect(acted.figures.badMinutes).toBeLessThan(observed.figures.badMinutes / 2)
    expect(report.missedMinutesActing ?? 0).toBeLessThan((report.missedMinutesActual ?? 0) / 2)
  })

  it('promotes: three days, honest limits, better than reactive, within the budget', () => {
    expect(report.hours).toBeGreaterThan(72)
    expect(report.covered / report.forecasts).toBeGreaterThan(0.94)
    expect(report.bars.filter(bar => !bar.met)).toEqual([])
    expect(report.verdict).toBe('promote')
    expect(report.reason).toContain('penumbra:mode=act')
  })
})

describe('there is nothing to report', () => {
  it('of a group that is acted on already', async () => {
    const other = await reportObservation(acted.deps, { autoScalingGroupName: 'web' })
    expect(other).toMatchObject({ hours: 0, verdict: 'wait', bars: [], forecasts: 0 })
    expect(other.reason).toContain('acted on already')
    expect(other.actualCostUsd).toBeUndefined()
  })

  it('of a group that says act and is only observed, since nobody scales it in, but what is in the way', async () => {
    const readGroups: OperateDependencies['store']['readGroups'] = async names => {
      const records = await acted.deps.store.readGroups(names)
      return new Map([...records].map(([name, known]) => [name, withoutScaleIn(known)]))
    }
    const { reason, verdict } = await reportObservation(
      { ...acted.deps, store: { readGroups } },
      { autoScalingGroupName: 'web' },
    )
    expect(verdict).toBe('do-not-promote')
    expect(reason).toContain('no enabled scaling policy can scale it in')
  })

  it('of a group that does not exist', async () => {
    const report = reportObservation(acted.deps, { autoScalingGroupName: 'nowhere' })
    await expect(report).rejects.toThrow(ProblemError)
    await expect(report).rejects.toThrow('got "nowhere", wanted an Auto Scaling group of this region')
  })
})

function withoutScaleIn({ config, learned, ...others }: GroupRecords): GroupRecords {
  return {
    ...others,
    config: config && { ...config, settings: { ...config.settings, scaleIn: 'policy' } },
    learned: learned && { ...learned, canScaleIn: false },
  }
}
