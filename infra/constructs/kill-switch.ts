import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import type { ControlMode } from '../../shared/domain/control-mode.ts'

export interface KillSwitchProps {
  /** What it holds at first. */
  readonly mode: ControlMode
}

/**
 * `run`, `freeze` (nothing is changed any more) or `restore` (every group gets back what it had). A later deployment keeps
 * what an operator has set only because CloudFormation leaves a resource alone whose properties are the same: any other
 * change to this parameter, be it a tag, would write the template's value over the operator's.
 */
export class KillSwitch extends Construct {
  readonly parameter: StringParameter

  constructor(scope: Construct, id: string, { mode }: KillSwitchProps) {
    super(scope, id)
    this.parameter = new StringParameter(this, 'Mode', {
      parameterName: '/penumbra/mode',
      description: 'Penumbra kill switch: run, freeze or restore',
      stringValue: mode,
      allowedPattern: '^(run|freeze|restore)$',
      tier: ParameterTier.STANDARD,
    })
  }

  /** The parameter's own grant would also let its history be read. */
  get read(): PolicyStatement {
    return this.#allow('ssm:GetParameter')
  }

  get readAndSet(): PolicyStatement {
    return this.#allow('ssm:GetParameter', 'ssm:PutParameter')
  }

  #allow(...actions: string[]): PolicyStatement {
    return new PolicyStatement({ actions, resources: [this.parameter.parameterArn] })
  }
}
