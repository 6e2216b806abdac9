// SSM parameter: run | freeze | restore. Read on every tick, so that a freeze holds within a minute.
import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { type ControlMode, controlModes } from '../domain/control-mode.ts'
import { awsErrorKind } from './aws-errors.ts'

export class KillSwitch {
  readonly #client: SSMClient
  readonly #parameterName: string

  constructor(client: SSMClient, parameterName: string) {
    this.#client = client
    this.#parameterName = parameterName
  }

  /** A value that nobody can read, or none at all, means freeze: whoever reached for the switch wanted less action, not more. */
  async read(): Promise<ControlMode> {
    const value = await this.#value()
    return controlModes.find(mode => mode === value) ?? 'freeze'
  }

  /** Holds from the next tick on. */
  async write(mode: ControlMode): Promise<void> {
    // The type is needed only where somebody has deleted the parameter; it is made anew then.
    const input = { Name: this.#parameterName, Value: mode, Type: 'String', Overwrite: true } as const
    await this.#client.send(new PutParameterCommand(input))
  }

  async #value(): Promise<string | undefined> {
    try {
      const { Parameter } = await this.#client.send(new GetParameterCommand({ Name: this.#parameterName }))
      return Parameter?.Value?.trim().toLowerCase()
    } catch (error) {
      if (awsErrorKind(error) === 'not-found') return undefined
      throw error
    }
  }
}
