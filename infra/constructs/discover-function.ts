import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { readOnly } from './permissions.ts'

export interface DiscoverFunctionProps extends SharedByFunctions {
  readonly alerts: Alerts
  readonly reconcile: ControlFunction
  readonly learn: ControlFunction
  readonly dashboardUrl: string
}

/** Finds the opted-in groups, keeps the registry of them, and hands them on in shards. */
export class DiscoverFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: DiscoverFunctionProps) {
    const { table, alerts, reconcile, learn, tagPrefix, dashboardUrl } = props
    super(scope, id, {
      ...props,
      name: 'discover',
      description: 'Penumbra: finds the opted-in groups and hands them on in shards',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      maxEventAge: Duration.minutes(1),
      environment: environmentOf('discover', {
        tableName: table.tableName,
        topicArn: alerts.topic.topicArn,
        reconcileFunctionName: reconcile.handler.functionName,
        learnFunctionName: learn.handler.functionName,
        tagPrefix,
        dashboardUrl,
      }),
    })
    alerts.grantPublish(this)
    this.allowTable(table, 'BatchGetItem', 'PutItem')
    this.allowInvoke(reconcile, learn)
    this.allow(readOnly('autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetGroups'))
  }
}
