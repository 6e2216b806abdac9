// Deploys Penumbra into the simulated region: the same handlers, table, topic, parameter and schedules as the CDK stack.
import { announceDependencies } from '../functions/announce/dependencies.ts'
import { makeHandler as makeAnnounce } from '../functions/announce/handler.ts'
import { discoverDependencies } from '../functions/discover/dependencies.ts'
import { makeHandler as makeDiscover } from '../functions/discover/handler.ts'
import { learnDependencies } from '../functions/learn/dependencies.ts'
import { makeHandler as makeLearn } from '../functions/learn/handler.ts'
import { commands } from '../functions/operate/commands.ts'
import { operateDependencies } from '../functions/operate/dependencies.ts'
import { makeHandler as makeOperate } from '../functions/operate/handler.ts'
import { reconcileDependencies } from '../functions/reconcile/dependencies.ts'
import { makeHandler as makeReconcile } from '../functions/reconcile/handler.ts'
import { uninstallDependencies } from '../functions/uninstall/dependencies.ts'
import { makeHandler as makeUninstall } from '../functions/uninstall/handler.ts'
import { widgetDependencies } from '../functions/widget/dependencies.ts'
import { makeHandler as makeWidget } from '../functions/widget/handler.ts'
import { largestResponseBytes, type SendRequest, type StackResponse } from '../shared/aws/stack-response.ts'
import type { DemandFan } from '../shared/domain/forecasting/demand-fan.ts'
import type { DecisionRecord } from '../shared/domain/group/records.ts'
import { environmentNames } from '../shared/runtime/env.ts'
import type { Log } from '../shared/runtime/log.ts'
import type { Runtime } from '../shared/runtime/runtime.ts'
import type { Iam, RoleSession } from './iam/iam.ts'
import { accountId, type Region, regionName } from './region.ts'
import { HttpApi } from './services/http-api.ts'
import type { ExecutionRole, LambdaHandler } from './services/lambda.ts'

export const tableName = 'penumbra-state'
export const modeParameterName = '/penumbra/mode'
export const topicName = 'penumbra-alerts'
export const topicArn = `arn:aws:sns:${regionName}:${accountId}:${topicName}`

/** Role of the stack in whose name AWS takes back warm pools. */
const expiryRoleName = 'penumbra-pool-expiry'

export const functionNames = {
  discover: 'penumbra-discover',
  reconcile: 'penumbra-reconcile',
  learn: 'penumbra-learn',
  operate: 'penumbra-operate',
  announce: 'penumbra-announce',
  widget: 'penumbra-widget',
  uninstall: 'penumbra-uninstall',
}

/** Timeouts of the stack, seconds. */
const timeouts = { discover: 30, reconcile: 54, learn: 300, operate: 25, announce: 25, widget: 10, uninstall: 900 }

export interface LogLine {
  readonly timeMs: number
  readonly functionName: string
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly details: Record<string, unknown>
}

export interface ControlPlane {
  /** Warnings and errors of the functions, oldest first. */
  readonly log: readonly LogLine[]
  /** Sums of the functions' own counters. */
  readonly counters: Readonly<Record<string, number>>
  /** The operator API. */
  readonly api: HttpApi
  /** What CloudFormation was answered about the custom resource, oldest first. */
  readonly stackResponses: readonly StackResponse[]
}

/** One tick's decision about one group; `recorded` when it was news enough to be written down. */
export interface LoggedDecision {
  readonly group: string
  readonly recorded: boolean
  readonly decision: DecisionRecord
  /** Set when a new one was drawn. */
  readonly fan?: DemandFan
}

/** What the synthesised template gives each function; the roles are created in the region already. */
export interface StackIdentity {
  readonly sessionOf: (functionName: string) => RoleSession
  readonly variablesOf: (functionName: string) => Readonly<Record<string, string>>
  readonly executionOf: (functionName: string, iam: Iam) => ExecutionRole
  readonly schedulerRoleArn: (functionName: string) => string
}

export interface DeployOptions {
  /** Runs every function as its synthesised role; default: nobody's calls are judged. */
  readonly stack?: StackIdentity
  /** Hears of every decision the moment it is logged. */
  readonly onDecision?: (logged: LoggedDecision) => void
  /** What the keys of Penumbra's tags begin with; a `stack` has its own. @default 'penumbra' */
  readonly tagPrefix?: string
  /** Wraps a handler, to measure it. */
  readonly wrap?: (functionName: keyof typeof functionNames, handler: LambdaHandler) => LambdaHandler
}

export function deployControlPlane(
  region: Region,
  { onDecision = () => {}, wrap = (_name, handler) => handler, stack, tagPrefix = 'penumbra' }: DeployOptions = {},
): ControlPlane {
  const log: LogLine[] = []
  const counters: Record<string, number> = {}
  const stackResponses: StackResponse[] = []
  const runtimeOf = (functionName: keyof typeof functionNames): Runtime => ({
    clients: region.clients(functionName, stack?.sessionOf(functionName)),
    now: () => region.clock.now(),
    sleep: durationMs => region.clock.sleep(durationMs),
    variables: stack?.variablesOf(functionName) ?? {
      [environmentNames.tableName]: tableName,
      [environmentNames.topicArn]: topicArn,
      [environmentNames.modeParameterName]: modeParameterName,
      [environmentNames.expiryRoleArn]: `arn:aws:iam::${accountId}:role/${expiryRoleName}`,
      [environmentNames.reconcileFunctionName]: functionNames.reconcile,
      [environmentNames.learnFunctionName]: functionNames.learn,
      [environmentNames.tagPrefix]: tagPrefix,
      [environmentNames.dashboardUrl]: `https://${regionName}.console.aws.amazon.com/cloudwatch/home?region=${regionName}#dashboards/dashboard/Penumbra-${regionName}`,
    },
    log: logInto(log, functionName, region, onDecision),
    telemetry: {
      count: values => {
        for (const [name, value] of Object.entries(values)) counters[name] = (counters[name] ?? 0) + value
      },
    },
  })
  createResources(region)
  const handlers: Record<keyof typeof functionNames, LambdaHandler> = {
    discover: makeDiscover(discoverDependencies(runtimeOf('discover'))),
    reconcile: makeReconcile(reconcileDependencies(runtimeOf('reconcile'))),
    learn: makeLearn(learnDependencies(runtimeOf('learn'))),
    operate: makeOperate(operateDependencies(runtimeOf('operate'))),
    announce: makeAnnounce(announceDependencies(runtimeOf('announce'))),
    widget: makeWidget(widgetDependencies(runtimeOf('widget'))),
    uninstall: makeUninstall(uninstallDependencies(runtimeOf('uninstall'), takeResponses(stackResponses))),
  }
  for (const name of ['discover', 'reconcile', 'learn', 'operate', 'announce', 'widget', 'uninstall'] as const) {
    region.lambda.register(functionNames[name], wrap(name, handlers[name]), {
      timeoutSeconds: timeouts[name],
      execution: stack?.executionOf(name, region.iam),
    })
  }
  createSchedules(region, stack?.schedulerRoleArn('discover') ?? `arn:aws:iam::${accountId}:role/penumbra-scheduler`)
  return { log, counters, api: createApi(region), stackResponses }
}

/** The address where CloudFormation waits; it takes no more than 4096 bytes. */
function takeResponses(responses: StackResponse[]): SendRequest {
  return async (_url, { method, body }) => {
    const text = String(body)
    if (method !== 'PUT' || Buffer.byteLength(text) > largestResponseBytes) return { ok: false, status: 400 }
    responses.push(JSON.parse(text) as StackResponse)
    return { ok: true, status: 200 }
  }
}

/** A route for each operation, as in the stack. */
function createApi({ clock, lambda }: Region): HttpApi {
  const api = new HttpApi({ clock, lambda })
  for (const { name } of Object.values(commands)) {
    api.addRoute(`POST /${name}`, { functionName: functionNames.operate, authorization: 'AWS_IAM' })
  }
  return api
}

function createResources(region: Region): void {
  const context = { nowMs: region.clock.now(), caller: 'cloudformation' }
  region.dynamoDb.operations.CreateTable(
    {
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
    },
    context,
  )
  region.dynamoDb.operations.UpdateTimeToLive(
    { TableName: tableName, TimeToLiveSpecification: { AttributeName: 'expiresAtSeconds', Enabled: true } },
    context,
  )
  region.sns.operations.CreateTopic({ Name: topicName }, context)
  region.ssm.operations.PutParameter({ Name: modeParameterName, Value: 'run', Type: 'String' }, context)
}

function createSchedules(region: Region, roleArn: string): void {
  createSchedule(region, roleArn, 'penumbra-tick', 'rate(1 minute)', { target: 'reconcile' })
  createSchedule(region, roleArn, 'penumbra-learn', 'rate(1 hour)', { target: 'learn' })
}

function createSchedule(region: Region, roleArn: string, name: string, expression: string, input: object): void {
  region.scheduler.operations.CreateSchedule(
    {
      Name: name,
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: `arn:aws:lambda:${regionName}:${accountId}:function:${functionNames.discover}`,
        RoleArn: roleArn,
        Input: JSON.stringify(input),
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
      },
    },
    { nowMs: region.clock.now(), caller: 'cloudformation' },
  )
}

function logInto(
  lines: LogLine[],
  functionName: string,
  region: Region,
  onDecision: (logged: LoggedDecision) => void,
): Log {
  const write =
    (level: LogLine['level']) =>
    (message: string, details: Record<string, unknown> = {}) => {
      lines.push({ timeMs: region.clock.now(), functionName, level, message, details })
    }
  const hear: Log['info'] = (message, details) => {
    if (message === 'decided') onDecision(details as unknown as LoggedDecision)
  }
  return { debug: hear, info: hear, warn: write('warn'), error: write('error') }
}
