// Service Authorization Reference, the pages of Amazon CloudWatch, Elastic Load Balancing V2, AWS Lambda and AWS Systems Manager
// (aws-facts.md, section 11): reading metrics and load balancers knows no resource.
import type { PutMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import type { InvokeCommandInput } from '@aws-sdk/client-lambda'
import { onEverything, type Requirement, regionalArn, type ServiceActions } from './requirement.ts'

export const cloudWatchActions: ServiceActions = {
  ...onEverything('cloudwatch', ['GetMetricData', 'ListMetrics']),
  PutMetricData: ({ Namespace }: PutMetricDataCommandInput) => [
    { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': Namespace } },
  ],
}

export const elasticLoadBalancingActions = onEverything('elasticloadbalancing', [
  'DescribeListeners',
  'DescribeLoadBalancers',
  'DescribeRules',
  'DescribeTags',
  'DescribeTargetGroups',
  'DescribeTargetHealth',
])

export const lambdaActions: ServiceActions = {
  Invoke: ({ FunctionName = '', Qualifier }: InvokeCommandInput) => {
    const arn = FunctionName.startsWith('arn:') ? FunctionName : regionalArn('lambda', `function:${FunctionName}`)
    return [{ action: 'lambda:InvokeFunction', resource: Qualifier === undefined ? arn : `${arn}:${Qualifier}` }]
  },
}

interface ParameterInput {
  readonly Name?: string
}

export const ssmActions: ServiceActions = {
  GetParameter: ({ Name }: ParameterInput) => [onParameter('GetParameter', Name)],
  PutParameter: ({ Name }: ParameterInput) => [onParameter('PutParameter', Name)],
  DeleteParameter: ({ Name }: ParameterInput) => [onParameter('DeleteParameter', Name)],
}

/** A name that begins with a slash has only that one between it and `parameter`. */
function onParameter(operation: string, name = ''): Requirement {
  return { action: `ssm:${operation}`, resource: regionalArn('ssm', `parameter/${name.replace(/^\//, '')}`) }
}
