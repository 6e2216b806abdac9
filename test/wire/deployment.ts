// The deployed stack as its own resources tell of it.
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { DeleteRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { GroupStore } from '../../shared/aws/group-store.ts'
import type { DecisionRecord } from '../../shared/domain/group/records.ts'
import type { AwsClients } from '../../shared/runtime/aws-clients.ts'

const stackName = 'Penumbra'

export class Deployment {
  readonly store: GroupStore
  readonly tableName: string
  readonly #clients: AwsClients
  readonly #resources: readonly StackResource[]

  constructor(clients: AwsClients, resources: readonly StackResource[]) {
    this.#clients = clients
    this.#resources = resources
    this.tableName = this.idOf('AWS::DynamoDB::GlobalTable', /./)
    this.store = new GroupStore(clients.dynamoDb, this.tableName, (record, reason) => {
      throw new Error(`record ${record}: got ${reason}, wanted one that parses`)
    })
  }

  /** Physical id of the one resource of a type whose logical id matches. */
  idOf(type: string, logicalId: RegExp): string {
    const found = this.idsOf(type, logicalId)
    if (found.length !== 1) throw new Error(`got ${found.length} of ${type} ${logicalId}, wanted one`)
    return found[0]
  }

  idsOf(type: string, logicalId = /./): string[] {
    return this.#resources
      .filter(({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && logicalId.test(LogicalResourceId))
      .map(({ PhysicalResourceId = '' }) => PhysicalResourceId)
  }

  /** The variables that the stack has given to a function. */
  async variablesOf(logicalId: RegExp): Promise<Record<string, string>> {
    const FunctionName = this.idOf('AWS::Lambda::Function', logicalId)
    const { Environment } = await this.#clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    return Environment?.Variables ?? {}
  }

  /** Takes everything from a role that the stack has allowed it. */
  async takePolicies(logicalId: RegExp): Promise<void> {
    const iam = new IAMClient({})
    const RoleName = this.idOf('AWS::IAM::Role', logicalId)
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
    for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  }

  /** Oldest first. */
  async decisions(group: string): Promise<DecisionRecord[]> {
    const { Items = [] } = await this.#clients.dynamoDb.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: `group#${group}` }, ':sk': { S: 'decision#' } },
      }),
    )
    return Items.map(({ body }) => JSON.parse(body.S ?? '') as DecisionRecord)
  }
}

export async function readDeployment(clients: AwsClients): Promise<Deployment> {
  const client = new CloudFormationClient({})
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stackName }))
  return new Deployment(clients, StackResources)
}

/** CloudFormation forgets the name of a stack that is deleted. */
export async function stackStatus(): Promise<string | undefined> {
  const { Stacks = [] } = await new CloudFormationClient({}).send(new DescribeStacksCommand({}))
  return Stacks.find(({ StackName }) => StackName === stackName)?.StackStatus
}
