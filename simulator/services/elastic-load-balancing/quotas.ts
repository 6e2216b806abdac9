// What an account may have of each thing (source: "Quotas for your Application Load Balancers" in the user guide).

export interface LoadBalancingQuotas {
  /** Application Load Balancers per Region; adjustable. */
  readonly loadBalancers: number
  /** Target groups per Region; adjustable. */
  readonly targetGroups: number
  readonly listenersPerLoadBalancer: number
  /** Not counting default rules; adjustable. */
  readonly rulesPerLoadBalancer: number
  readonly targetGroupsPerLoadBalancer: number
  readonly targetsPerLoadBalancer: number
  readonly targetsPerTargetGroup: number
  /** Load balancer capacity units that may be reserved in the Region; 0 until AWS raises it on request. */
  readonly reservedCapacityUnits: number
  /** Load balancer capacity units that one Application Load Balancer may reserve. */
  readonly reservedCapacityUnitsPerLoadBalancer: number
}

export const defaultQuotas: LoadBalancingQuotas = {
  loadBalancers: 50,
  targetGroups: 3000,
  listenersPerLoadBalancer: 50,
  rulesPerLoadBalancer: 100,
  targetGroupsPerLoadBalancer: 100,
  targetsPerLoadBalancer: 1000,
  targetsPerTargetGroup: 1000,
  reservedCapacityUnits: 0,
  reservedCapacityUnitsPerLoadBalancer: 15_000,
}

/** Fixed: not even AWS raises them. */
export const fixedLimits = {
  targetGroupsPerAction: 5,
  conditionValuesPerRule: 5,
  wildcardsPerRule: 6,
} as const
