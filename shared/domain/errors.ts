/** Base of every error that Penumbra raises on purpose; the message is one lower-case line: what was got, what was wanted. */
export class PenumbraError extends Error {
  /** Whether the same call may succeed if it is tried again later. */
  readonly retryable: boolean = false

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The process is not set up: a missing environment variable, an unknown function. */
export class ConfigurationError extends PenumbraError {}

/** Input from a person or a file is not usable: a bad trace, an unknown policy, a bad argument. Ends a command with status 2. */
export class InputError extends PenumbraError {}

/** Another owner holds the group's lease, or took it over while we worked. */
export class LeaseLostError extends PenumbraError {
  override readonly retryable = true
}

/** What was set on AWS is not what is read back. */
export class VerificationError extends PenumbraError {
  override readonly retryable = true
}

/** AWS or the operator API cannot be reached in the way that was asked: credentials, region, address, network. */
export class ConnectionError extends PenumbraError {}
