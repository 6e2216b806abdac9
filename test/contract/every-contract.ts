import { alertsContract } from './alerts.contract.ts'
import type { ContractOptions } from './contract-cloud.ts'
import { decisionLogContract } from './decision-log.contract.ts'
import { dispatcherContract } from './dispatcher.contract.ts'
import { eventStoreContract } from './event-store.contract.ts'
import { fleetContract } from './fleet.contract.ts'
import { groupDetailsContract } from './group-details.contract.ts'
import { groupStoreContract } from './group-store.contract.ts'
import { historyStoreContract } from './history-store.contract.ts'
import { killSwitchContract } from './kill-switch.contract.ts'
import { leaseContract } from './lease.contract.ts'
import { loadBalancersContract } from './load-balancers.contract.ts'
import { loadMetricsContract } from './load-metrics.contract.ts'
import { longViewStoreContract } from './long-view-store.contract.ts'
import { operatorStoreContract } from './operator-store.contract.ts'
import { poolExpiryContract } from './pool-expiry.contract.ts'
import { targetGroupsContract } from './target-groups.contract.ts'
import { warmPoolsContract } from './warm-pools.contract.ts'

/** One a file of `shared/aws` that talks to AWS. */
const contracts = [
  targetGroupsContract,
  operatorStoreContract,
  eventStoreContract,
  groupDetailsContract,
  decisionLogContract,
  alertsContract,
  dispatcherContract,
  fleetContract,
  groupStoreContract,
  historyStoreContract,
  killSwitchContract,
  leaseContract,
  loadBalancersContract,
  loadMetricsContract,
  longViewStoreContract,
  poolExpiryContract,
  warmPoolsContract,
]

export function everyContract(options: ContractOptions): void {
  for (const contract of contracts) contract(options)
}
