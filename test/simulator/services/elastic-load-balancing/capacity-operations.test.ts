// Expected values: aws-facts §2 "Capacity reservation (LCU-R)".
import { describe, expect, it } from 'vitest'
import { refusalOf, TestBalancer } from './test-balancer.ts'

function makeReservable(reservedCapacityUnits: number) {
  const elb = new TestBalancer({ quotas: { reservedCapacityUnits } })
  const LoadBalancerArn = elb.balancer()
  return {
    elb,
    reserve: (CapacityUnits: number, arn = LoadBalancerArn) =>
      elb.operations.ModifyCapacityReservation(
        { LoadBalancerArn: arn, MinimumLoadBalancerCapacity: { CapacityUnits } },
        elb.context,
      ),
    reset: () =>
      elb.operations.ModifyCapacityReservation({ LoadBalancerArn, ResetCapacityReservation: true }, elb.context),
    describeReservation: () => elb.operations.DescribeCapacityReservation({ LoadBalancerArn }, elb.context),
  }
}

const hour = 3600

describe('a capacity reservation', () => {
  it('is refused with the default quota of 0', () => {
    const elb = new TestBalancer()
    const input = { LoadBalancerArn: elb.balancer(), MinimumLoadBalancerCapacity: { CapacityUnits: 100 } }
    const call = () => elb.operations.ModifyCapacityReservation(input, elb.context)
    expect(refusalOf(call).name).toBe('CapacityUnitsLimitExceededException')
  })

  it('is pending, then provisioned in every zone; a second request has to wait for that', () => {
    const { elb, reserve, describeReservation } = makeReservable(1000)
    const pending = reserve(200)
    expect(pending.CapacityReservationState?.map(zone => zone.State?.Code)).toEqual(['pending', 'pending'])
    expect(refusalOf(() => reserve(300)).name).toBe('PriorRequestNotCompleteException')
    elb.pass(hour)
    expect(describeReservation()).toMatchObject({
      MinimumLoadBalancerCapacity: { CapacityUnits: 200 },
      DecreaseRequestsRemaining: 2,
      CapacityReservationState: [
        { AvailabilityZone: 'us-east-1a', State: { Code: 'provisioned' }, EffectiveCapacityUnits: 100 },
        { AvailabilityZone: 'us-east-1b', State: { Code: 'provisioned' }, EffectiveCapacityUnits: 100 },
      ],
    })
  })

  it('is at least 100 units, at most 15,000 on a load balancer, and within the quota of the Region', () => {
    const { elb, reserve } = makeReservable(15_500)
    expect(refusalOf(() => reserve(99)).name).toBe('InvalidConfigurationRequestException')
    expect(refusalOf(() => reserve(15_001)).name).toBe('CapacityUnitsLimitExceededException')
    reserve(15_000)
    const other = elb.balancer('other')
    expect(refusalOf(() => reserve(501, other)).name).toBe('CapacityUnitsLimitExceededException')
    reserve(500, other)
  })

  it('may be increased at will and decreased twice a day', () => {
    const { elb, reserve, reset, describeReservation } = makeReservable(2000)
    for (const units of [200, 400, 600, 800, 500, 300]) {
      reserve(units)
      elb.pass(hour)
    }
    expect(describeReservation().DecreaseRequestsRemaining).toBe(0)
    expect(refusalOf(() => reserve(200)).name).toBe('CapacityDecreaseRequestsLimitExceededException')
    expect(refusalOf(reset).name).toBe('CapacityDecreaseRequestsLimitExceededException')
    reserve(900)
    elb.pass(24 * hour)
    expect(describeReservation().DecreaseRequestsRemaining).toBe(2)
    reset()
    expect(describeReservation()).toEqual({ DecreaseRequestsRemaining: 1, CapacityReservationState: [] })
  })

  it('wants either units or a reset', () => {
    const { elb, reserve } = makeReservable(1000)
    const LoadBalancerArn = elb.balancer('other')
    const call = () => elb.operations.ModifyCapacityReservation({ LoadBalancerArn }, elb.context)
    expect(refusalOf(call).name).toBe('ValidationError')
    expect(refusalOf(() => reserve(100, `${LoadBalancerArn}0`)).name).toBe('LoadBalancerNotFoundException')
  })
})
