// AWS Signature Version 4 of one HTTP request, as API Gateway asks for it: host, date and body are signed, and no header that a
// proxy may add.
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

export interface AwsIdentity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface UnsignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SigningScope {
  readonly region: string
  /** execute-api for an API of API Gateway. */
  readonly service: string
}

/** @returns every header to send, the signature among them */
export async function signRequest(
  { method, url, headers, body }: UnsignedRequest,
  identity: AwsIdentity,
  { region, service }: SigningScope,
  atMs: number,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ credentials: identity, region, service, sha256: Sha256, applyChecksum: false })
  const request = {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  }
  const signed = await signer.sign(request, { signingDate: new Date(atMs) })
  return signed.headers
}
