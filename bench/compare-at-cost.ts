// How many times fewer bad requests at no more than a rival's cost: of all the budgets that Penumbra was run with, the one with
// the fewest bad requests among those that cost no more than the rival.
import type { PolicyResult, SimulationResult } from '../simulator/result.ts'

const rivals = [
  'target-tracking',
  'target-tracking@50',
  'target-tracking-fast',
  'predictive-hourly',
  'static-pool',
] as const

export interface TraceComparison {
  readonly trace: string
  readonly seed: number
  /** Cost over what the budget allows: target tracking's at 60 %. */
  readonly overBudget: number
  readonly against: readonly {
    readonly rival: string
    /** Undefined: every Penumbra cost more. */
    readonly chosen: string | undefined
    readonly rivalBadShare: number
    readonly badShare: number
    readonly costRatio: number
  }[]
}

/** Figures are rounded to the cent when people compare them. */
const sameCost = 1.0005

export function compareAtCost(trace: string, result: SimulationResult): TraceComparison {
  const { policies } = result
  const penumbras = Object.entries(policies).filter(([name]) => name.startsWith('penumbra'))
  const against = rivals.flatMap(rival => {
    const row = policies[rival]
    if (row === undefined) return []
    const affordable = penumbras.filter(([, { costUsd }]) => costUsd <= row.costUsd * sameCost)
    const best = affordable.sort(([, a], [, b]) => a.badRequests - b.badRequests)[0]
    return [{ rival, chosen: best?.[0], rivalBadShare: badShareOf(row), ...figuresOf(best?.[1], row) }]
  })
  const overBudget = policies.penumbra.costUsd / policies['target-tracking'].costUsd - 1
  return { trace, seed: result.seed, overBudget, against }
}

function figuresOf(best: PolicyResult | undefined, rival: PolicyResult) {
  if (best === undefined) return { badShare: Number.NaN, costRatio: Number.NaN }
  return { badShare: badShareOf(best), costRatio: best.costUsd / rival.costUsd }
}

function badShareOf({ badRequests, requests }: PolicyResult): number {
  return badRequests / requests
}

export function printComparison(comparisons: readonly TraceComparison[]): void {
  console.log('\n### At no more than the rival costs\n')
  console.log('| trace | seed | rival | its bad share % | Penumbra | bad share % | times fewer | cost of the rival |')
  console.log('|---|---|---|---|---|---|---|---|')
  for (const { trace, seed, against } of comparisons) {
    for (const { rival, chosen = 'none is as cheap', rivalBadShare, badShare, costRatio } of against) {
      const cells = [percent(rivalBadShare), chosen, percent(badShare), times(rivalBadShare, badShare)]
      console.log(`| ${trace} | ${seed} | ${rival} | ${cells.join(' | ')} | ${costRatio.toFixed(3)} |`)
    }
  }
  console.log('\n| trace | seed | Penumbra over its budget |\n|---|---|---|')
  for (const { trace, seed, overBudget } of comparisons) {
    console.log(`| ${trace} | ${seed} | ${(100 * overBudget).toFixed(1)} % |`)
  }
}

function percent(share: number): string {
  return (100 * share).toFixed(5)
}

function times(rival: number, own: number): string {
  return own > 0 ? (rival / own).toFixed(2) : '∞'
}
