import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import { commands, type OperationName } from '../../functions/operate/commands.ts'
import type { Alerts } from './alerts.ts'
import { OperateFunction, type OperateFunctionProps } from './operate-function.ts'

export interface OperatorApiProps extends OperateFunctionProps {
  readonly alerts: Alerts
}

/** One line of JSON for each request: who, what, from where, and what became of it. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    who: '$context.identity.userArn',
    sourceIp: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  }),
)

/**
 * `POST /{operation}` for each of the operator's operations, and nothing else. Every request is signed (SigV4), and IAM
 * allows each operation by its route.
 */
export class OperatorApi extends Construct {
  readonly function: OperateFunction
  /** Where the command line finds the address. */
  readonly endpointParameter: StringParameter
  /** Without a slash at the end. */
  readonly endpoint: string
  readonly #api: HttpApi

  constructor(scope: Construct, id: string, props: OperatorApiProps) {
    super(scope, id)
    this.function = new OperateFunction(this, 'Operate', props)
    this.#api = new HttpApi(this, 'Api', {
      apiName: 'Penumbra',
      description: "Penumbra's operator API",
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    })
    this.#addRoutes()
    this.#addStage(props.logRetentionDays)
    this.endpoint = this.#api.apiEndpoint
    this.endpointParameter = new StringParameter(this, 'Endpoint', {
      parameterName: '/penumbra/api-endpoint',
      description: "Address of Penumbra's operator API",
      stringValue: this.endpoint,
    })
    props.alerts.alertOnAny(this, 'ServerErrors', {
      toDo: "Penumbra's operator API failed to answer. Read the log group of operate; the kill switch works without it: set the SSM parameter /penumbra/mode.",
      metric: this.#api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
    })
  }

  /** What IAM calls the operation's route, on the only stage that there is. */
  arnOf(operation: OperationName): string {
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.#api.apiId,
      resourceName: `$default/POST/${operation}`,
    })
  }

  #addRoutes(): void {
    const integration = new HttpLambdaIntegration('Operate', this.function.handler, {
      // One permission for the API, instead of one for each route: a function's policy has room for 20 KB.
      scopePermissionToRoute: false,
    })
    for (const { name } of Object.values(commands)) {
      this.#api.addRoutes({ path: `/${name}`, methods: [HttpMethod.POST], integration })
    }
  }

  #addStage(logRetentionDays: number): void {
    const logGroup = new LogGroup(this, 'AccessLogs', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      // For people and the command line; a script that runs wild must not starve the control loop of Lambda.
      throttle: { rateLimit: 10, burstLimit: 20 },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat },
    })
  }
}
