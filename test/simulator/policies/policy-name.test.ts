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
    ['target-tracking-fast', { family: 'target-tracking-fast', knob: undefined }],
    ['target-tracking-fast@50', { family: 'target-tracking-fast', knob: 50 }],
    ['predictive-hourly@70', { family: 'predictive-hourly', knob: 70 }],
    ['static-pool', { family: 'static-pool', knob: undefined }],
    ['static-pool@0', { family: 'static-pool', knob: 0 }],
    ['static-pool@200', { family: 'static-pool', knob: 200 }],
  ])('%s is understood', (name, policy) => {
    expect(parsePolicy(name)).toEqual(policy)
  })

  it('without a knob means 60 percent (design §9)', () => {
    expect(defaultTargetPercent).toBe(60)
  })

  it.each(['', 'Penumbra', 'target', 'orakel@50', '@50', ' oracle'])(
    '%j is unknown, and the known ones are named',
    name => {
      expect(() => parsePolicy(name)).toThrow(InputError)
      expect(() => parsePolicy(name)).toThrow(
        /^got policy "[^\n]*", wanted one of penumbra, target-tracking, target-tracking-fast, predictive-hourly, static-pool, oracle$/,
      )
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

  it.each([
    'static-pool@',
    'static-pool@2.5',
    'static-pool@-1',
    'static-pool@201',
    'static-pool@all',
    'static-pool@1@2',
  ])('%j has no usable pool size, and the usable ones are named', name => {
    expect(() => parsePolicy(name)).toThrow(InputError)
    expect(() => parsePolicy(name)).toThrow(
      `got policy "${name}", wanted static-pool@ and a whole number of instances from 0 to MaxSize, 200`,
    )
  })

  it('may have a pool as large as the MaxSize of its group, and no larger', () => {
    expect(parsePolicy('static-pool@12', 12).knob).toBe(12)
    expect(() => parsePolicy('static-pool@13', 12)).toThrow('from 0 to MaxSize, 12')
  })
})
