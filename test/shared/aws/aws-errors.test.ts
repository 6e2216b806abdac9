import {
  AutoScalingServiceException,
  InstanceRefreshInProgressFault,
  LimitExceededFault,
  ResourceContentionFault,
  ScalingActivityInProgressFault,
} from '@aws-sdk/client-auto-scaling'
import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { TargetGroupNotFoundException } from '@aws-sdk/client-elastic-load-balancing-v2'
import { TooManyRequestsException } from '@aws-sdk/client-lambda'
import { ParameterNotFound } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { awsErrorKind } from '../../../shared/aws/aws-errors.ts'

const options = { message: 'no', $metadata: {} }
const unmodelled = (name: string, message = 'no') =>
  new AutoScalingServiceException({ name, message, $fault: 'client', $metadata: {} })

// Names as the SDK gives them: aws-facts §1 "err.name is the shape name with suffix", and the classes themselves.
describe('an AWS error is', () => {
  it.each([
    ['not-found', new ResourceNotFoundException(options)],
    ['not-found', new TargetGroupNotFoundException(options)],
    ['not-found', new ParameterNotFound(options)],
    ['condition-failed', new ConditionalCheckFailedException(options)],
    ['in-progress', new ScalingActivityInProgressFault(options)],
    ['in-progress', new ResourceContentionFault(options)],
    ['in-progress', new InstanceRefreshInProgressFault(options)],
    ['refused', new LimitExceededFault(options)],
    ['throttled', new ProvisionedThroughputExceededException(options)],
    ['throttled', new TooManyRequestsException(options)],
    ['throttled', unmodelled('Throttling', 'Rate exceeded')],
    ['throttled', unmodelled('ThrottlingException', 'Rate exceeded')],
    ['throttled', unmodelled('RequestLimitExceeded')],
    ['other', unmodelled('AccessDenied')],
    ['other', unmodelled('InternalFailure')],
  ] as const)('%s: %s', (kind, error) => {
    expect(awsErrorKind(error)).toBe(kind)
  })

  it.each([
    ['not-found', 'AutoScalingGroup name not found - AutoScalingGroup: web not found'],
    ['not-found', 'Scheduled action name not found - penumbra-floor-expiry not found'],
    ['refused', 'New SetDesiredCapacity value 3 is below min value 5 for the AutoScalingGroup.'],
  ] as const)('%s when a ValidationError says: %s', (kind, message) => {
    expect(awsErrorKind(unmodelled('ValidationError', message))).toBe(kind)
  })

  it('other when it only speaks of something not found, or is no error at all', () => {
    expect(awsErrorKind(new Error('not found'))).toBe('other')
    expect(awsErrorKind('ThrottlingException')).toBe('other')
    expect(awsErrorKind({ name: 'ThrottlingException' })).toBe('other')
    expect(awsErrorKind(undefined)).toBe('other')
  })
})
