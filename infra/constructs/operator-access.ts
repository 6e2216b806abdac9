import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { commands } from '../../functions/operate/commands.ts'
import type { OperatorApi } from './operator-api.ts'
import type { WidgetFunction } from './widget-function.ts'

export interface OperatorAccessProps {
  readonly api: OperatorApi
  readonly widget: WidgetFunction
}

/** Two policies to attach to people's roles; nobody has them by default. */
export class OperatorAccess extends Construct {
  /** To look: the operations that change nothing, and the widgets of the dashboard. */
  readonly readPolicy: ManagedPolicy
  /** To look and to order: every operation. */
  readonly policy: ManagedPolicy

  constructor(scope: Construct, id: string, { api, widget }: OperatorAccessProps) {
    super(scope, id)
    const looking = [
      invoke(api, false),
      new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [api.endpointParameter.parameterArn] }),
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [widget.handler.functionArn] }),
    ]
    this.readPolicy = new ManagedPolicy(this, 'Read', {
      description: 'Penumbra: ask the operator API, see the dashboard',
      statements: looking,
    })
    this.policy = new ManagedPolicy(this, 'All', {
      description: 'Penumbra: every operation of the operator API, see the dashboard',
      statements: [...looking, invoke(api, true)],
    })
  }
}

function invoke(api: OperatorApi, changes: boolean): PolicyStatement {
  const operations = Object.values(commands).filter(command => command.changes === changes)
  return new PolicyStatement({
    actions: ['execute-api:Invoke'],
    resources: operations.map(({ name }) => api.arnOf(name)),
  })
}
