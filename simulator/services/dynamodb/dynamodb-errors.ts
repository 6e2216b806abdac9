import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { unmodelledError } from '../../kernel/service.ts'

export const badRequest = { httpStatusCode: 400 } as const

/** The SDK does not model `ValidationException` for DynamoDB: it arrives as the service's base exception under that name. */
export function validationError(message: string): DynamoDBServiceException {
  return unmodelledError(DynamoDBServiceException, 'ValidationException', message)
}

/** What most refusals of a single value begin with. */
export function invalidParameter(message: string): DynamoDBServiceException {
  return validationError(`One or more parameter values were invalid: ${message}`)
}

export function tableNotFound(message = 'Requested resource not found'): ResourceNotFoundException {
  return new ResourceNotFoundException({ message, $metadata: badRequest })
}

/** @param item what `ReturnValuesOnConditionCheckFailure: ALL_OLD` shows */
export function conditionFailed(item: Record<string, AttributeValue> | undefined): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: badRequest,
    ...(item && { Item: item }),
  })
}
