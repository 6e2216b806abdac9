import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

export interface AlertsProps {
  /** Addresses that are told; each has to confirm. May be empty. */
  readonly emails: readonly string[]
}

/** An alarm without a description would page somebody and not say what to do. */
export type AlertProps = AlarmProps & Required<Pick<AlarmProps, 'alarmDescription'>>

/** Something that is counted and should not be. */
export interface CountRule {
  /** What has happened, and what to do. */
  readonly toDo: string
  readonly metric: IMetric
  /** In how many of how many periods. @default [1, 1] */
  readonly outOf?: readonly [datapoints: number, periods: number]
}

/**
 * One encrypted topic for what people have to know. The key is our own, because CloudWatch alarms cannot publish to a topic
 * under the key that AWS manages for SNS.
 */
export class Alerts extends Construct {
  readonly topic: Topic
  readonly #key: Key
  readonly #alarms: Alarm[] = []

  constructor(scope: Construct, id: string, { emails }: AlertsProps) {
    super(scope, id)
    this.#key = new Key(this, 'Key', {
      description: 'Penumbra alerts',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.topic = new Topic(this, 'Topic', { displayName: 'Penumbra', masterKey: this.#key, enforceSSL: true })
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email))
    this.#letAlarmsPublish()
  }

  /** Every alarm so far, in the order in which they were added. */
  get alarms(): readonly Alarm[] {
    return this.#alarms
  }

  /** Permission to publish. The topic's own grant would also give `kms:GenerateDataKey*`, of which SNS uses one. */
  grantPublish(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    )
    this.#key.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey')
  }

  /** An alarm that tells the topic when it rises and when it is over. */
  addAlarm(scope: Construct, id: string, props: AlertProps): Alarm {
    const alarm = new Alarm(scope, id, props)
    const action = new SnsAction(this.topic)
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
    this.#alarms.push(alarm)
    return alarm
  }

  /** An alarm on one or more. No datapoint is no news: counts are sent only when something runs. */
  alertOnAny(scope: Construct, id: string, { toDo, metric, outOf = [1, 1] }: CountRule): Alarm {
    const [datapointsToAlarm, evaluationPeriods] = outOf
    return this.addAlarm(scope, id, {
      alarmDescription: toDo,
      metric,
      threshold: 1,
      datapointsToAlarm,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }

  #letAlarmsPublish(): void {
    const fromThisAccount = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }
    this.topic.addToResourcePolicy(
      new PolicyStatement({ ...fromThisAccount, actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    )
    this.#key.addToResourcePolicy(
      new PolicyStatement({ ...fromThisAccount, actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'] }),
    )
  }
}
