// Lambda: hands shards of groups to another function, asynchronously. Delivery is at least once; the lease sorts that out.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

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
}

function payloadOf(event: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event))
}
