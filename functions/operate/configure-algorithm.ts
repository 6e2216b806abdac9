// How a group's load is forecast. Learning takes it up within the hour; until then the model of before stays.

import { changeOrders } from './change-orders.ts'
import type { OperationInput } from './commands.ts'
import { describeGroup } from './describe-group.ts'
import { findSupported } from './find-group.ts'
import type { Operation } from './operation.ts'
import { ProblemError } from './problems.ts'

export const configureShadowingAlgorithm: Operation<'ConfigureShadowingAlgorithm'> = async (deps, input, caller) => {
  const { autoScalingGroupName: scope, algorithmType: algorithm } = input
  refuseUnknown(input)
  const known = await findSupported(deps, scope)
  const orders = await changeOrders(deps, { scope, operation: 'ConfigureShadowingAlgorithm', caller }, standing =>
    standing.algorithm === algorithm
      ? undefined
      : { orders: { ...standing, algorithm }, what: `forecasts by ${algorithm}, whatever the tag says` },
  )
  return describeGroup(deps, known, orders)
}

/** @throws ProblemError for what would be believed to work and does not yet */
function refuseUnknown({ parameters }: OperationInput<'ConfigureShadowingAlgorithm'>): void {
  const errors = Object.entries(parameters).map(([name, value]) => ({
    pointer: `/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    got: JSON.stringify(value),
    wanted: 'no such parameter: none is known today',
  }))
  if (errors.length === 0) return
  const names = Object.keys(parameters).join(', ')
  throw new ProblemError('invalid-input', `parameters: got ${names}, wanted none: none is known today`, { errors })
}
