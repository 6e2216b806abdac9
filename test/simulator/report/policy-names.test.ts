import { describe, expect, it } from 'vitest'
import { contenders, orderedPolicies, policyLabel, policyTitle } from '../../../simulator/report/policy-names.ts'
import { samplePolicy, sampleResult } from './sample-result.ts'

function resultOf(...names: string[]) {
  return sampleResult(Object.fromEntries(names.map(name => [name, samplePolicy()])))
}

describe('names of policies', () => {
  it('reads a knob as percent, or as a size for a pool', () => {
    expect(policyLabel('target-tracking@50')).toBe('target tracking at 50 %')
    expect(policyLabel('static-pool@20')).toBe('static pool of 20')
    expect(policyTitle('oracle@80')).toBe('Oracle at 80 %')
  })

  it('leaves the name of a policy alone that nobody has heard of', () => {
    expect(policyLabel('my-own@3')).toBe('my-own@3')
  })

  it('holds Penumbra against target tracking', () => {
    expect(contenders(resultOf('target-tracking-fast', 'target-tracking', 'oracle', 'penumbra'))).toEqual({
      subject: 'penumbra',
      baseline: 'target-tracking',
    })
  })

  it('takes the nearest thing where a name is missing, and never the oracle', () => {
    expect(contenders(resultOf('oracle', 'target-tracking@50', 'penumbra@70'))).toEqual({
      subject: 'penumbra@70',
      baseline: 'target-tracking@50',
    })
    expect(contenders(resultOf('oracle', 'penumbra')).baseline).toBeUndefined()
    expect(contenders(resultOf())).toEqual({ subject: undefined, baseline: undefined })
  })

  it('puts the subject first, its baseline second and the oracle last', () => {
    const result = resultOf('oracle@70', 'static-pool@20', 'target-tracking', 'oracle', 'penumbra')
    expect(orderedPolicies(result)).toEqual(['penumbra', 'target-tracking', 'static-pool@20', 'oracle@70', 'oracle'])
  })
})
