// The emulators as the cloud of the contracts: what is prepared here in another way than in the simulated region.
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { CreateTopicCommand } from '@aws-sdk/client-sns'
import { expect } from 'vitest'
import { createAwsClients } from '../../shared/runtime/aws-clients.ts'
import type { ContractCloud, OpenCloud } from '../contract/contract-cloud.ts'
import type { Mailbox } from './mailbox.ts'
import { makeNetwork } from './network.ts'
import { subscribe } from './topic-subscription.ts'
import { watchCalls } from './watch-calls.ts'

const tableName = 'contracts'

/**
 * One account for all contracts: each keeps to names of its own.
 * @param onAnswer hears of every call of an adapter that was answered
 */
export async function makeWireCloud(
  mailbox: Mailbox,
  onAnswer: (adapter: string, operation: string) => void,
): Promise<OpenCloud> {
  const team = createAwsClients()
  const network = await makeNetwork()
  await team.dynamoDb.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  )
  let names = 0
  const name = (base: string) => `${base}-${++names}`
  return async adapter => {
    const clients = createAwsClients()
    for (const client of Object.values(clients)) watchCalls(client, operation => onAnswer(adapter, operation))
    return {
      clients,
      team,
      tableName,
      ...network,
      now: () => Date.now(),
      name,
      // What an emulator does, it does at once; what it delivers is waited for where it is looked for.
      settle: () => Promise.resolve(),
      makeFunction: () => makeFunction(name('noting'), mailbox),
      makeTopic: () => makeTopic(team, mailbox, name('topic')),
    } satisfies ContractCloud
  }
}

/** Posts every event to the mailbox. */
const notingSource = `exports.handler = async event => {
  await fetch(process.env.MAILBOX, { method: 'POST', body: JSON.stringify(event) })
}`

async function makeFunction(name: string, mailbox: Mailbox) {
  const cloudFormation = new CloudFormationClient({})
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: lambdaTrust } },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: notingSource },
          Environment: { Variables: { MAILBOX: mailbox.urlOf(name) } },
        },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Function' } } },
  }
  const StackName = name
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }),
  )
  const describe = async () => (await cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]
  await expect.poll(async () => (await describe())?.StackStatus, { timeout: 20_000 }).toBe('CREATE_COMPLETE')
  const functionName = (await describe())?.Outputs?.[0].OutputValue ?? ''
  return { name: functionName, events: () => mailbox.letters(name).map(letter => JSON.parse(letter) as unknown) }
}

const lambdaTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}

async function makeTopic({ sns }: ReturnType<typeof createAwsClients>, mailbox: Mailbox, name: string) {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
  let subscribers = 0
  return {
    arn: TopicArn,
    subscribe: (filter?: Readonly<Record<string, readonly string[]>>) =>
      subscribe(sns, mailbox, TopicArn, `${name}-${++subscribers}`, filter),
  }
}
