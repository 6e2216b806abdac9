import type { Item } from './attribute-value.ts'
import { compareUtf8 } from './compare-values.ts'
import type { ItemKey, KeyNames } from './item-key.ts'
import type { TimeToLive } from './time-to-live.ts'

/** One stored item. What it holds is replaced as a whole and never changed in place. */
export interface StoredItem {
  readonly key: ItemKey
  item: Item
  sizeBytes: number
  /** Epoch milliseconds at which time to live deletes it; infinite for never. */
  deleteAtMs: number
}

/** Items of one partition key, by sort key. */
interface Partition {
  readonly partitionKey: string
  readonly rank: number
  readonly bySortKey: Map<string, StoredItem>
  /** In UTF-8 order of the sort keys. */
  readonly sorted: StoredItem[]
  /** No item is deleted before; epoch milliseconds. */
  earliestDeletionMs: number
}

export class Table {
  readonly name: string
  readonly keyNames: KeyNames
  readonly createdMs: number
  timeToLive: TimeToLive | undefined
  /** When time to live was last turned on or off; epoch milliseconds. */
  timeToLiveChangedMs = Number.NEGATIVE_INFINITY
  readonly #partitions = new Map<string, Partition>()
  #scanOrder: Partition[] | undefined

  constructor(name: string, keyNames: KeyNames, createdMs: number) {
    this.name = name
    this.keyNames = keyNames
    this.createdMs = createdMs
  }

  get({ partition, sort }: ItemKey, nowMs: number): StoredItem | undefined {
    const stored = this.#partitions.get(partition)?.bySortKey.get(sort)
    if (stored === undefined || stored.deleteAtMs > nowMs) return stored
    this.delete(stored.key)
    return undefined
  }

  put(key: ItemKey, item: Item, sizeBytes: number, deleteAtMs: number): void {
    const partition = this.#partitions.get(key.partition) ?? this.#addPartition(key.partition)
    partition.earliestDeletionMs = Math.min(partition.earliestDeletionMs, deleteAtMs)
    const stored = partition.bySortKey.get(key.sort)
    if (stored === undefined) insert(partition, { key, item, sizeBytes, deleteAtMs })
    else Object.assign(stored, { item, sizeBytes, deleteAtMs })
  }

  delete({ partition: partitionKey, sort }: ItemKey): void {
    const partition = this.#partitions.get(partitionKey)
    if (partition === undefined || !partition.bySortKey.delete(sort)) return
    partition.sorted.splice(
      firstIndex(partition.sorted, ({ key }) => compareUtf8(key.sort, sort) >= 0),
      1,
    )
    this.#dropIfEmpty(partition)
  }

  /** The items of one partition key, in order of their sort keys. */
  itemsOf(partitionKey: string, nowMs: number): readonly StoredItem[] {
    const partition = this.#partitions.get(partitionKey)
    if (partition === undefined) return []
    this.#purge(partition, nowMs)
    return partition.sorted
  }

  /** All items after `after`: partition keys in an order that only the service knows, sort keys in theirs. */
  *scan(nowMs: number, after?: ItemKey): Generator<StoredItem, void, undefined> {
    const order = this.#inScanOrder()
    const from = after === undefined ? 0 : firstIndex(order, partition => !isBefore(partition, after.partition))
    for (const { partitionKey } of order.slice(from)) {
      for (const stored of this.itemsOf(partitionKey, nowMs)) {
        if (after?.partition !== partitionKey || compareUtf8(stored.key.sort, after.sort) > 0) yield stored
      }
    }
  }

  /** Deletes what time to live had to delete by `nowMs`. */
  sweep(nowMs: number): void {
    for (const partition of [...this.#partitions.values()]) this.#purge(partition, nowMs)
  }

  /** Sets every item's time of deletion anew. */
  reschedule(deletionOf: (item: Item) => number): void {
    for (const partition of this.#partitions.values()) {
      for (const stored of partition.sorted) stored.deleteAtMs = deletionOf(stored.item)
      partition.earliestDeletionMs = earliestDeletion(partition.sorted)
    }
  }

  #addPartition(partitionKey: string): Partition {
    const partition = {
      partitionKey,
      rank: rankOf(partitionKey),
      bySortKey: new Map(),
      sorted: [],
      earliestDeletionMs: Number.POSITIVE_INFINITY,
    }
    this.#partitions.set(partitionKey, partition)
    this.#scanOrder = undefined
    return partition
  }

  #purge(partition: Partition, nowMs: number): void {
    if (partition.earliestDeletionMs > nowMs) return
    const kept = partition.sorted.filter(({ deleteAtMs }) => deleteAtMs > nowMs)
    for (const { key, deleteAtMs } of partition.sorted) if (deleteAtMs <= nowMs) partition.bySortKey.delete(key.sort)
    partition.sorted.splice(0, partition.sorted.length, ...kept)
    partition.earliestDeletionMs = earliestDeletion(kept)
    this.#dropIfEmpty(partition)
  }

  #dropIfEmpty(partition: Partition): void {
    if (partition.sorted.length > 0) return
    this.#partitions.delete(partition.partitionKey)
    this.#scanOrder = undefined
  }

  #inScanOrder(): Partition[] {
    this.#scanOrder ??= [...this.#partitions.values()].sort(
      (a, b) => a.rank - b.rank || compareUtf8(a.partitionKey, b.partitionKey),
    )
    return this.#scanOrder
  }
}

/** The first index at which `holds` is true, given that it stays true from there on; the length if it never is. */
export function firstIndex<Member>(members: readonly Member[], holds: (member: Member) => boolean): number {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(members[middle])) high = middle
    else low = middle + 1
  }
  return low
}

function insert({ bySortKey, sorted }: Partition, stored: StoredItem): void {
  const { sort } = stored.key
  bySortKey.set(sort, stored)
  sorted.splice(
    firstIndex(sorted, ({ key }) => compareUtf8(key.sort, sort) > 0),
    0,
    stored,
  )
}

function earliestDeletion(items: readonly StoredItem[]): number {
  return items.reduce((earliest, { deleteAtMs }) => Math.min(earliest, deleteAtMs), Number.POSITIVE_INFINITY)
}

function isBefore(partition: Partition, partitionKey: string): boolean {
  const rank = rankOf(partitionKey)
  return partition.rank < rank || (partition.rank === rank && compareUtf8(partition.partitionKey, partitionKey) < 0)
}

/** FNV-1a: scans must not come in the order of the keys, on which no program may rely. */
function rankOf(partitionKey: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < partitionKey.length; index++) {
    hash = Math.imul(hash ^ partitionKey.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
