// How EC2 Auto Scaling says no. ValidationError, AccessDenied and Throttling are not modelled by the SDK; the faults are.
import {
  ActiveInstanceRefreshNotFoundFault,
  AlreadyExistsFault,
  AutoScalingServiceException,
  InstanceRefreshInProgressFault,
  InvalidNextToken,
  IrreversibleInstanceRefreshFault,
  LimitExceededFault,
  ResourceContentionFault,
  ResourceInUseFault,
  ScalingActivityInProgressFault,
} from '@aws-sdk/client-auto-scaling'
import { unmodelledError } from '../../kernel/service.ts'

export function validationError(message: string): AutoScalingServiceException {
  return unmodelledError(AutoScalingServiceException, 'ValidationError', message)
}

export function groupNotFound(name: string | undefined): AutoScalingServiceException {
  return validationError(`AutoScalingGroup name not found - AutoScalingGroup: ${name ?? null} not found`)
}

/** A group with an Operator may be changed by nobody else (source: CreateAutoScalingGroupType.Operator in the SDK). */
export function accessDenied(message: string): AutoScalingServiceException {
  return unmodelledError(AutoScalingServiceException, 'AccessDenied', message, 403)
}

export function throttling(): AutoScalingServiceException {
  return unmodelledError(AutoScalingServiceException, 'Throttling', 'Rate exceeded')
}

export function alreadyExists(message: string): AlreadyExistsFault {
  return new AlreadyExistsFault(options(message))
}

export function limitExceeded(message: string): LimitExceededFault {
  return new LimitExceededFault(options(message))
}

export function resourceContention(message: string): ResourceContentionFault {
  return new ResourceContentionFault({ message, $metadata: { httpStatusCode: 500 } })
}

export function resourceInUse(message: string): ResourceInUseFault {
  return new ResourceInUseFault(options(message))
}

export function scalingActivityInProgress(message: string): ScalingActivityInProgressFault {
  return new ScalingActivityInProgressFault(options(message))
}

export function instanceRefreshInProgress(message: string): InstanceRefreshInProgressFault {
  return new InstanceRefreshInProgressFault(options(message))
}

export function activeInstanceRefreshNotFound(message: string): ActiveInstanceRefreshNotFoundFault {
  return new ActiveInstanceRefreshNotFoundFault(options(message))
}

export function irreversibleInstanceRefresh(message: string): IrreversibleInstanceRefreshFault {
  return new IrreversibleInstanceRefreshFault(options(message))
}

export function invalidNextToken(token: string): InvalidNextToken {
  return new InvalidNextToken(options(`The token ${token} is invalid.`))
}

function options(message: string) {
  return { message, $metadata: { httpStatusCode: 400 } }
}
