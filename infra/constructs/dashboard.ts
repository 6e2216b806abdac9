// One dashboard for all groups of the region: a variable chooses the group. Controls are commands to copy, because a widget's
// event does not say who is asking, so a button could not be allowed to one person and not to another.
import { Duration, Stack } from 'aws-cdk-lib'
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  CustomWidget,
  DashboardVariable,
  DefaultValue,
  GraphWidget,
  TextWidget,
  Values,
  VariableInputType,
  VariableType,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { noGroupChosen } from '../../shared/runtime/env.ts'
import type { ControlLoop } from './control-loop.ts'
import type { WidgetFunction } from './widget-function.ts'

export interface DashboardProps {
  readonly widget: WidgetFunction
  readonly loop: ControlLoop
  /** All alarms of the control plane. */
  readonly alarms: readonly Alarm[]
}

const width = 24
const half = width / 2

/** What is needed at night, when the widgets may not be drawn; everything else stands in the widget of controls, quoted. */
const emergency = `### In an emergency
| You want | Command |
|---|---|
| every change to stop, for all groups | \`npm run penumbra -- mode freeze --reason "…"\` |
| every group as its team had it | \`npm run penumbra -- mode restore --reason "…"\` |

Without the command line: set the SSM parameter \`/penumbra/mode\` to \`freeze\` or \`restore\`. A widget that asks to be allowed runs
one Lambda function that can only read.`

export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { widget, loop, alarms }: DashboardProps) {
    super(scope, id)
    const draw = (name: string, size: { width: number; height: number }, params = {}) =>
      // The widget draws its own title.
      new CustomWidget({
        functionArn: widget.handler.functionArn,
        title: '',
        params: { widget: name, ...params },
        ...size,
      })
    const ofGroup = (name: string) => draw(name, { width: half, height: 10 }, { group: noGroupChosen })
    new CloudWatchDashboard(this, 'Dashboard', {
      // Dashboards are one list for all regions of an account.
      dashboardName: nameIn(this),
      defaultInterval: Duration.hours(24),
      variables: [chosenGroup()],
      widgets: [
        [draw('groups', { width, height: 8 })],
        [ofGroup('forecast-fan'), ofGroup('fleet-ladder')],
        [ofGroup('decisions'), ofGroup('accuracy')],
        [draw('controls', { width, height: 10 }, { group: noGroupChosen })],
        [new TextWidget({ markdown: emergency, width: half, height: 5 }), alarmStatus(alarms)],
        health(loop),
      ],
    })
  }

  /** Address of the dashboard in the region of `scope`, known before there is one. */
  static urlIn(scope: Construct): string {
    const { region } = Stack.of(scope)
    return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${nameIn(scope)}`
  }
}

function nameIn(scope: Construct): string {
  return `Penumbra-${Stack.of(scope).region}`
}

/** EC2 sends CPUUtilization of every group by itself, so the list needs no metric of ours. */
function chosenGroup(): DashboardVariable {
  return new DashboardVariable({
    id: 'group',
    label: 'Auto Scaling group',
    type: VariableType.PATTERN,
    value: noGroupChosen,
    inputType: VariableInputType.SELECT,
    values: Values.fromSearchComponents({
      namespace: 'AWS/EC2',
      dimensions: ['AutoScalingGroupName'],
      metricName: 'CPUUtilization',
      populateFrom: 'AutoScalingGroupName',
    }),
    defaultValue: DefaultValue.FIRST,
  })
}

function alarmStatus(alarms: readonly Alarm[]): AlarmStatusWidget {
  return new AlarmStatusWidget({ title: 'Penumbra itself: alarms', alarms: [...alarms], width: half, height: 5 })
}

/** Of metrics that AWS sends for nothing. */
function health({ discover, reconcile, learn, failedEvents }: ControlLoop): GraphWidget[] {
  const period = Duration.minutes(1)
  const functions = { discover, reconcile, learn }
  const each = Object.entries(functions)
  const size = { width: width / 3, height: 6 }
  return [
    new GraphWidget({
      ...size,
      title: 'Penumbra itself: runs',
      left: each.map(([label, { handler }]) => handler.metricInvocations({ period, label })),
      leftYAxis: { min: 0, showUnits: false },
    }),
    new GraphWidget({
      ...size,
      title: 'Penumbra itself: what failed',
      left: [
        ...each.map(([name, { handler }]) => handler.metricErrors({ period, label: `${name}: errors` })),
        ...each.map(([name, { handler }]) => handler.metricThrottles({ period, label: `${name}: throttles` })),
        failedEvents.metricApproximateNumberOfMessagesVisible({ period, label: 'failed events waiting' }),
      ],
      leftYAxis: { min: 0, showUnits: false },
    }),
    new GraphWidget({
      ...size,
      title: 'Penumbra itself: slowest run',
      left: each.map(([label, { handler }]) => handler.metricDuration({ period, statistic: 'Maximum', label })),
      leftYAxis: { min: 0 },
      leftAnnotations: [{ value: 54_000, label: 'reconcile is stopped' }],
    }),
  ]
}
