import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, type IPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { bundling, sourcesOf } from './bundling.ts'
import { useQueueKey, useTableKey } from './permissions.ts'

/** What all functions of the control plane share. */
export interface SharedByFunctions {
  readonly table: TableV2
  /** Where events go that failed or came too late. */
  readonly failedEvents: IQueue
  /** One of the numbers of days that CloudWatch Logs knows. */
  readonly logRetentionDays: number
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
}

export interface ControlFunctionProps extends SharedByFunctions {
  /** Folder under `functions` whose `lambda.ts` exports `handler`. */
  readonly name: string
  readonly description: string
  /** @default - chosen by CloudFormation */
  readonly functionName?: string
  readonly timeout: Duration
  readonly memoryMiB: number
  /** An event that waited longer is dropped: acting on an old view of the world is worse than not acting. At least 60 s. */
  readonly maxEventAge: Duration
  readonly environment: Readonly<Record<string, string>>
  /** @default - without the forecast libraries */
  readonly bundling?: BundlingOptions
}

/** One Lambda of the control plane: a role and a log group of its own, traced, and never retried by Lambda itself. */
export class ControlFunction extends Construct implements IGrantable {
  readonly handler: NodejsFunction
  readonly role: Role

  constructor(scope: Construct, id: string, props: ControlFunctionProps) {
    super(scope, id)
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    logGroup.grantWrite(this.role)
    this.handler = new NodejsFunction(this, 'Function', {
      ...sourcesOf(props.name),
      bundling: props.bundling ?? bundling,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      retryAttempts: 0,
      maxEventAge: props.maxEventAge,
      onFailure: { bind: () => ({ destination: props.failedEvents.queueArn }) },
    })
    this.#allowToSend(props.failedEvents)
  }

  get grantPrincipal(): IPrincipal {
    return this.role
  }

  /** Permission for the named DynamoDB operations and no others. */
  protected allowTable(table: TableV2, ...operations: string[]): void {
    table.grant(this, ...operations.map(operation => `dynamodb:${operation}`))
    if (table.encryptionKey !== undefined) this.allow(useTableKey(this, table.encryptionKey))
  }

  /** Permission to start these functions. Their own grant would also cover every version and alias. */
  protected allowInvoke(...functions: ControlFunction[]): void {
    const resources = functions.map(({ handler }) => handler.functionArn)
    this.allow(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources }))
  }

  /** The destination's own grant would also let the function read the queue's attributes. */
  #allowToSend(queue: IQueue): void {
    this.allow(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }))
    if (queue.encryptionMasterKey !== undefined) this.allow(useQueueKey(this, queue.encryptionMasterKey))
  }

  protected allow(...statements: PolicyStatement[]): void {
    for (const statement of statements) this.role.addToPolicy(statement)
  }
}
