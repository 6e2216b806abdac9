// What was borrowed goes back before the stack goes. The custom resource depends on everything else, so that CloudFormation
// deletes it first, while schedules, functions, roles, table, kill switch and topic are still there to restore the groups.
import { CustomResource, Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import type { KillSwitch } from './kill-switch.ts'
import { readOnly } from './permissions.ts'

export interface UninstallProps extends SharedByFunctions {
  readonly killSwitch: KillSwitch
  readonly reconcile: ControlFunction
}

/** Does nothing when the stack is created or updated. When it is deleted, every group is restored, or the deletion fails. */
export class Uninstall extends Construct {
  readonly #function: UninstallFunction
  readonly #resource: CustomResource

  constructor(scope: Construct, id: string, props: UninstallProps) {
    super(scope, id)
    this.#function = new UninstallFunction(this, 'Uninstall', props)
    this.#resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::PenumbraUninstall',
      // The function itself, no framework between: its ARN must never change, as CloudFormation refuses another one.
      serviceToken: this.#function.handler.functionArn,
      serviceTimeout: Duration.minutes(30),
    })
    this.#resource.node.addDependency(this.#function)
  }

  /** @param parts of the stack that must outlive the restoring: all but this one */
  goBefore(...parts: Construct[]): void {
    this.#resource.node.addDependency(...parts)
  }
}

class UninstallFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: UninstallProps) {
    const { table, killSwitch, reconcile, tagPrefix } = props
    super(scope, id, {
      ...props,
      name: 'uninstall',
      description: 'Penumbra: restores every group before the stack is deleted',
      timeout: Duration.minutes(15),
      memoryMiB: 512,
      // CloudFormation waits for as long as this and one run take together.
      maxEventAge: Duration.minutes(15),
      environment: environmentOf('uninstall', {
        tableName: table.tableName,
        modeParameterName: killSwitch.parameter.parameterName,
        reconcileFunctionName: reconcile.handler.functionName,
        tagPrefix,
      }),
    })
    this.allowTable(table, 'BatchGetItem')
    this.allow(killSwitch.readAndSet)
    this.allowInvoke(reconcile)
    this.allow(readOnly('autoscaling:DescribeAutoScalingGroups'))
  }
}
