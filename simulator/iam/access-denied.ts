// How each service says that a caller may not do something. The wording is IAM's (user guide, "Troubleshoot access denied error
// messages"); the error's name depends on the protocol: query services answer AccessDenied (CloudWatch's JSON keeps the query
// error's code), JSON services AccessDeniedException, SNS AuthorizationError, which the SDK models with its suffix.
import { AutoScalingServiceException } from '@aws-sdk/client-auto-scaling'
import { CloudWatchServiceException } from '@aws-sdk/client-cloudwatch'
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { ElasticLoadBalancingV2ServiceException } from '@aws-sdk/client-elastic-load-balancing-v2'
import { LambdaServiceException } from '@aws-sdk/client-lambda'
import { SchedulerServiceException } from '@aws-sdk/client-scheduler'
import { AuthorizationErrorException, KMSAccessDeniedException } from '@aws-sdk/client-sns'
import { AccessDeniedException as SsmAccessDeniedException } from '@aws-sdk/client-ssm'
import { InputError } from '../../shared/domain/errors.ts'
import { unmodelledError } from '../kernel/service.ts'
import type { Requirement } from './actions/requirement.ts'
import type { PolicyKind } from './evaluate.ts'

export interface Denial extends Pick<Requirement, 'action' | 'resource'> {
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly userArn: string
  readonly explicit: boolean
  readonly kind: PolicyKind
}

const errors: Readonly<Record<string, (message: string, denial: Denial) => Error>> = {
  AutoScaling: message => unmodelledError(AutoScalingServiceException, 'AccessDenied', message, 403),
  CloudWatch: message => unmodelledError(CloudWatchServiceException, 'AccessDenied', message, 403),
  DynamoDB: message => unmodelledError(DynamoDBServiceException, 'AccessDeniedException', message, 400),
  ElasticLoadBalancingV2: message =>
    unmodelledError(ElasticLoadBalancingV2ServiceException, 'AccessDenied', message, 403),
  Lambda: message => unmodelledError(LambdaServiceException, 'AccessDeniedException', message, 403),
  Scheduler: message => unmodelledError(SchedulerServiceException, 'AccessDeniedException', message, 403),
  SNS: (message, { action }) =>
    action.startsWith('kms:')
      ? new KMSAccessDeniedException({ message, $metadata: { httpStatusCode: 400 } })
      : new AuthorizationErrorException({ message, $metadata: { httpStatusCode: 403 } }),
  SSM: message => new SsmAccessDeniedException({ message, Message: message, $metadata: { httpStatusCode: 400 } }),
}

/** The error that the service's SDK client throws. */
export function accessDeniedBy(service: string, denial: Denial): Error {
  const error = errors[service]
  if (error === undefined) throw new InputError(`access denied: got service ${service}, wanted one that can deny`)
  return error(denialMessage(denial), denial)
}

function denialMessage({ userArn, action, resource, explicit, kind }: Denial): string {
  // Where an action knows no resource, none is named.
  const where = resource === '*' ? '' : ` on resource: ${resource}`
  const why = explicit
    ? `with an explicit deny in ${article(kind)} ${kind}`
    : `because no ${kind} allows the ${action} action`
  return `User: ${userArn} is not authorized to perform: ${action}${where} ${why}`
}

function article(kind: PolicyKind): string {
  return kind === 'identity-based policy' ? 'an' : 'a'
}
