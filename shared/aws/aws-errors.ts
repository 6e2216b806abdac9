// AWS error names, sorted once. The SDK's `name` carries the shape's suffix (`…Fault`, `…Exception`), some are unmodelled.

export type AwsErrorKind = 'not-found' | 'condition-failed' | 'in-progress' | 'throttled' | 'refused' | 'other'

const kinds: Readonly<Record<string, AwsErrorKind>> = {
  ResourceNotFoundException: 'not-found',
  TargetGroupNotFoundException: 'not-found',
  LoadBalancerNotFoundException: 'not-found',
  ParameterNotFound: 'not-found',
  ConditionalCheckFailedException: 'condition-failed',
  LimitExceededFault: 'refused',
  ScalingActivityInProgressFault: 'in-progress',
  ResourceContentionFault: 'in-progress',
  InstanceRefreshInProgressFault: 'in-progress',
  ResourceInUseFault: 'in-progress',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
}

export function awsErrorKind(error: unknown): AwsErrorKind {
  return error instanceof Error ? (kinds[error.name] ?? validationKind(error)) : 'other'
}

/** Auto Scaling answers an unknown group or scheduled action with a bare ValidationError; only its message tells. */
function validationKind(error: Error): AwsErrorKind {
  if (error.name !== 'ValidationError') return 'other'
  return /not found/i.test(error.message) ? 'not-found' : 'refused'
}
