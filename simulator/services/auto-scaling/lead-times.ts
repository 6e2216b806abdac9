// How long the parts of an instance's life take. Every kind of launch has a stream of its own for each group, so that the
// nth launch of a kind takes equally long whatever else is drawn: policies are compared on equal leads.
import { type LognormalShape, lognormalShape, RandomStream } from '../../kernel/random.ts'

export interface LeadTimes {
  /** Cold launch to in service, mean of a lognormal distribution. */
  readonly coldMeanSeconds: number
  readonly coldP95Seconds: number
  /** From the start of a stopped instance of the warm pool to in service, likewise. */
  readonly stoppedMeanSeconds: number
  readonly stoppedP95Seconds: number
  /** Registration of a running instance until its first passing health check, uniform. */
  readonly registrationMinSeconds: number
  readonly registrationMaxSeconds: number
  /** From the order to take an instance out of service until it has drained, unless its target groups say otherwise. */
  readonly drainSeconds: number
}

/**
 * - `cold`: launched into the group;
 * - `warm-up`: launched into the warm pool, a whole cold launch;
 * - `stopped`, `running`: drawn from the pool;
 * - `unprepared`: drawn from a stopped pool whose instances no hook held back until they were ready. AWS stops an instance
 *   without waiting for its boot, at no known moment; all of the boot counts as still to be done;
 * - `registered`: attached, or back from standby.
 */
export type LeadKind = 'cold' | 'warm-up' | 'stopped' | 'running' | 'unprepared' | 'registered'

export class GroupLeads {
  readonly #seed: number
  readonly #groupName: string
  readonly #times: LeadTimes
  readonly #deregistrationDelay: () => number | undefined
  readonly #cold: LognormalShape
  readonly #stopped: LognormalShape
  readonly #streams = new Map<string, RandomStream>()

  /**
   * @param seed of the region's leads
   * @param deregistrationDelay seconds, of the group's target groups; undefined where nothing is known of them
   */
  constructor(
    seed: number,
    groupName: string,
    times: LeadTimes,
    deregistrationDelay: () => number | undefined = () => undefined,
  ) {
    this.#seed = seed
    this.#groupName = groupName
    this.#times = times
    this.#cold = lognormalShape(times.coldMeanSeconds, times.coldP95Seconds)
    this.#stopped = lognormalShape(times.stoppedMeanSeconds, times.stoppedP95Seconds)
    this.#deregistrationDelay = deregistrationDelay
  }

  /** Seconds for which an instance drains: as long as its target groups say. */
  get drainSeconds(): number {
    return this.#deregistrationDelay() ?? this.#times.drainSeconds
  }

  /** Seconds that the next launch of that kind takes, hooks apart. */
  next(kind: LeadKind): number {
    switch (kind) {
      case 'cold':
        return this.#stream('lead').lognormal(this.#cold)
      case 'warm-up':
      case 'unprepared':
        return this.#stream(`lead-${kind}`).lognormal(this.#cold)
      case 'stopped':
        return this.#stream('lead-stopped').lognormal(this.#stopped)
      case 'running':
      case 'registered':
        return this.#registration(`lead-${kind}`)
    }
  }

  /** Seconds at the end of a launch of that kind that are registration, and so come after its hooks. */
  nextRegistration(kind: LeadKind): number {
    return this.#registration(`registration-${kind}`)
  }

  #registration(stream: string): number {
    const { registrationMinSeconds: least, registrationMaxSeconds: most } = this.#times
    return least + this.#stream(stream).uniform() * (most - least)
  }

  #stream(name: string): RandomStream {
    const known = this.#streams.get(name)
    if (known !== undefined) return known
    const stream = new RandomStream(this.#seed, name, this.#groupName)
    this.#streams.set(name, stream)
    return stream
  }
}
