import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'

export interface StateTableProps {
  /**
   * Key that has to outlive the stack, because the table does.
   * @default - the one that AWS manages for DynamoDB
   */
  readonly key?: IKey
}

/**
 * What Penumbra remembers: configuration, leases, models, decisions, and what it changed on each group. Without the last
 * nothing could be put back, so the table outlives the stack and refuses to be deleted.
 */
export class StateTable extends Construct {
  readonly table: TableV2

  constructor(scope: Construct, id: string, { key }: StateTableProps) {
    super(scope, id)
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAtSeconds',
      billing: Billing.onDemand(),
      encryption: key === undefined ? TableEncryptionV2.awsManagedKey() : TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }
}
