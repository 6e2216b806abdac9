// Models stay in the memory of a warm function: one read per group and hour instead of one per minute.
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { FittedModel } from '../../shared/domain/forecasting/model.ts'
import { restoreModel } from '../../shared/domain/forecasting/models.ts'

export class ModelCache {
  readonly #store: GroupStore
  readonly #held = new Map<string, { readonly version: string; readonly model: FittedModel | undefined }>()

  constructor(store: GroupStore) {
    this.#store = store
  }

  async get(group: string, version: string): Promise<FittedModel | undefined> {
    const held = this.#held.get(group)
    if (held?.version === version) return held.model
    const record = await this.#store.readModel(group)
    const model = record && restoreModel(record)
    this.#held.set(group, { version, model })
    return model
  }
}
