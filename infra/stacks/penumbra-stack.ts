import { Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alerts } from '../constructs/alerts.ts'
import { ControlLoop } from '../constructs/control-loop.ts'
import { KillSwitch } from '../constructs/kill-switch.ts'
import { StateTable } from '../constructs/state-table.ts'

/** Everything that Penumbra runs in an account and region. */
export class PenumbraStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props)
    const { table } = new StateTable(this, 'State')
    const alerts = new Alerts(this, 'Alerts')
    const { parameter } = new KillSwitch(this, 'KillSwitch')
    new ControlLoop(this, 'ControlLoop', {
      table,
      alerts,
      modeParameter: parameter,
      tagPrefix: 'penumbra',
      dashboardUrl: `https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#dashboards/dashboard/Penumbra-${this.region}`,
    })
  }
}
