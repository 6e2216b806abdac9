// What Ref and Fn::GetAtt give: CloudFormation user guide, "Return values" of each resource type.
import { describe, expect, it } from 'vitest'
import { ResolvedTemplate } from '../../../simulator/iam/resolved-template.ts'

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`

const template = {
  Parameters: { Version: { Type: 'String', Default: '21' }, Open: { Type: 'String' } },
  Resources: {
    Fn: { Type: 'AWS::Lambda::Function' },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
    Queue: { Type: 'AWS::SQS::Queue' },
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Mode: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/penumbra/mode' } },
    Role: { Type: 'AWS::IAM::Role' },
    Logs: { Type: 'AWS::Logs::LogGroup' },
    Key: { Type: 'AWS::KMS::Key' },
    Bucket: { Type: 'AWS::S3::Bucket' },
  },
}
const resolved = new ResolvedTemplate(template, logicalId => (logicalId === 'Table' ? 'state' : undefined))
const attribute = (id: string, name = 'Arn') => resolved.resolve({ 'Fn::GetAtt': [id, name] })

describe('a resource of a deployed template', () => {
  it.each([
    ['Fn', 'Penumbra-Fn', arn('lambda', 'function:Penumbra-Fn')],
    ['Topic', arn('sns', 'alerts'), arn('sns', 'alerts')],
    ['Queue', 'https://sqs.us-east-1.amazonaws.com/123456789012/Penumbra-Queue', arn('sqs', 'Penumbra-Queue')],
    ['Table', 'state', arn('dynamodb', 'table/state')],
    ['Mode', '/penumbra/mode', arn('ssm', 'parameter/penumbra/mode')],
    ['Role', 'Penumbra-Role', 'arn:aws:iam::123456789012:role/Penumbra-Role'],
    ['Logs', 'Penumbra-Logs', arn('logs', 'log-group:Penumbra-Logs:*')],
    ['Key', 'Penumbra-Key', arn('kms', 'key/Penumbra-Key')],
  ])('%s has the Ref %s', (id, ref, resourceArn) => {
    expect(resolved.resolve({ Ref: id })).toBe(ref)
    expect(id === 'Mode' ? resourceArn : attribute(id)).toBe(resourceArn)
  })

  it('gives its name as an attribute where CloudFormation does', () => {
    expect(attribute('Topic', 'TopicName')).toBe('alerts')
    expect(attribute('Queue', 'QueueName')).toBe('Penumbra-Queue')
  })
})

describe('intrinsic functions', () => {
  it('are resolved wherever they stand', () => {
    const value = {
      Resource: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':x:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }],
        ],
      },
      List: [
        { 'Fn::Sub': ['Fn', 'Table.Arn', 'AWS::Region'].map(each => `\${${each}}`).join('-') },
        1,
        null,
        { Ref: 'Version' },
      ],
    }
    expect(resolved.resolve(value)).toEqual({
      Resource: 'arn:aws:x:us-east-1:123456789012',
      List: [`Penumbra-Fn-${arn('dynamodb', 'table/state')}-us-east-1`, 1, null, '21'],
    })
  })

  it.each([
    ['another function', { 'Fn::If': ['c', 'a', 'b'] }, 'Fn::If'],
    ['a resource that is not there', { Ref: 'Nobody' }, 'Nobody'],
    ['a parameter without a default', { Ref: 'Open' }, 'Open'],
    ['a type whose ARN is not known', { Ref: 'Bucket' }, 'AWS::S3::Bucket'],
    ['an attribute that is not known', { 'Fn::GetAtt': ['Fn', 'SnapStartResponse'] }, 'SnapStartResponse'],
  ])('refuse %s', (_what, value, named) => {
    expect(() => resolved.resolve(value)).toThrow(named)
  })
})
