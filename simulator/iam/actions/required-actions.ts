// From a call to what it has to be allowed to do: one table for each service. A call that is in none cannot be judged.
import { InputError } from '../../../shared/domain/errors.ts'
import { autoScalingActions } from './auto-scaling-actions.ts'
import { dynamoDbActions } from './dynamodb-actions.ts'
import { cloudWatchActions, elasticLoadBalancingActions, lambdaActions, ssmActions } from './other-actions.ts'
import type { Requirement, ResourceView, ServiceActions } from './requirement.ts'
import { schedulerActions } from './scheduler-actions.ts'
import { snsActions } from './sns-actions.ts'

const services: Readonly<Record<string, ServiceActions>> = {
  AutoScaling: autoScalingActions,
  CloudWatch: cloudWatchActions,
  DynamoDB: dynamoDbActions,
  ElasticLoadBalancingV2: elasticLoadBalancingActions,
  Lambda: lambdaActions,
  Scheduler: schedulerActions,
  SNS: snsActions,
  SSM: ssmActions,
}

/** A call as it reaches the region; the input is the SDK's. */
export interface ApiCall {
  readonly service: string
  readonly operation: string
  readonly input: unknown
}

/** @throws InputError for an operation of which it is not known what it needs */
export function requiredActions({ service, operation, input }: ApiCall, view: ResourceView): readonly Requirement[] {
  const actionsOf = services[service]?.[operation] as
    | ((input: unknown, view: ResourceView) => readonly Requirement[])
    | undefined
  if (actionsOf !== undefined) return actionsOf(input, view)
  throw new InputError(`authorization: got a call of ${service}.${operation}, wanted one in simulator/iam/actions`)
}
