// Virtual time. Everything in the simulated region happens as an event on one queue, so that a fortnight passes in seconds
// and two runs are identical. A handler is an async function; the clock stands still while any handler is running, and a
// handler that sleeps gives the time back. Real time is never read.

interface Event {
  readonly timeMs: number
  readonly sequence: number
  readonly run: () => void | Promise<void>
}

export class VirtualClock {
  #nowMs: number
  #sequence = 0
  readonly #heap: Event[] = []
  /** Handlers that have begun and not ended, asleep or not. */
  #underWay = 0
  /** Sleeps that have not ended; one handler may sleep in several branches. */
  #asleep = 0
  /** Whether anybody who slept goes through a real timer of 0 ms next, as the SDK's retry loop does. */
  #isTimerDue = false
  #wakeLoop: (() => void) | undefined
  #failure: { error: unknown } | undefined

  constructor(startMs: number) {
    this.#nowMs = startMs
  }

  /** Virtual epoch milliseconds. */
  now(): number {
    return this.#nowMs
  }

  /** Runs `run` at `timeMs` (at once after the current event when that lies in the past); equal times keep their order. */
  at(timeMs: number, run: () => void | Promise<void>): void {
    push(this.#heap, { timeMs: Math.max(timeMs, this.#nowMs), sequence: this.#sequence++, run })
  }

  /** Runs `run` every `periodMs`, first at `firstMs`, for as long as the clock runs. */
  every(periodMs: number, firstMs: number, run: (timeMs: number) => void | Promise<void>): void {
    this.at(firstMs, () => {
      this.every(periodMs, firstMs + periodMs, run)
      return run(firstMs)
    })
  }

  /**
   * Waits in virtual time. Only for code that the clock itself started (a handler under way).
   * @param thenTimer whether the sleeper goes through a real timer of 0 ms when it wakes
   */
  sleep(durationMs: number, { thenTimer = false } = {}): Promise<void> {
    return new Promise(resolve => {
      this.#asleep++
      // Asynchronous, so that the loop waits for whoever wakes up.
      this.at(this.#nowMs + durationMs, async () => {
        this.#asleep--
        this.#isTimerDue ||= thenTimer
        resolve()
      })
      this.#wakeLoop?.()
    })
  }

  /** Processes every event up to and including `timeMs`, waiting for handlers between events. */
  async runUntil(timeMs: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.timeMs <= timeMs; next = this.#heap[0]) {
      pop(this.#heap)
      this.#nowMs = next.timeMs
      if (this.#start(next)) await this.#untilIdle()
      if (this.#failure) throw this.#failure.error
    }
    this.#nowMs = Math.max(this.#nowMs, timeMs)
  }

  /** @returns whether there is something to wait for */
  #start(event: Event): boolean {
    const result = event.run()
    if (!(result instanceof Promise)) return false
    this.#underWay++
    result.then(
      () => this.#finishOne(),
      error => {
        this.#failure ??= { error }
        this.#finishOne()
      },
    )
    return true
  }

  #finishOne(): void {
    this.#underWay--
    if (this.#underWay === 0) this.#wakeLoop?.()
  }

  /** Until every handler has ended, or those that have not are asleep in all their branches. */
  async #untilIdle(): Promise<void> {
    if (this.#asleep === 0) await this.#untilWoken()
    if (this.#asleep === 0) return
    await allPromisesSettled()
    if (this.#isTimerDue) await allTimersFired()
    this.#isTimerDue = false
  }

  #untilWoken(): Promise<void> {
    return new Promise(resolve => {
      this.#wakeLoop = () => {
        this.#wakeLoop = undefined
        resolve()
      }
    })
  }
}

/** Handlers wait for nothing but this clock and each other, so when no promise is left to settle, they all sleep. */
function allPromisesSettled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** A timer that is set after another of the same length fires after it. */
async function allTimersFired(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 0))
  await allPromisesSettled()
}

function isBefore(a: Event, b: Event): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.sequence < b.sequence)
}

function push(heap: Event[], event: Event): void {
  heap.push(event)
  let child = heap.length - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (!isBefore(heap[child], heap[parent])) return
    swap(heap, child, parent)
    child = parent
  }
}

function pop(heap: Event[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  heap[0] = last
  let parent = 0
  for (;;) {
    let least = parent
    for (const child of [2 * parent + 1, 2 * parent + 2]) {
      if (child < heap.length && isBefore(heap[child], heap[least])) least = child
    }
    if (least === parent) return
    swap(heap, least, parent)
    parent = least
  }
}

function swap(heap: Event[], a: number, b: number): void {
  const held = heap[a]
  heap[a] = heap[b]
  heap[b] = held
}
