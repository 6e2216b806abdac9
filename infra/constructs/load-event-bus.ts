import { Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { EventBus, Rule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { Alerts } from './alerts.ts'
import { AnnounceFunction } from './announce-function.ts'
import type { SharedByFunctions } from './control-function.ts'

export interface LoadEventBusProps extends SharedByFunctions {
  readonly alerts: Alerts
}

/** Teams' programs name it, so that it has a name of its own. */
const busName = 'penumbra-events'

/**
 * Where teams' programs announce load events. Whoever of this account has `events:PutEvents` on the bus may; a bus without a
 * resource policy takes nothing from other accounts. Every event on it goes to `announce`, which refuses what it does not
 * understand: nothing is dropped unseen.
 */
export class LoadEventBus extends Construct {
  readonly bus: EventBus

  constructor(scope: Construct, id: string, props: LoadEventBusProps) {
    super(scope, id)
    const { failedEvents, alerts } = props
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName, description: 'Penumbra: announced load events' })
    const announce = new AnnounceFunction(this, 'Announce', props)
    new Rule(this, 'Rule', {
      description: 'Penumbra: every event of the bus',
      eventBus: this.bus,
      eventPattern: { account: [Stack.of(this).account] },
      targets: [new LambdaFunction(announce.handler, { deadLetterQueue: failedEvents })],
    })
    alerts.alertOnAny(this, 'LoadEventsNotTaken', {
      toDo: 'Penumbra could not take a load event off its event bus, so nothing is made ready for it. Search the log of announce for "load event not taken", which says why; the event waits in the failed-events queue. Put it again as it should be, and delete the message.',
      metric: new Metric({
        namespace: 'Penumbra',
        metricName: 'LoadEventsNotTaken',
        dimensionsMap: { service: 'announce' },
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
    })
  }
}
