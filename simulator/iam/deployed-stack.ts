// The synthesised template as the deployment that a simulated region needs of it: in whose name each function runs, with which
// variables, and what Lambda itself does with that role.
import { z } from 'zod'
import { InputError } from '../../shared/domain/errors.ts'
import type { ExecutionRole } from '../services/lambda.ts'
import { type Requirement, regionalArn, throughKey } from './actions/requirement.ts'
import type { Iam, RoleSession } from './iam.ts'
import { type ResolvedResource, ResolvedTemplate } from './resolved-template.ts'
import { type TemplatePolicies, templatePolicies } from './template-policies.ts'

/** Names that the resources of the stack have in the region, where the template leaves them to CloudFormation. */
export interface StackNames {
  /** By the folder of the function. */
  readonly functions: Readonly<Record<string, string>>
  readonly table: string
  readonly topic: string
}

const functionSchema = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.object({ LogGroup: z.string() }),
  TracingConfig: z.object({ Mode: z.string() }),
})
const scheduleTargetSchema = z.object({ Arn: z.string(), RoleArn: z.string() })
const invokeConfigSchema = z.object({ OnFailure: z.object({ Destination: z.string() }).optional() })

export class DeployedStack {
  readonly policies: TemplatePolicies
  readonly #template: ResolvedTemplate
  readonly #names: StackNames

  /** @throws InputError for a template that cannot be evaluated in full */
  constructor(template: unknown, names: StackNames, managedPolicies: Readonly<Record<string, unknown>> = {}) {
    this.#names = names
    this.#template = new ResolvedTemplate(template, (logicalId, type) => givenName(names, logicalId, type))
    this.policies = templatePolicies(this.#template, managedPolicies)
  }

  /** Folders of the functions that the template has. */
  get functions(): string[] {
    return Object.keys(this.#names.functions).filter(name => this.#find(name) !== undefined)
  }

  /**
   * Creates the stack's roles and policies.
   * @throws InputError for a function whose role Lambda may not assume
   */
  install(iam: Iam): void {
    for (const role of this.policies.roles) iam.createRole(role)
    for (const [arn, policy] of this.policies.resourcePolicies) iam.putResourcePolicy(arn, policy)
    for (const [arn, key] of this.policies.keys) iam.putKey(arn, key)
    for (const name of this.functions) {
      const { roleArn, sessionName } = this.sessionOf(name)
      if (iam.assume(roleArn, 'lambda.amazonaws.com', {}, sessionName) !== undefined) continue
      throw new InputError(`${name}: the role defined for the function cannot be assumed by Lambda`)
    }
  }

  sessionOf(functionName: string): RoleSession {
    const { logicalId, properties } = this.#function(functionName)
    return { roleArn: z.string().parse(properties.Role), sessionName: this.#template.ref(logicalId) }
  }

  variablesOf(functionName: string): Readonly<Record<string, string>> {
    return this.#properties(functionName).Environment.Variables
  }

  /** What Lambda does in the name of the function's role; what it may not do, it leaves. */
  executionOf(functionName: string, iam: Iam): ExecutionRole {
    const session = this.sessionOf(functionName)
    const attempt = (requirements: readonly Requirement[]) => {
      for (const each of requirements) iam.attempt(session, each)
    }
    const atStart = this.#atStart(functionName)
    const afterFailure = this.#afterFailure(functionName)
    return { started: () => attempt(atStart), gaveUp: () => attempt(afterFailure) }
  }

  /** In whose name the schedules start a function. */
  schedulerRoleArn(functionName: string): string {
    const arn = this.#template.arn(this.#function(functionName).logicalId)
    const targets = this.#template
      .resources('AWS::Scheduler::Schedule')
      .map(({ properties }) => scheduleTargetSchema.parse(properties.Target))
    const found = targets.find(target => target.Arn === arn)
    if (found !== undefined) return found.RoleArn
    throw new InputError(`${functionName}: got no schedule that starts it, wanted one`)
  }

  /** Lambda developer guide, "Defining Lambda function permissions with an execution role" and "Using X-Ray". */
  #atStart(functionName: string): Requirement[] {
    const { LoggingConfig, TracingConfig } = this.#properties(functionName)
    const stream = regionalArn('logs', `log-group:${LoggingConfig.LogGroup}:log-stream:2026/03/02/[$LATEST]1`)
    const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'].map(action => ({ action, resource: stream }))
    if (TracingConfig.Mode !== 'Active') return logs
    const traces = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map(action => ({ action, resource: '*' }))
    return [...logs, ...traces]
  }

  /** Lambda developer guide, "Capturing records of Lambda asynchronous invocations": SendMessage for a queue. */
  #afterFailure(functionName: string): Requirement[] {
    const { sessionName: physicalName } = this.sessionOf(functionName)
    const config = this.#template
      .resources('AWS::Lambda::EventInvokeConfig')
      .find(({ properties }) => properties.FunctionName === physicalName)
    const { OnFailure } = invokeConfigSchema.parse(config?.properties.DestinationConfig ?? {})
    if (OnFailure === undefined) return []
    const resource = OnFailure.Destination
    // SQS developer guide, "Key management", "Configuring KMS permissions".
    const withKey = throughKey('sqs', this.policies.keys.get(resource), ['GenerateDataKey', 'Decrypt'])
    return [{ action: 'sqs:SendMessage', resource }, ...withKey]
  }

  #properties(functionName: string): z.output<typeof functionSchema> {
    return functionSchema.parse({ ...this.#function(functionName).properties })
  }

  #function(functionName: string): ResolvedResource {
    const found = this.#find(functionName)
    if (found !== undefined) return found
    throw new InputError(`template: got no function ${functionName}, wanted one`)
  }

  #find(functionName: string): ResolvedResource | undefined {
    return this.#template
      .resources('AWS::Lambda::Function')
      .find(({ logicalId }) => isFunction(logicalId, functionName))
  }
}

function givenName(names: StackNames, logicalId: string, type: string): string | undefined {
  switch (type) {
    case 'AWS::DynamoDB::GlobalTable':
      return names.table
    case 'AWS::SNS::Topic':
      return names.topic
    case 'AWS::Lambda::Function':
      return Object.entries(names.functions).find(([name]) => isFunction(logicalId, name))?.[1]
    default:
      return undefined
  }
}

/** The construct of each function is named after its folder and holds a `Function`. */
function isFunction(logicalId: string, functionName: string): boolean {
  return logicalId.toLowerCase().includes(`${functionName}function`)
}
