// What a contract needs of the AWS on which it is checked: clients, and the few things that are made in another way on the
// simulated region than on the wire. A contract is the behaviour of an adapter that its callers rely on, written once.
import { CreateAutoScalingGroupCommand, type CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling'
import { it } from 'vitest'
import type { AwsClients } from '../../shared/runtime/aws-clients.ts'

export interface ContractCloud {
  /** The adapter's own: what it calls is recorded in its name. */
  readonly clients: AwsClients
  /** To prepare and to look. */
  readonly team: AwsClients
  /** The stack's table; others may have records in it. */
  readonly tableName: string
  readonly launchTemplateName: string
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  /** Epoch milliseconds. */
  now(): number
  /** A name that nobody else in this cloud uses. */
  name(base: string): string
  /** Lets what was ordered come to pass. */
  settle(): Promise<void>
  /** Deploys a function that notes its events. */
  makeFunction(): Promise<{ readonly name: string; events(): readonly unknown[] }>
  makeTopic(): Promise<ContractTopic>
}

export interface ContractTopic {
  readonly arn: string
  /**
   * Subscribes by HTTP.
   * @param filter policy on message attributes @default none: everything comes
   * @returns how to read what has come
   */
  subscribe(filter?: Readonly<Record<string, readonly string[]>>): Promise<() => readonly ReceivedMessage[]>
}

export interface ReceivedMessage {
  readonly subject?: string
  readonly message: string
}

/** @param adapter in whose name `clients` are recorded */
export type OpenCloud = (adapter: string) => Promise<ContractCloud>

/** Behaviour that not every cloud has; where it lacks, docs/wire.md says so. */
export type Feature =
  | 'a MinSize above MaxSize is refused'
  | 'a DesiredCapacity below MinSize is refused'
  | 'a scheduled action in the past is refused'
  | 'activities of launches are kept'
  | 'a warm pool has instances'
  | 'a warm pool is shown until its instances are gone'

export interface ContractOptions {
  readonly open: OpenCloud
  readonly lacks: ReadonlySet<Feature>
}

/** Where the feature lacks, the test must fail: a difference that is no more should not stay in the documentation. */
export function itWith(feature: Feature, { lacks }: ContractOptions): typeof it.fails {
  return lacks.has(feature) ? it.fails : it
}

/** A group of 2 to 20 instances, unless said otherwise; returns its name. */
export async function makeGroup(
  cloud: ContractCloud,
  input: Partial<Omit<CreateAutoScalingGroupCommandInput, 'Tags'>> & { tags?: Record<string, string> } = {},
): Promise<string> {
  const { tags = {}, ...others } = input
  const name = cloud.name('web')
  await cloud.team.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: name,
      MinSize: 2,
      MaxSize: 20,
      AvailabilityZones: ['us-east-1a'],
      LaunchTemplate: { LaunchTemplateName: cloud.launchTemplateName, Version: '1' },
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, ResourceId: name, PropagateAtLaunch: false })),
      ...others,
    }),
  )
  return name
}
