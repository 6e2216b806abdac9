import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { ControlFunction, type SharedByFunctions } from './control-function.ts'
import { environmentOf } from './environment.ts'
import { readOnly } from './permissions.ts'

/**
 * Writes down load events from the event bus. A function of its own, so that whoever may put an event can by no mistake of ours
 * reach what operators may do, the kill switch above all.
 */
export class AnnounceFunction extends ControlFunction {
  constructor(scope: Construct, id: string, props: SharedByFunctions) {
    const { table, tagPrefix } = props
    super(scope, id, {
      ...props,
      name: 'announce',
      description: 'Penumbra: takes announced load events off the event bus',
      timeout: Duration.seconds(25),
      memoryMiB: 512,
      // What is announced is for hours or days ahead; what has become too late by then is refused by its own times.
      maxEventAge: Duration.hours(6),
      environment: environmentOf('announce', { tableName: table.tableName, tagPrefix }),
    })
    this.allowTable(table, 'GetItem', 'BatchGetItem', 'PutItem')
    this.allow(readOnly('autoscaling:DescribeAutoScalingGroups'))
  }
}
