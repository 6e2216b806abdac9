// SSM parameter: run | freeze | restore. Read on every tick, so that a freeze holds within a minute.
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { type ControlMode, controlModes } from '../domain/control-mode.ts'

export class KillSwitch {
  readonly #client: SSMClient
  readonly #parameterName: string

  constructor(client: SSMClient, parameterName: string) {
    this.#client = client
    this.#parameterName = parameterName
  }

  /** A value that nobody can read means freeze: whoever reached for the switch wanted less action, not more. */
  async read(): Promise<ControlMode> {
    const { Parameter } = await this.#client.send(new GetParameterCommand({ Name: this.#parameterName }))
    const value = Parameter?.Value?.trim().toLowerCase()
    return controlModes.find(mode => mode === value) ?? 'freeze'
  }
}
