import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import type { KillSwitch } from './kill-switch.ts'
import { readOnly } from './permissions.ts'

export interface WidgetFunctionProps extends SharedByFunctions {
  readonly killSwitch: KillSwitch
}

/**
 * Draws the dashboard's widgets, and can only read: CloudWatch calls it with the permissions of whoever looks, and the event
 * does not say who that is. AWS asks for `customWidget` at the beginning of the name, so that people can tell such functions
 * from others, and may be allowed `customWidget*`.
 */
export class WidgetFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: WidgetFunctionProps) {
    const { table, killSwitch, tagPrefix } = props
    super(scope, id, {
      ...props,
      name: 'widget',
      functionName: 'customWidgetPenumbra',
      description: 'Penumbra: draws the widgets of the dashboard',
      timeout: Duration.seconds(10),
      // Drawing is a processor's work, of which Lambda gives more with more memory.
      memoryMiB: 1024,
      maxEventAge: Duration.minutes(1),
      environment: environmentOf('widget', {
        tableName: table.tableName,
        modeParameterName: killSwitch.parameter.parameterName,
        tagPrefix,
      }),
    })
    this.allowTable(table, 'BatchGetItem', 'Query')
    this.allow(killSwitch.read)
    this.allow(readOnly('autoscaling:DescribeAutoScalingGroups', 'cloudwatch:GetMetricData'))
  }
}
