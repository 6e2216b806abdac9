import { VirtualClock } from '../../../../../simulator/kernel/clock.ts'

/** A clock that tells an observer after every event. */
export class ObservedClock extends VirtualClock {
  observe: () => void = () => {}

  override at(timeMs: number, run: () => void | Promise<void>): void {
    super.at(timeMs, () => {
      const result = run()
      this.observe()
      return result
    })
  }
}
