// The whole number whose loss is least, of a loss that falls and then rises, with few evaluations: each is a simulation.

const golden = (Math.sqrt(5) - 1) / 2

/**
 * Doubles until the loss rises, then narrows by golden sections. Exact where the loss has one valley; otherwise the best of
 * the numbers that were tried, 0 among them.
 * @param most the largest number allowed, at least 0
 */
export async function smallestLoss(lossOf: (value: number) => Promise<number>, most: number): Promise<number> {
  const losses = new Map<number, number>()
  const loss = async (value: number): Promise<number> => {
    const known = losses.get(value) ?? (await lossOf(value))
    losses.set(value, known)
    return known
  }
  let [low, high] = await valley(loss, most)
  while (high - low > 2) {
    const reach = Math.min(Math.max(Math.round(golden * (high - low)), Math.ceil((high - low + 1) / 2)), high - low - 1)
    const [left, right] = [high - reach, low + reach]
    if ((await loss(left)) <= (await loss(right))) high = right
    else low = left
  }
  for (let value = low; value <= high; value++) await loss(value)
  return [...losses].reduce((best, next) =>
    next[1] < best[1] || (next[1] === best[1] && next[0] < best[0]) ? next : best,
  )[0]
}

/** Two numbers between which, both included, the least loss lies. */
async function valley(loss: (value: number) => Promise<number>, most: number): Promise<[low: number, high: number]> {
  const tried = [0]
  for (let value = Math.min(1, most); value > tried[tried.length - 1]; value = Math.min(2 * value, most)) {
    const isRising = (await loss(value)) > (await loss(tried[tried.length - 1]))
    tried.push(value)
    if (isRising) break
  }
  return [tried[Math.max(0, tried.length - 3)], tried[tried.length - 1]]
}
