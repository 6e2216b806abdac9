import type { AutoScalingService } from '../../../../../simulator/services/auto-scaling/auto-scaling-service.ts'

/**
 * Who asks for a group gets its instances, who asks for its warm pool gets the others, and who asks for single instances gets both.
 * @throws Error when somebody gets something else
 */
export function checkDescriptions(service: AutoScalingService, nowMs: number): void {
  const { operations } = service
  const context = { nowMs, caller: 'team' }
  const all: (string | undefined)[] = []
  for (const { name, instances, warmPool } of service.groups()) {
    const described = operations.DescribeAutoScalingGroups({ AutoScalingGroupNames: [name] }, context)
    const pooled = operations.DescribeWarmPool({ AutoScalingGroupName: name }, context)
    const lists = [described.AutoScalingGroups?.[0]?.Instances ?? [], pooled.Instances ?? []]
    const states = lists.map(list => list.map(({ InstanceId, LifecycleState }) => `${InstanceId} ${LifecycleState}`))
    const expected = [instances, warmPool].map(list => list.map(({ instanceId, state }) => `${instanceId} ${state}`))
    if (JSON.stringify(states) !== JSON.stringify(expected)) throw new Error(`${name} is described as ${states}`)
    all.push(...lists.flat().map(({ InstanceId }) => InstanceId))
  }
  checkInstances(operations, all, context)
}

function checkInstances(
  operations: AutoScalingService['operations'],
  all: readonly (string | undefined)[],
  context: { nowMs: number; caller: string },
): void {
  const found: (string | undefined)[] = []
  let NextToken: string | undefined
  do {
    const page = operations.DescribeAutoScalingInstances({ NextToken }, context)
    found.push(...(page.AutoScalingInstances ?? []).map(({ InstanceId }) => InstanceId))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  if (JSON.stringify(found) !== JSON.stringify(all)) throw new Error(`instances are described as ${found}, not ${all}`)
}
