import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { bundlingWithForecastLibraries } from './bundling.ts'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { readOnly } from './permissions.ts'

/** Fits models, keeps history and measures lead times for one shard of groups; changes nothing on AWS but its own records. */
export class LearnFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: SharedByFunctions) {
    const { table } = props
    super(scope, id, {
      ...props,
      name: 'learn',
      description: 'Penumbra: fits models, keeps history and measures lead times for one shard of groups',
      timeout: Duration.minutes(5),
      memoryMiB: 1024,
      maxEventAge: Duration.minutes(5),
      bundling: bundlingWithForecastLibraries,
      environment: environmentOf('learn', { tableName: table.tableName }),
    })
    this.allowTable(table, 'BatchGetItem', 'Query', 'PutItem')
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
