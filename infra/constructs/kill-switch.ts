import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'

/**
 * `run`, `freeze` (nothing is changed any more) or `restore` (every group gets back what it had). A later deployment keeps
 * what an operator has set, because CloudFormation writes the value only when the template's value changes.
 */
export class KillSwitch extends Construct {
  readonly parameter: StringParameter

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.parameter = new StringParameter(this, 'Mode', {
      parameterName: '/penumbra/mode',
      description: 'Penumbra kill switch: run, freeze or restore',
      stringValue: 'run',
      allowedPattern: '^(run|freeze|restore)$',
      tier: ParameterTier.STANDARD,
    })
  }
}
