import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { ControlFunction } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { changeFloors, changePoolExpiries, changePools, markGroups, readOnly } from './permissions.ts'
import type { PoolExpiryRole } from './pool-expiry-role.ts'

export interface ReconcileFunctionProps {
  readonly table: TableV2
  readonly alerts: Alerts
  /** Holds `run`, `freeze` or `restore`. */
  readonly modeParameter: StringParameter
  readonly failedEvents: IQueue
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
  readonly dashboardUrl: string
  readonly poolExpiryRole: PoolExpiryRole
}

/** Observes, forecasts, plans and acts for one shard of groups. Must end before the next tick, and its lease after it. */
export class ReconcileFunction extends ControlFunction {
  constructor(
    scope: Construct,
    id: string,
    { table, alerts, modeParameter, failedEvents, poolExpiryRole, tagPrefix, dashboardUrl }: ReconcileFunctionProps,
  ) {
    super(scope, id, {
      name: 'reconcile',
      description: 'Penumbra: observes, forecasts, plans and acts for one shard of groups',
      timeout: Duration.seconds(54),
      memoryMiB: 512,
      maxEventAge: Duration.minutes(1),
      failedEvents,
      environment: environmentOf('reconcile', {
        tableName: table.tableName,
        topicArn: alerts.topic.topicArn,
        modeParameterName: modeParameter.parameterName,
        expiryRoleArn: poolExpiryRole.role.roleArn,
        tagPrefix,
        dashboardUrl,
      }),
    })
    alerts.grantPublish(this)
    this.allowTable(table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem')
    // The parameter's own grant would also let its history be read.
    this.allow(new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [modeParameter.parameterArn] }))
    this.allow(
      readOnly('autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeWarmPool', 'cloudwatch:GetMetricData'),
    )
    this.allow(...changeFloors(this), ...changePools(this), ...markGroups(this))
    this.allow(changePoolExpiries(this), poolExpiryRole.passRole)
  }
}
