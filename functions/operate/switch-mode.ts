// The kill switch, from the API.
import { changeOrders } from './change-orders.ts'
import type { Operation } from './operation.ts'

export const getMode: Operation<'GetMode'> = async ({ killSwitch }) => ({ mode: await killSwitch.read() })

/** Setting what is set already changes nothing. Who and why is written down first: a switch that fails is told, and tried again. */
export const setMode: Operation<'SetMode'> = async (deps, { mode, reason }, caller) => {
  const before = await deps.killSwitch.read()
  if (before === mode) return { mode }
  await changeOrders(deps, { scope: undefined, operation: 'SetMode', caller }, orders => ({
    orders,
    what: `kill switch from ${before} to ${mode}: ${reason}`,
  }))
  await deps.killSwitch.write(mode)
  return { mode }
}
