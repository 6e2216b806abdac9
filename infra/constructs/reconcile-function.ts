import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import type { KillSwitch } from './kill-switch.ts'
import {
  changeFloors,
  changePoolExpiries,
  changePools,
  markGroups,
  passRolesToInstances,
  readOnly,
} from './permissions.ts'
import type { PoolExpiryRole } from './pool-expiry-role.ts'

export interface ReconcileFunctionProps extends SharedByFunctions {
  readonly alerts: Alerts
  readonly killSwitch: KillSwitch
  readonly dashboardUrl: string
  readonly poolExpiryRole: PoolExpiryRole
  /** Roles of instances that Penumbra may launch by itself; may be empty. */
  readonly passRoleArns: readonly string[]
}

/** Observes, forecasts, plans and acts for one shard of groups. Must end before the next tick, and its lease after it. */
export class ReconcileFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: ReconcileFunctionProps) {
    const { table, alerts, killSwitch, poolExpiryRole, tagPrefix, dashboardUrl, passRoleArns } = props
    super(scope, id, {
      ...props,
      name: 'reconcile',
      description: 'Penumbra: observes, forecasts, plans and acts for one shard of groups',
      timeout: Duration.seconds(54),
      memoryMiB: 512,
      maxEventAge: Duration.minutes(1),
      environment: environmentOf('reconcile', {
        tableName: table.tableName,
        topicArn: alerts.topic.topicArn,
        modeParameterName: killSwitch.parameter.parameterName,
        expiryRoleArn: poolExpiryRole.role.roleArn,
        tagPrefix,
        dashboardUrl,
      }),
    })
    alerts.grantPublish(this)
    this.allowTable(table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem')
    this.allow(killSwitch.read)
    this.allow(
      readOnly(
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeScheduledActions',
        'autoscaling:DescribeWarmPool',
        'cloudwatch:GetMetricData',
      ),
    )
    this.allow(...changeFloors(this, tagPrefix), ...changePools(this, tagPrefix), ...markGroups(this, tagPrefix))
    this.allow(changePoolExpiries(this), poolExpiryRole.passRole)
    if (passRoleArns.length > 0) this.allow(passRolesToInstances(passRoleArns))
  }
}
