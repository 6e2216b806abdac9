import { fileURLToPath } from 'node:url'
import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, type IPrincipal, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { bundling } from './bundling.ts'

export interface ControlFunctionProps {
  /** Folder under `functions` whose `lambda.ts` exports `handler`. */
  readonly name: string
  readonly description: string
  readonly timeout: Duration
  readonly memoryMiB: number
  /** An event that waited longer is dropped: acting on an old view of the world is worse than not acting. At least 60 s. */
  readonly maxEventAge: Duration
  /** Where events go that failed or came too late. */
  readonly failedEvents: IQueue
  readonly environment: Readonly<Record<string, string>>
}

const repository = new URL('../../', import.meta.url)

/** One Lambda of the control plane: a role and a log group of its own, traced, and never retried by Lambda itself. */
export class ControlFunction extends Construct implements IGrantable {
  readonly handler: NodejsFunction
  readonly role: Role

  constructor(scope: Construct, id: string, props: ControlFunctionProps) {
    super(scope, id)
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    logGroup.grantWrite(this.role)
    this.handler = new NodejsFunction(this, 'Function', {
      ...sources(props.name),
      bundling,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      tracing: Tracing.ACTIVE,
      timeout: props.timeout,
      memorySize: props.memoryMiB,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      retryAttempts: 0,
      maxEventAge: props.maxEventAge,
      onFailure: new SqsDestination(props.failedEvents),
    })
  }

  get grantPrincipal(): IPrincipal {
    return this.role
  }

  /** Permission for the named DynamoDB operations and no others. */
  protected allowTable(table: TableV2, ...operations: string[]): void {
    table.grant(this, ...operations.map(operation => `dynamodb:${operation}`))
  }

  protected allow(...statements: PolicyStatement[]): void {
    for (const statement of statements) this.role.addToPolicy(statement)
  }
}

function sources(name: string) {
  const path = (relative: string) => fileURLToPath(new URL(relative, repository))
  return {
    entry: path(`functions/${name}/lambda.ts`),
    handler: 'handler',
    projectRoot: path('.'),
    depsLockFilePath: path('package-lock.json'),
  }
}
