// The whole number whose loss is least, for losses that are dear to evaluate (each is a simulation) and a little noisy, so that
// a descent would be caught in the first dip: a coarse look at the whole range, finer towards 0, then a closer one around the
// best.

const coarseShares = [0, 1 / 8, 1 / 4, 1 / 2, 1]
const rounds = 2

/**
 * At most nine evaluations. Where the loss has one valley, what is found lies within an eighth of `most` of it; it never loses
 * more than 0 does.
 * @param most the largest number allowed, at least 0
 */
export async function smallestLoss(lossOf: (value: number) => Promise<number>, most: number): Promise<number> {
  const losses = new Map<number, number>()
  const evaluate = async (values: readonly number[]): Promise<void> => {
    for (const value of values) if (!losses.has(value)) losses.set(value, await lossOf(value))
  }
  await evaluate(coarseShares.map(share => Math.round(share * most)))
  for (let round = 0; round < rounds; round++) await evaluate(besideBest(losses))
  return bestOf(losses)
}

/** The middles between the best and its neighbours. */
function besideBest(losses: ReadonlyMap<number, number>): number[] {
  const values = [...losses.keys()].sort((a, b) => a - b)
  const at = values.indexOf(bestOf(losses))
  const neighbours = [values[at - 1], values[at + 1]].filter(value => value !== undefined)
  return neighbours.map(neighbour => Math.round((neighbour + values[at]) / 2))
}

/** The first that was tried, of equals. */
function bestOf(losses: ReadonlyMap<number, number>): number {
  const [best] = [...losses].reduce((least, next) => (next[1] < least[1] ? next : least))
  return best
}
