import { describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { defaultTargetPercent, parsePolicy } from '../../../simulator/policies/policy-name.ts'

describe("a policy's name", () => {
  it.each([
    ['penumbra', { family: 'penumbra', knob: undefined }],
    ['target-tracking', { family: 'target-tracking', knob: undefined }],
    ['target-tracking@50', { family: 'target-tracking', knob: 50 }],
    ['oracle@72.5', { family: 'oracle', knob: 72.5 }],
    ['oracle@1', { family: 'oracle', knob: 1 }],
    ['oracle@100', { family: 'oracle', knob: 100 }],
  ])('%s is understood', (name, policy) => {
    expect(parsePolicy(name)).toEqual(policy)
  })

  it('without a knob means 60 percent (design §9)', () => {
    expect(defaultTargetPercent).toBe(60)
  })

  it.each(['target-tracking-fast', 'predictive-hourly', 'static-pool', 'static-pool@8', 'target-tracking-fast@50'])(
    '%s is promised and answers that it is not available yet',
    name => {
      expect(() => parsePolicy(name)).toThrow(InputError)
      expect(() => parsePolicy(name)).toThrow(`policy ${name.split('@')[0]} is not available yet`)
    },
  )

  it.each(['', 'Penumbra', 'target', 'orakel@50', '@50', ' oracle'])(
    '%j is unknown, and the known ones are named',
    name => {
      expect(() => parsePolicy(name)).toThrow(InputError)
      expect(() => parsePolicy(name)).toThrow(/^got policy "[^\n]*", wanted one of penumbra, target-tracking, oracle$/)
    },
  )

  it.each(['oracle@', 'oracle@ ', 'oracle@0', 'oracle@0.99', 'oracle@101', 'oracle@-5', 'oracle@fast', 'oracle@50@60'])(
    '%j has no usable knob, and the usable ones are named',
    name => {
      expect(() => parsePolicy(name)).toThrow(InputError)
      expect(() => parsePolicy(name)).toThrow(
        `got policy "${name}", wanted oracle@ and a target utilisation from 1 to 100 percent`,
      )
    },
  )
})
