import { Duration } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { ControlFunction } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { readOnly } from './permissions.ts'

export interface LearnFunctionProps {
  readonly table: TableV2
  readonly failedEvents: IQueue
}

/** Fits models and measures lead times for one shard of groups; changes nothing on AWS but its own records. */
export class LearnFunction extends ControlFunction {
  constructor(scope: Construct, id: string, { table, failedEvents }: LearnFunctionProps) {
    super(scope, id, {
      name: 'learn',
      description: 'Penumbra: fits models and measures lead times for one shard of groups',
      timeout: Duration.minutes(5),
      memoryMiB: 1024,
      maxEventAge: Duration.minutes(5),
      failedEvents,
      environment: environmentOf('learn', { tableName: table.tableName }),
    })
    this.allowTable(table, 'BatchGetItem', 'PutItem')
    this.allow(
      readOnly(
        'autoscaling:DescribeLifecycleHooks',
        'autoscaling:DescribePolicies',
        'autoscaling:DescribeScalingActivities',
        'cloudwatch:GetMetricData',
      ),
    )
  }
}
