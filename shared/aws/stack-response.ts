// The answer to CloudFormation about a custom resource: one PUT to the address that came with the request. CloudFormation waits for
// it, so it is tried several times. Source: CloudFormation user guide, "Custom resource response objects"; at most 4096 bytes.

/** As CloudFormation reads it; ids are copied from the request. */
export interface StackResponse {
  readonly Status: 'SUCCESS' | 'FAILED'
  readonly Reason: string
  readonly PhysicalResourceId: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
}

/** The part of `fetch` that is needed. */
export type SendRequest = (url: string, init: RequestInit) => Promise<{ readonly ok: boolean; readonly status: number }>

export const largestResponseBytes = 4096

const pausesMs = [1_000, 2_000, 4_000, 8_000]
const timeoutMs = 10_000

export class StackResponses {
  readonly #send: SendRequest
  readonly #sleep: (durationMs: number) => Promise<void>

  constructor(send: SendRequest, sleep: (durationMs: number) => Promise<void>) {
    this.#send = send
    this.#sleep = sleep
  }

  /** @throws Error when the answer could not be delivered in five tries */
  async put(url: string, response: StackResponse): Promise<void> {
    for (const pauseMs of pausesMs) {
      const isDelivered = await this.#try(url, response).then(
        () => true,
        () => false,
      )
      if (isDelivered) return
      await this.#sleep(pauseMs)
    }
    await this.#try(url, response)
  }

  /** The address is signed without a content type, so there must be none. */
  async #try(url: string, response: StackResponse): Promise<void> {
    const { ok, status } = await this.#send(url, {
      method: 'PUT',
      headers: { 'content-type': '' },
      body: JSON.stringify(response),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!ok) throw new Error(`answer to CloudFormation: got status ${status}, wanted 200`)
  }
}
