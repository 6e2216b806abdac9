import { CloudWatchServiceException } from '@aws-sdk/client-cloudwatch'
import { unmodelledError } from '../../kernel/service.ts'

/** GetMetricData's answer to bad input: `ValidationError`, which the SDK does not model. */
export function validationError(message: string): CloudWatchServiceException {
  return unmodelledError(CloudWatchServiceException, 'ValidationError', message)
}
