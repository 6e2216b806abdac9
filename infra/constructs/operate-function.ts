import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import type { KillSwitch } from './kill-switch.ts'
import { readOnly } from './permissions.ts'

export interface OperateFunctionProps extends SharedByFunctions {
  readonly killSwitch: KillSwitch
}

/**
 * Answers operators. It changes Penumbra's own records and the kill switch, and nothing of a group: what it writes down is
 * carried out by reconcile, under the group's lease.
 */
export class OperateFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: OperateFunctionProps) {
    const { table, killSwitch, tagPrefix } = props
    super(scope, id, {
      ...props,
      name: 'operate',
      description: 'Penumbra: answers operators',
      // API Gateway waits for 30 s at most.
      timeout: Duration.seconds(25),
      memoryMiB: 512,
      maxEventAge: Duration.minutes(1),
      environment: environmentOf('operate', {
        tableName: table.tableName,
        modeParameterName: killSwitch.parameter.parameterName,
        tagPrefix,
      }),
    })
    this.allowTable(table, 'GetItem', 'BatchGetItem', 'Query', 'PutItem')
    this.allow(killSwitch.readAndSet)
    this.allow(
      readOnly(
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeLifecycleHooks',
        'autoscaling:DescribePolicies',
        'autoscaling:DescribeScheduledActions',
        'autoscaling:DescribeWarmPool',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroups',
        'cloudwatch:GetMetricData',
      ),
    )
  }
}
