// Capacity units reserved for a load balancer (LCU-R). Sources: aws-facts' "Capacity reservation"; "Reserve capacity for your
// Application Load Balancer" in the user guide; the API model. They have no effect on requests: the simulated load balancer
// itself never lacks capacity.
import type {
  CapacityReservationStateEnum,
  DescribeCapacityReservationCommandInput,
  DescribeCapacityReservationCommandOutput,
  ModifyCapacityReservationCommandInput,
  ModifyCapacityReservationCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { elbError, validationError } from './errors.ts'
import type { LoadBalancingRegistry, SimulatedLoadBalancer } from './load-balancing-registry.ts'

interface Reservation {
  readonly units: number
  readonly modifiedAtMs: number
  /** Epoch milliseconds of the decreases so far, oldest first. */
  readonly decreasesMs: readonly number[]
}

type ReservationView = Omit<DescribeCapacityReservationCommandOutput, '$metadata'>

const minimumUnits = 100
const decreasesPerDay = 2
const dayMs = 86_400_000
/** AWS: "a few minutes up to a few hours". */
const provisioningMs = 10 * 60_000

export function capacityOperations(registry: LoadBalancingRegistry) {
  const reservations = new WeakMap<SimulatedLoadBalancer, Reservation>()

  const ModifyCapacityReservation: Operation<
    ModifyCapacityReservationCommandInput,
    ModifyCapacityReservationCommandOutput
  > = (input, { nowMs }) => {
    const balancer = registry.loadBalancer(input.LoadBalancerArn)
    const units = wantedUnits(input)
    const current = reservations.get(balancer)
    checkModifiable(current, nowMs)
    const others = [...registry.loadBalancers.values()].filter(other => other !== balancer)
    checkQuota(
      registry,
      units,
      others.reduce((sum, other) => sum + (reservations.get(other)?.units ?? 0), 0),
    )
    const decreasesMs = recentDecreases(current, nowMs)
    if (units < (current?.units ?? 0)) decreasesMs.push(nowMs)
    if (decreasesMs.length > decreasesPerDay) {
      throw elbError(
        'CapacityDecreaseRequestsLimitExceeded',
        `Capacity can be decreased '${decreasesPerDay}' times a day`,
      )
    }
    reservations.set(balancer, { units, modifiedAtMs: nowMs, decreasesMs })
    return viewOf(balancer, reservations.get(balancer), nowMs)
  }

  const DescribeCapacityReservation: Operation<
    DescribeCapacityReservationCommandInput,
    DescribeCapacityReservationCommandOutput
  > = (input, { nowMs }) => {
    const balancer = registry.loadBalancer(input.LoadBalancerArn)
    return viewOf(balancer, reservations.get(balancer), nowMs)
  }

  return { ModifyCapacityReservation, DescribeCapacityReservation }
}

function wantedUnits({
  MinimumLoadBalancerCapacity,
  ResetCapacityReservation = false,
}: ModifyCapacityReservationCommandInput): number {
  const units = MinimumLoadBalancerCapacity?.CapacityUnits
  if ((units === undefined) === !ResetCapacityReservation) {
    throw validationError('You must specify either MinimumLoadBalancerCapacity or ResetCapacityReservation')
  }
  if (units === undefined) return 0
  if (Number.isInteger(units) && units >= minimumUnits) return units
  throw elbError('InvalidConfigurationRequest', `Capacity units: got ${units}, wanted at least ${minimumUnits}`)
}

/** "The prior request must be provisioned or failed first." */
function checkModifiable(current: Reservation | undefined, nowMs: number): void {
  if (current === undefined || nowMs >= current.modifiedAtMs + provisioningMs) return
  throw elbError('PriorRequestNotComplete', 'The prior capacity reservation request has not been completed')
}

/** Reserving nothing is always possible. */
function checkQuota({ quotas }: LoadBalancingRegistry, units: number, unitsOfOthers: number): void {
  if (units === 0) return
  const most = Math.min(quotas.reservedCapacityUnitsPerLoadBalancer, quotas.reservedCapacityUnits - unitsOfOthers)
  if (units <= most) return
  throw elbError(
    'CapacityUnitsLimitExceeded',
    `Capacity units: got ${units}, and the quota leaves ${Math.max(0, most)}`,
  )
}

function recentDecreases(current: Reservation | undefined, nowMs: number): number[] {
  return (current?.decreasesMs ?? []).filter(timeMs => timeMs > nowMs - dayMs)
}

function viewOf(balancer: SimulatedLoadBalancer, reservation: Reservation | undefined, nowMs: number): ReservationView {
  const DecreaseRequestsRemaining = decreasesPerDay - recentDecreases(reservation, nowMs).length
  if (reservation === undefined || reservation.units === 0) {
    return { DecreaseRequestsRemaining, CapacityReservationState: [] }
  }
  const { units, modifiedAtMs } = reservation
  const isProvisioned = nowMs >= modifiedAtMs + provisioningMs
  const Code: CapacityReservationStateEnum = isProvisioned ? 'provisioned' : 'pending'
  return {
    LastModifiedTime: new Date(modifiedAtMs),
    DecreaseRequestsRemaining,
    MinimumLoadBalancerCapacity: { CapacityUnits: units },
    CapacityReservationState: Array.from(balancer.zones, AvailabilityZone => ({
      State: { Code },
      AvailabilityZone,
      EffectiveCapacityUnits: isProvisioned ? units / balancer.zones.size : 0,
    })),
  }
}
