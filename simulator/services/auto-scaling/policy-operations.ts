import type {
  DeletePolicyCommandInput,
  DeletePolicyCommandOutput,
  DescribePoliciesCommandInput,
  DescribePoliciesCommandOutput,
  PutScalingPolicyCommandInput,
  PutScalingPolicyCommandOutput,
  ScalingPolicy,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { policyArn, uuid } from './arns.ts'
import { limitExceeded, validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'
import type { PolicyEvaluation } from './policy-evaluation.ts'
import { alarmsOf, describePolicy, parseTracking, type TrackingPolicy } from './scaling-policy.ts'
import type { SimulatedGroup } from './simulated-group.ts'

/** Per group (source: user guide, ec2-auto-scaling-quotas.md). */
const maxPolicies = 50

export function policyOperations(registry: GroupRegistry, evaluation: PolicyEvaluation) {
  let policiesPut = 0

  const PutScalingPolicy: Operation<PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    const policy = newPolicy(input, group, ++policiesPut)
    const isReplacement = group.policies.has(policy.name)
    if (!isReplacement && group.policies.size >= maxPolicies) {
      throw limitExceeded(`The number of scaling policies is limited to ${maxPolicies} per group`)
    }
    group.policies.set(policy.name, policy)
    evaluation.ensureRunning(policy.tracking.metric.periodSeconds)
    return { PolicyARN: policy.arn, Alarms: alarmsOf(policy, group.name) }
  }

  const DeletePolicy: Operation<DeletePolicyCommandInput, DeletePolicyCommandOutput> = (input, context) => {
    const { AutoScalingGroupName, PolicyName = '' } = input
    const owner = AutoScalingGroupName ?? groupNameIn(PolicyName)
    const { policies } = registry.changeable(owner, context)
    const policy = [...policies.values()].find(({ name, arn }) => name === PolicyName || arn === PolicyName)
    if (policy === undefined) throw validationError(`Scaling policy not found - ${PolicyName} not found`)
    policies.delete(policy.name)
    return {}
  }

  const DescribePolicies: Operation<DescribePoliciesCommandInput, DescribePoliciesCommandOutput> = input => {
    const list = {
      operation: 'DescribePolicies',
      items: policiesOf(registry, input.AutoScalingGroupName).filter(policy => isAsked(policy, input)),
      keyOf: (policy: ScalingPolicy) => policy.PolicyARN ?? '',
      defaultRecords: 50,
    }
    const { items, nextToken } = page(list, input)
    return { ScalingPolicies: [...items], NextToken: nextToken }
  }
  return { PutScalingPolicy, DeletePolicy, DescribePolicies }
}

function newPolicy(input: PutScalingPolicyCommandInput, group: SimulatedGroup, ordinal: number): TrackingPolicy {
  const tracking = parseTracking(input, group)
  const name = input.PolicyName ?? ''
  return {
    name,
    arn: group.policies.get(name)?.arn ?? policyArn(group.ordinal, group.name, ordinal, name),
    alarmId: uuid(group.ordinal, ordinal),
    input,
    tracking,
    isEnabled: input.Enabled !== false,
    run: undefined,
    proposal: undefined,
  }
}

function groupNameIn(arn: string): string | undefined {
  return /:autoScalingGroupName\/(.+):policyName\//.exec(arn)?.[1]
}

function policiesOf(registry: GroupRegistry, groupName: string | undefined): ScalingPolicy[] {
  const groups = groupName === undefined ? [...registry.all()] : [registry.get(groupName)]
  return groups.flatMap(group => [...group.policies.values()].map(policy => describePolicy(policy, group.name)))
}

function isAsked(
  { PolicyName = '', PolicyARN = '', PolicyType = '' }: ScalingPolicy,
  { PolicyNames, PolicyTypes }: DescribePoliciesCommandInput,
): boolean {
  const isNamed = !PolicyNames?.length || PolicyNames.includes(PolicyName) || PolicyNames.includes(PolicyARN)
  return isNamed && (!PolicyTypes?.length || PolicyTypes.includes(PolicyType))
}
