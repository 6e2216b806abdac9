// Models stay in the memory of a warm function: one read per group and hour instead of one per minute. A record that cannot be
// restored, such as one that an earlier version wrote, is no model: until the next is fitted the group goes without, and whatever
// is on loan to it can still be given back.
import type { GroupStore } from '../../shared/aws/group-store.ts'
import { InputError } from '../../shared/domain/errors.ts'
import type { FittedModel, ModelRecord } from '../../shared/domain/forecasting/model.ts'
import { restoreModel } from '../../shared/domain/forecasting/models.ts'

export class ModelCache {
  readonly #store: GroupStore
  readonly #onDropped: (record: string, reason: string) => void
  readonly #held = new Map<string, { readonly version: string; readonly model: FittedModel | undefined }>()

  /** @param onDropped hears of records that cannot be restored */
  constructor(store: GroupStore, onDropped: (record: string, reason: string) => void) {
    this.#store = store
    this.#onDropped = onDropped
  }

  async get(group: string, version: string): Promise<FittedModel | undefined> {
    const held = this.#held.get(group)
    if (held?.version === version) return held.model
    const record = await this.#store.readModel(group)
    const model = record && this.#restored(group, record)
    this.#held.set(group, { version, model })
    return model
  }

  #restored(group: string, record: ModelRecord): FittedModel | undefined {
    try {
      return restoreModel(record)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      this.#onDropped(`${group} model`, error.message)
      return undefined
    }
  }
}
