import { setTimeout as sleep } from 'node:timers/promises'

const pollMs = 1000
const tellEveryMs = 15_000

/**
 * Asks again and again until there is an answer; says now and then what it is waiting for.
 * @throws Error where none comes in time
 */
export async function waitFor<Answer>(
  what: string,
  patienceSeconds: number,
  ask: () => Promise<Answer | undefined>,
): Promise<Answer> {
  const startMs = performance.now()
  let toldMs = startMs
  console.log(`waiting for ${what}`)
  for (;;) {
    const answer = await ask()
    const nowMs = performance.now()
    const seconds = Math.round((nowMs - startMs) / 1000)
    if (answer !== undefined) {
      console.log(`${what}: after ${seconds} s`)
      return answer
    }
    if (seconds > patienceSeconds) throw new Error(`${what}: got nothing in ${seconds} s, wanted it`)
    if (nowMs - toldMs > tellEveryMs) {
      toldMs = nowMs
      console.log(`… ${what}: ${seconds} s`)
    }
    await sleep(pollMs)
  }
}
