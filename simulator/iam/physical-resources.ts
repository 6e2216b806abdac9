// What CloudFormation's Ref and Fn::GetAtt give for the resources of a deployed stack (CloudFormation user guide, the "Return
// values" of each resource type), in the simulated account and region.
import { InputError } from '../../shared/domain/errors.ts'
import { regionalArn } from './actions/requirement.ts'

interface ResourceType {
  /** Property that holds the name, where the template states one. */
  readonly nameProperty?: string
  readonly arn: (name: string) => string
  /** What Ref gives; default: the name. */
  readonly ref?: (name: string) => string
  /** Attribute that gives the name; others but `Arn` are refused. */
  readonly nameAttribute?: string
}

const topicArn = (name: string) => regionalArn('sns', name)

const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGatewayV2::Api': { arn: name => `arn:aws:apigateway:us-east-1::/apis/${name}` },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: name => regionalArn('cloudwatch', `alarm:${name}`) },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', arn: name => regionalArn('dynamodb', `table/${name}`) },
  'AWS::Events::EventBus': { nameProperty: 'Name', arn: name => regionalArn('events', `event-bus/${name}`) },
  // A rule of a bus of the account's own has the bus in its ARN; the stack has one bus.
  'AWS::Events::Rule': { nameProperty: 'Name', arn: name => regionalArn('events', `rule/penumbra-events/${name}`) },
  'AWS::IAM::Role': { nameProperty: 'RoleName', arn: name => `arn:aws:iam::123456789012:role/${name}` },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    arn: name => `arn:aws:iam::123456789012:policy/${name}`,
    ref: name => `arn:aws:iam::123456789012:policy/${name}`,
  },
  'AWS::KMS::Key': { arn: name => regionalArn('kms', `key/${name}`), nameAttribute: 'KeyId' },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: name => regionalArn('lambda', `function:${name}`) },
  // The attribute ends with a star, so that it names the group's streams as well.
  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: name => regionalArn('logs', `log-group:${name}:*`) },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: topicArn, ref: topicArn, nameAttribute: 'TopicName' },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: name => regionalArn('sqs', name),
    ref: name => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`,
    nameAttribute: 'QueueName',
  },
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    arn: name => regionalArn('ssm', `parameter/${name.replace(/^\//, '')}`),
  },
}

export interface PhysicalResource {
  readonly logicalId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Name that the deployment gave it, where the template states none. */
  readonly givenName: string
}

function nameOf(resource: PhysicalResource): string {
  const stated = resource.properties[typeOf(resource).nameProperty ?? '']
  return typeof stated === 'string' ? stated : resource.givenName
}

export function arnOf(resource: PhysicalResource): string {
  return typeOf(resource).arn(nameOf(resource))
}

export function refOf(resource: PhysicalResource): string {
  const { ref = name => name } = typeOf(resource)
  return ref(nameOf(resource))
}

/** @throws InputError for an attribute that is not simulated */
export function attributeOf(resource: PhysicalResource, attribute: string): string {
  if (attribute === 'Arn') return arnOf(resource)
  if (attribute === typeOf(resource).nameAttribute) return nameOf(resource)
  throw new InputError(
    `${resource.logicalId}: got attribute ${attribute} of ${resource.type}, wanted one that is known`,
  )
}

/** A queue's policy names its queues by their URLs. */
export function queueArnOf(url: string): string {
  return regionalArn('sqs', url.split('/').at(-1) ?? '')
}

function typeOf({ logicalId, type }: PhysicalResource): ResourceType {
  const found = resourceTypes[type]
  if (found !== undefined) return found
  throw new InputError(`${logicalId}: got a reference to ${type}, wanted a type in simulator/iam/physical-resources.ts`)
}
