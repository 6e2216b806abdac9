// Policies as people know them. A policy's name is a family with an optional knob: `target-tracking@50`.
import type { SimulationResult } from '../result.ts'

interface Family {
  /** In a sentence: 'target tracking'. */
  readonly label: string
  /** In a sentence, with a knob: 'target tracking at 50 %'. */
  readonly withKnob: (knob: string) => string
  /** One line for somebody who has never heard of it. */
  readonly description: string
}

const atPercent = (label: string) => (knob: string) => `${label} at ${knob} %`

const families: Readonly<Record<string, Family>> = {
  penumbra: {
    label: 'Penumbra',
    withKnob: atPercent('Penumbra'),
    description: "forecasts demand and raises the group's floor ahead of it",
  },
  'target-tracking': {
    label: 'target tracking',
    withKnob: atPercent('target tracking'),
    description: "AWS's reactive policy on one-minute CPU, 60 % by default",
  },
  'target-tracking-fast': {
    label: 'fast target tracking',
    withKnob: atPercent('fast target tracking'),
    description: 'the same on 10-second metrics',
  },
  'predictive-hourly': {
    label: 'hourly prediction',
    withKnob: atPercent('hourly prediction'),
    description: "one forecast for every hour, as in AWS's predictive scaling",
  },
  'static-pool': {
    label: 'static pool',
    withKnob: knob => `static pool of ${knob}`,
    description: 'a pool of fixed size beside target tracking',
  },
  oracle: {
    label: 'the oracle',
    withKnob: atPercent('the oracle'),
    description: 'knows the demand in advance; a yardstick that nobody can build',
  },
}

/** 'target-tracking@50' → ['target-tracking', '50'] */
export function splitPolicyName(name: string): readonly [family: string, knob: string | undefined] {
  const at = name.indexOf('@')
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)]
}

/** 'target tracking at 50 %'; a family nobody has heard of keeps its own name. */
export function policyLabel(name: string): string {
  const [familyName, knob] = splitPolicyName(name)
  const family = families[familyName]
  if (family === undefined) return name
  return knob === undefined ? family.label : family.withKnob(knob)
}

/** The label as the first word of a line. */
export function policyTitle(name: string): string {
  const label = policyLabel(name).replace(/^the /, '')
  return label.charAt(0).toUpperCase() + label.slice(1)
}

export function policyDescription(name: string): string {
  return families[splitPolicyName(name)[0]]?.description ?? ''
}

export function isOracle(name: string): boolean {
  return splitPolicyName(name)[0] === 'oracle'
}

/** The policy that the report is about, and the one that it is held against; undefined where the result has none. */
export interface Contenders {
  readonly subject: string | undefined
  readonly baseline: string | undefined
}

/** Penumbra against target tracking where both are there; otherwise the nearest thing to it. */
export function contenders(result: SimulationResult): Contenders {
  const names = Object.keys(result.policies).filter(name => !isOracle(name))
  const subject = pick(names, 'penumbra') ?? names[0] ?? Object.keys(result.policies)[0]
  const others = names.filter(name => name !== subject)
  return { subject, baseline: pick(others, 'target-tracking') ?? others[0] }
}

/** The subject first, then the baseline, the others as they came, the oracle's rows last. */
export function orderedPolicies(result: SimulationResult): string[] {
  const { subject, baseline } = contenders(result)
  const rank = (name: string) => (isOracle(name) ? 3 : name === subject ? 0 : name === baseline ? 1 : 2)
  return Object.keys(result.policies).sort((a, b) => rank(a) - rank(b))
}

/** The family's plain row, or else its first one with a knob. */
function pick(names: readonly string[], family: string): string | undefined {
  return names.find(name => name === family) ?? names.find(name => splitPolicyName(name)[0] === family)
}
