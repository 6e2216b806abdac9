// Lambda: hands shards of groups to another function. Asynchronous delivery is at least once; the lease sorts that out.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { z } from 'zod'

/** Lambda takes asynchronous events of 1 MB, and bills those of up to 256 KB as one request. */
const largestPayloadBytes = 256 * 1024

export class Dispatcher {
  readonly #client: LambdaClient

  constructor(client: LambdaClient) {
    this.#client = client
  }

  /** @param known what the other function need not ask again; left out where an event cannot hold it */
  async dispatch(functionName: string, groups: readonly string[], known: object = {}): Promise<void> {
    const whole = payloadOf({ groups, ...known })
    await this.#client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: whole.byteLength <= largestPayloadBytes ? whole : payloadOf({ groups }),
      }),
    )
  }

  /**
   * Has the groups reconciled now, also those that back off, and waits for it.
   * @returns why it failed, by the name of the group
   * @throws Error where the function itself failed
   */
  async reconcileNow(functionName: string, groups: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const Payload = payloadOf({ groups, urgent: true })
    const answer = await this.#client.send(new InvokeCommand({ FunctionName: functionName, Payload }))
    const text = new TextDecoder().decode(answer.Payload)
    if (answer.FunctionError !== undefined) throw new Error(`${functionName}: got ${text}, wanted an answer`)
    return urgentAnswerSchema.parse(JSON.parse(text)).errors
  }
}

/** As the function answers a call that is urgent. */
const urgentAnswerSchema = z.object({ errors: z.record(z.string(), z.string()) })

function payloadOf(event: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event))
}
