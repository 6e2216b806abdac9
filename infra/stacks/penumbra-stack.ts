import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib'
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { Alerts } from '../constructs/alerts.ts'
import { ControlLoop } from '../constructs/control-loop.ts'
import { Dashboard } from '../constructs/dashboard.ts'
import { KillSwitch } from '../constructs/kill-switch.ts'
import { LoadEventBus } from '../constructs/load-event-bus.ts'
import { OperatorAccess } from '../constructs/operator-access.ts'
import { OperatorApi } from '../constructs/operator-api.ts'
import { StateTable } from '../constructs/state-table.ts'
import { Uninstall } from '../constructs/uninstall.ts'
import { WidgetFunction } from '../constructs/widget-function.ts'
import { readStackSettings, type StackSettings } from '../stack-settings.ts'

/** Everything that Penumbra runs in an account and region, as the context says (stack-settings.ts). */
export class PenumbraStack extends Stack {
  /** @throws InputError where the context holds a bad value */
  constructor(scope: Construct, id: string, props?: StackProps) {
    const settings = readStackSettings(scope.node.getAllContext())
    super(scope, id, { ...props, ...inRegionOfKey(settings) })
    const key = settings.kmsKeyArn && Key.fromKeyArn(this, 'CustomerKey', settings.kmsKeyArn)
    const { table } = new StateTable(this, 'State', { ...(key && { key }) })
    const alerts = new Alerts(this, 'Alerts', { emails: settings.alertEmail })
    const killSwitch = new KillSwitch(this, 'KillSwitch', { mode: settings.mode })
    const base = { ...settings, table, alerts, killSwitch, dashboardUrl: Dashboard.urlIn(this), ...(key && { key }) }
    const loop = new ControlLoop(this, 'ControlLoop', base)
    const shared = { ...base, failedEvents: loop.failedEvents }
    const api = new OperatorApi(this, 'OperatorApi', shared)
    const { bus } = new LoadEventBus(this, 'LoadEvents', shared)
    const widget = new WidgetFunction(this, 'Widget', shared)
    new Dashboard(this, 'Dashboard', { widget, loop, alarms: alerts.alarms })
    const access = new OperatorAccess(this, 'OperatorAccess', { api, widget })
    const uninstall = new Uninstall(this, 'Uninstall', { ...shared, reconcile: loop.reconcile })
    this.#tagAndBound(settings)
    uninstall.goBefore(...this.node.children.filter(part => part !== uninstall))
    this.#output({
      AlertsTopicArn: alerts.topic.topicArn,
      ApiEndpoint: api.endpoint,
      EventBusName: bus.eventBusName,
      DashboardUrl: base.dashboardUrl,
      OperatorReadPolicy: access.readPolicy.managedPolicyArn,
      OperatorPolicy: access.policy.managedPolicyArn,
    })
  }

  /** Tags by which a bill can be split: all of Penumbra, and each part of it. */
  #tagAndBound({ tagPrefix, permissionsBoundary }: StackSettings): void {
    // A change of the kill switch's tags would make CloudFormation write its first value over the operator's.
    const excludeResourceTypes = ['AWS::SSM::Parameter']
    Tags.of(this).add(`${tagPrefix}:stack`, this.stackName, { excludeResourceTypes })
    for (const part of this.node.children) {
      Tags.of(part).add(`${tagPrefix}:component`, part.node.id, { excludeResourceTypes })
    }
    if (permissionsBoundary === undefined) return
    PermissionsBoundary.of(this).apply(
      ManagedPolicy.fromManagedPolicyArn(this, 'PermissionsBoundary', permissionsBoundary),
    )
  }

  #output(values: Readonly<Record<string, string>>): void {
    for (const [id, value] of Object.entries(values)) new CfnOutput(this, id, { value })
  }
}

/** A key serves in its own region alone, so the stack goes there; otherwise the region is that of the credentials. */
function inRegionOfKey({ kmsKeyArn }: StackSettings): StackProps {
  if (kmsKeyArn === undefined) return {}
  const [, , , region] = kmsKeyArn.split(':')
  return { env: { region } }
}
