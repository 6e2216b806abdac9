import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { ControlFunction } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { readOnly } from './permissions.ts'

export interface DiscoverFunctionProps {
  readonly table: TableV2
  readonly alerts: Alerts
  readonly reconcile: ControlFunction
  readonly learn: ControlFunction
  readonly failedEvents: IQueue
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
  readonly dashboardUrl: string
}

/** Finds the opted-in groups, keeps the registry of them, and hands them on in shards. */
export class DiscoverFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: DiscoverFunctionProps) {
    const { table, alerts, reconcile, learn, failedEvents, tagPrefix, dashboardUrl } = props
    super(scope, id, {
      name: 'discover',
      description: 'Penumbra: finds the opted-in groups and hands them on in shards',
      timeout: Duration.seconds(30),
      memoryMiB: 512,
      maxEventAge: Duration.minutes(1),
      failedEvents,
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
    // The functions' own grant would also cover every version and alias.
    const targets = [reconcile.handler.functionArn, learn.handler.functionArn]
    this.allow(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: targets }))
    this.allow(readOnly('autoscaling:DescribeAutoScalingGroups', 'elasticloadbalancing:DescribeTargetGroups'))
  }
}
