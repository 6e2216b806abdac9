// What every part of the forecast bench is given.
import type { PeerRoom } from './peers/run-peers.ts'

export interface PartOptions {
  /** Folder of the real traces. */
  readonly data: string
  readonly quick: boolean
  readonly room: PeerRoom
  /** Prints a line of the report. */
  readonly say: (line: string) => void
}
