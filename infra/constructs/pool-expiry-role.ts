import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { deleteLentPools } from './permissions.ts'

export interface PoolExpiryRoleProps {
  /** What the keys of Penumbra's tags begin with, without the colon. */
  readonly tagPrefix: string
}

/**
 * In whose name EventBridge Scheduler takes back a warm pool that nobody renews. It can delete the warm pools of managed
 * groups and nothing else, and only one-time schedules of this account may use it.
 */
export class PoolExpiryRole extends Construct {
  readonly role: Role

  constructor(scope: Construct, id: string, { tagPrefix }: PoolExpiryRoleProps) {
    super(scope, id)
    const { account } = Stack.of(this)
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule-group',
      resourceName: 'default',
    })
    this.role = new Role(this, 'Role', {
      description: 'Penumbra: gives back warm pools that nobody renews',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': schedules } },
      }),
    })
    this.role.addToPolicy(deleteLentPools(this, tagPrefix))
  }

  /** What it takes to have a schedule act in the name of this role. */
  get passRole(): PolicyStatement {
    return new PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [this.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    })
  }
}
