// Lambda: hands shards of groups to another function, asynchronously. Delivery is at least once; the lease sorts that out.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

export class Dispatcher {
  readonly #client: LambdaClient

  constructor(client: LambdaClient) {
    this.#client = client
  }

  async dispatch(functionName: string, groups: readonly string[]): Promise<void> {
    await this.#client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(JSON.stringify({ groups })),
      }),
    )
  }
}
