// A small server on 127.0.0.1 that keeps what is posted to it: by a topic to its subscriber, by a function to whoever asks.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

export class Mailbox {
  readonly #server: Server
  readonly #letters = new Map<string, string[]>()
  #port = 0

  constructor() {
    this.#server = createServer(async (incoming, outgoing) => {
      await this.#keep(incoming)
      outgoing.writeHead(200).end()
    })
  }

  async open(): Promise<void> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error(`got address ${address}, wanted a port`)
    this.#port = address.port
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  urlOf(box: string): string {
    return `http://127.0.0.1:${this.#port}/${box}`
  }

  /** In the order in which they came. */
  letters(box: string): readonly string[] {
    return this.#letters.get(`/${box}`) ?? []
  }

  async #keep(incoming: IncomingMessage): Promise<void> {
    const box = incoming.url ?? ''
    const letter = await text(incoming)
    this.#letters.set(box, [...(this.#letters.get(box) ?? []), letter])
  }
}

/** What SNS posts to a subscriber: first how to confirm the subscription, then its messages. */
const envelopeSchema = z.object({
  Type: z.string(),
  Token: z.string().optional(),
  Subject: z.string().optional(),
  Message: z.string().default(''),
})

export type Envelope = z.output<typeof envelopeSchema>

export function envelopesOf(letters: readonly string[]): Envelope[] {
  return letters.map(letter => envelopeSchema.parse(JSON.parse(letter)))
}
