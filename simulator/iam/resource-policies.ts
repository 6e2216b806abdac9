// Policies that belong to resources: topics, queues, keys and functions, and the keys under which resources lie.
import { z } from 'zod'
import { type CompiledPolicy, compilePolicy } from './compiled-policy.ts'
import { queueArnOf } from './physical-resources.ts'
import type { ResolvedTemplate } from './resolved-template.ts'

const texts = z.array(z.string()).default([])

/** By the ARN of the topic, queue, key or function. */
export function resourcePoliciesOf(template: ResolvedTemplate): Map<string, CompiledPolicy> {
  return new Map([...onTopics(template), ...onQueues(template), ...onKeys(template), ...onFunctions(template)])
}

/** Customer managed KMS keys, by the ARN of the topic, queue or table. */
export function keysOf(template: ResolvedTemplate): Map<string, string> {
  return new Map([
    ...masterKeys(template, 'AWS::SNS::Topic'),
    ...masterKeys(template, 'AWS::SQS::Queue'),
    ...tableKeys(template),
  ])
}

function onTopics(template: ResolvedTemplate): [string, CompiledPolicy][] {
  return template.resources('AWS::SNS::TopicPolicy').flatMap(({ logicalId, properties }) => {
    const policy = compilePolicy(logicalId, properties.PolicyDocument)
    return texts.parse(properties.Topics).map((arn): [string, CompiledPolicy] => [arn, policy])
  })
}

function onQueues(template: ResolvedTemplate): [string, CompiledPolicy][] {
  return template.resources('AWS::SQS::QueuePolicy').flatMap(({ logicalId, properties }) => {
    const policy = compilePolicy(logicalId, properties.PolicyDocument)
    return texts.parse(properties.Queues).map((url): [string, CompiledPolicy] => [queueArnOf(url), policy])
  })
}

/** In a key's policy `*` is the key. */
function onKeys(template: ResolvedTemplate): [string, CompiledPolicy][] {
  return template
    .resources('AWS::KMS::Key')
    .map(({ logicalId, properties }) => [template.arn(logicalId), compilePolicy(logicalId, properties.KeyPolicy)])
}

const permissionSchema = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
})

/**
 * A permission is a statement of the function's policy. "Lambda configures the comparison using the StringLike operator" (Lambda
 * API reference, AddPermission, SourceArn).
 */
function onFunctions(template: ResolvedTemplate): [string, CompiledPolicy][] {
  const statements = template.resources('AWS::Lambda::Permission').map(({ logicalId, properties }) => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = permissionSchema.parse({ ...properties })
    const Condition = {
      ...(SourceArn === undefined ? {} : { StringLike: { 'aws:SourceArn': SourceArn } }),
      ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
    }
    const Resource = FunctionName
    return { Sid: logicalId, Effect: 'Allow', Principal: { Service: Principal }, Action, Resource, Condition }
  })
  const byFunction = Map.groupBy(statements, ({ Resource }) => Resource)
  return [...byFunction].map(([arn, Statement]) => [arn, compilePolicy(arn, { Version: '2012-10-17', Statement })])
}

function masterKeys(template: ResolvedTemplate, type: string): [string, string][] {
  return template.resources(type).flatMap(({ logicalId, properties }): [string, string][] => {
    const key = z.string().optional().parse(properties.KmsMasterKeyId)
    return key === undefined ? [] : [[template.arn(logicalId), key]]
  })
}

const replicaSchema = z.object({ SSESpecification: z.object({ KMSMasterKeyId: z.string() }).optional() })

/** A global table's keys are those of its replicas; ours has one, in its own region. */
function tableKeys(template: ResolvedTemplate): [string, string][] {
  return template.resources('AWS::DynamoDB::GlobalTable').flatMap(({ logicalId, properties }): [string, string][] => {
    const [replica] = z.array(replicaSchema).parse(properties.Replicas)
    const key = replica?.SSESpecification?.KMSMasterKeyId
    return key === undefined ? [] : [[template.arn(logicalId), key]]
  })
}
