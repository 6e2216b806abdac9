// `penumbra`, `target-tracking@50`, `static-pool@8`: a policy and its optional knob, as people type them.
import { InputError } from '../../shared/domain/errors.ts'
import { defaultScenario } from '../scenario.ts'

const families = [
  'penumbra',
  'target-tracking',
  'target-tracking-fast',
  'predictive-hourly',
  'static-pool',
  'oracle',
] as const

export interface Policy {
  readonly family: (typeof families)[number]
  /** Target utilisation, percent, or for a static pool its instances; undefined: the family's default. */
  readonly knob: number | undefined
}

/** Target utilisation of a policy that was given none, percent; Penumbra learns its own. */
export const defaultTargetPercent = 60

/**
 * @param maxSize of the group, which no pool may exceed
 * @throws InputError for an unknown policy or a knob that is not one of its family's
 */
export function parsePolicy(name: string, maxSize = defaultScenario.group.maxSize): Policy {
  const [family, knobText, ...rest] = name.split('@')
  const known = families.find(policy => policy === family)
  if (known === undefined) throw new InputError(`got policy "${family}", wanted one of ${families.join(', ')}`)
  const knob = knobText === undefined ? undefined : Number(knobText)
  const isKnob = knob === undefined || (knobText.trim() !== '' && isKnobOf(known, knob, maxSize))
  if (isKnob && rest.length === 0) return { family: known, knob }
  throw new InputError(`got policy "${name}", wanted ${family}@ and ${knobWanted(known, maxSize)}`)
}

function isKnobOf(family: Policy['family'], knob: number, maxSize: number): boolean {
  if (family === 'static-pool') return Number.isInteger(knob) && knob >= 0 && knob <= maxSize
  return knob >= 1 && knob <= 100
}

function knobWanted(family: Policy['family'], maxSize: number): string {
  if (family === 'static-pool') return `a whole number of instances from 0 to MaxSize, ${maxSize}`
  return 'a target utilisation from 1 to 100 percent'
}
