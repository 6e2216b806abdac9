import { describe, expect, it } from 'vitest'
import { InputError } from '../../../shared/domain/errors.ts'
import { loadResult, parseResult } from '../../../simulator/console/load-result.ts'
import { dayResult } from './sample-day.ts'

const path = 'out/simulation.json'

describe('a result that was written before', () => {
  it('is read as it was written', () => {
    const result = dayResult()
    expect(parseResult(path, JSON.stringify(result))).toEqual(result)
  })

  it('is refused in one line when it was cut off', () => {
    const json = JSON.stringify(dayResult())
    expect(() => parseResult(path, json.slice(0, -20))).toThrow(
      new InputError('out/simulation.json: got broken JSON, wanted a result as npm start writes it'),
    )
  })

  it('is refused in one line, with the place, when an older version wrote it', () => {
    const result = dayResult()
    const { floor: _, ...older } = result.policies.penumbra.timeline[0]
    const json = JSON.stringify({
      ...result,
      policies: { penumbra: { ...result.policies.penumbra, timeline: [older] } },
    })
    expect(() => parseResult(path, json)).toThrow(
      /^out\/simulation\.json: got policies\.penumbra\.timeline\.0\.floor that is none \([^\n]+\), wanted a result of this version: npm start writes one$/,
    )
  })

  it('is refused when it is something else altogether', () => {
    expect(() => parseResult(path, '[]')).toThrow(/got the whole that is none/)
  })

  it('is refused in one line when it is not there', () => {
    expect(() => loadResult('no/such/file.json')).toThrow(
      new InputError('no/such/file.json: got no readable file, wanted a result as npm start writes it'),
    )
  })
})
