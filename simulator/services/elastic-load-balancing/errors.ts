// How Elastic Load Balancing says no. ValidationError is not modelled by the SDK; the exceptions are.
import {
  CapacityDecreaseRequestsLimitExceededException,
  CapacityUnitsLimitExceededException,
  DuplicateListenerException,
  DuplicateLoadBalancerNameException,
  DuplicateTagKeysException,
  DuplicateTargetGroupNameException,
  ElasticLoadBalancingV2ServiceException,
  InvalidConfigurationRequestException,
  InvalidLoadBalancerActionException,
  InvalidTargetException,
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  OperationNotPermittedException,
  PriorityInUseException,
  PriorRequestNotCompleteException,
  ResourceInUseException,
  RuleNotFoundException,
  SubnetNotFoundException,
  TargetGroupAssociationLimitException,
  TargetGroupNotFoundException,
  TooManyActionsException,
  TooManyListenersException,
  TooManyLoadBalancersException,
  TooManyRulesException,
  TooManyTagsException,
  TooManyTargetGroupsException,
  TooManyTargetsException,
  TooManyUniqueTargetGroupsPerLoadBalancerException,
  UnsupportedProtocolException,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { unmodelledError } from '../../kernel/service.ts'

const exceptions = {
  CapacityDecreaseRequestsLimitExceeded: CapacityDecreaseRequestsLimitExceededException,
  CapacityUnitsLimitExceeded: CapacityUnitsLimitExceededException,
  DuplicateListener: DuplicateListenerException,
  DuplicateLoadBalancerName: DuplicateLoadBalancerNameException,
  DuplicateTagKeys: DuplicateTagKeysException,
  DuplicateTargetGroupName: DuplicateTargetGroupNameException,
  InvalidConfigurationRequest: InvalidConfigurationRequestException,
  InvalidLoadBalancerAction: InvalidLoadBalancerActionException,
  InvalidTarget: InvalidTargetException,
  ListenerNotFound: ListenerNotFoundException,
  LoadBalancerNotFound: LoadBalancerNotFoundException,
  OperationNotPermitted: OperationNotPermittedException,
  PriorityInUse: PriorityInUseException,
  PriorRequestNotComplete: PriorRequestNotCompleteException,
  ResourceInUse: ResourceInUseException,
  RuleNotFound: RuleNotFoundException,
  SubnetNotFound: SubnetNotFoundException,
  TargetGroupAssociationLimit: TargetGroupAssociationLimitException,
  TargetGroupNotFound: TargetGroupNotFoundException,
  TooManyActions: TooManyActionsException,
  TooManyListeners: TooManyListenersException,
  TooManyLoadBalancers: TooManyLoadBalancersException,
  TooManyRules: TooManyRulesException,
  TooManyTags: TooManyTagsException,
  TooManyTargetGroups: TooManyTargetGroupsException,
  TooManyTargets: TooManyTargetsException,
  TooManyUniqueTargetGroupsPerLoadBalancer: TooManyUniqueTargetGroupsPerLoadBalancerException,
  UnsupportedProtocol: UnsupportedProtocolException,
}

/** HTTP status where it is not 400 (source: the SDK's schemas, httpError). */
const statusCodes: Partial<Record<keyof typeof exceptions, number>> = {
  PriorRequestNotComplete: 429,
}

/** An error that the SDK models, under its code on the wire: the SDK's name is that and "Exception". */
export function elbError(code: keyof typeof exceptions, message: string): Error {
  const Exception = exceptions[code]
  return new Exception({ message, $metadata: { httpStatusCode: statusCodes[code] ?? 400 } })
}

export function validationError(message: string): Error {
  return unmodelledError(ElasticLoadBalancingV2ServiceException, 'ValidationError', message)
}

/** Better refused than silently without effect. */
export function notSimulated(what: string): Error {
  return validationError(`${what} is not simulated`)
}
