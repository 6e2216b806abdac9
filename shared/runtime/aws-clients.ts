// The only place where SDK clients are made. The simulated region makes the same clients and answers behind them.
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { SNSClient } from '@aws-sdk/client-sns'
import { SSMClient } from '@aws-sdk/client-ssm'

export interface AwsClients {
  readonly autoScaling: AutoScalingClient
  readonly cloudWatch: CloudWatchClient
  readonly dynamoDb: DynamoDBClient
  readonly elasticLoadBalancing: ElasticLoadBalancingV2Client
  readonly lambda: LambdaClient
  readonly scheduler: SchedulerClient
  readonly sns: SNSClient
  readonly ssm: SSMClient
}

/** Options that every client takes; production passes none and gets region and credentials from the environment. */
export type ClientOptions = Pick<
  NonNullable<ConstructorParameters<typeof AutoScalingClient>[0]>,
  | 'region'
  | 'credentials'
  | 'retryStrategy'
  | 'maxAttempts'
  | 'retryMode'
  | 'cacheMiddleware'
  | 'requestHandler'
  | 'defaultsMode'
>

/** EC2 Auto Scaling throttles all callers of an account together, so retries adapt to what is left of the bucket. */
const productionOptions: ClientOptions = { maxAttempts: 4, retryMode: 'adaptive' }

export function createAwsClients(options: ClientOptions = productionOptions): AwsClients {
  return {
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    dynamoDb: new DynamoDBClient(options),
    elasticLoadBalancing: new ElasticLoadBalancingV2Client(options),
    lambda: new LambdaClient(options),
    scheduler: new SchedulerClient(options),
    sns: new SNSClient(options),
    ssm: new SSMClient(options),
  }
}
