// `penumbra`, `target-tracking@50`, `oracle@75`: a policy and its optional knob, as people type them.
import { InputError } from '../../shared/domain/errors.ts'

const availablePolicies = ['penumbra', 'target-tracking', 'target-tracking-fast', 'predictive-hourly', 'oracle'] as const
const plannedPolicies = ['static-pool']

export interface Policy {
  readonly family: (typeof availablePolicies)[number]
  /** Target utilisation, percent; undefined: the family's default. */
  readonly knob: number | undefined
}

/** Target utilisation of a policy that was given none, percent; Penumbra learns its own. */
export const defaultTargetPercent = 60

/** @throws InputError for an unknown policy or a knob that is no percentage */
export function parsePolicy(name: string): Policy {
  const [family, knobText, ...rest] = name.split('@')
  const available = availablePolicies.find(policy => policy === family)
  if (available === undefined) {
    if (plannedPolicies.includes(family)) throw new InputError(`policy ${family} is not available yet`)
    throw new InputError(`got policy "${family}", wanted one of ${availablePolicies.join(', ')}`)
  }
  const knob = knobText === undefined ? undefined : Number(knobText)
  const isKnob = knob === undefined || (knobText.trim() !== '' && knob >= 1 && knob <= 100)
  if (isKnob && rest.length === 0) return { family: available, knob }
  throw new InputError(`got policy "${name}", wanted ${family}@ and a target utilisation from 1 to 100 percent`)
}
