// Expected values: the Parameter Store operations of the SDK's model.
import {
  HierarchyLevelLimitExceededException,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterPatternMismatchException,
  ParameterVersionNotFound,
  type PutParameterCommandInput,
  UnsupportedParameterType,
} from '@aws-sdk/client-ssm'
import { beforeEach, describe, expect, it } from 'vitest'
import { SsmService } from '../../../simulator/services/ssm.ts'

const context = { nowMs: 5_000, caller: 'test' }
let ssm: SsmService

beforeEach(() => {
  ssm = new SsmService()
})

function put(input: Partial<PutParameterCommandInput>) {
  return ssm.operations.PutParameter({ Name: '/penumbra/mode', Value: 'run', Type: 'String', ...input }, context)
}

function get(Name: string) {
  return ssm.operations.GetParameter({ Name }, context).Parameter
}

describe('PutParameter', () => {
  it('makes version 1, and the next one only when told to overwrite', () => {
    expect(put({})).toEqual({ Version: 1, Tier: 'Standard' })
    expect(() => put({ Value: 'freeze' })).toThrow(ParameterAlreadyExists)
    expect(get('/penumbra/mode')?.Value).toBe('run')
    expect(put({ Value: 'freeze', Overwrite: true }).Version).toBe(2)
    expect(get('/penumbra/mode')?.Value).toBe('freeze')
  })

  it('wants a type for a new parameter and keeps it for an old one', () => {
    expect(() => put({ Type: undefined })).toThrow(expect.objectContaining({ name: 'ValidationException' }))
    put({ Type: 'SecureString' })
    put({ Type: undefined, Overwrite: true })
    expect(get('/penumbra/mode')?.Type).toBe('SecureString')
    // @ts-expect-error a type that the SDK does not know
    expect(() => put({ Type: 'Number', Overwrite: true })).toThrow(UnsupportedParameterType)
  })

  it('takes values of 1 to 4,096 bytes', () => {
    put({ Value: 'x'.repeat(4096) })
    for (const Value of ['', 'x'.repeat(4097), 'é'.repeat(2049)]) {
      expect(() => put({ Value, Overwrite: true })).toThrow(expect.objectContaining({ name: 'ValidationException' }))
    }
  })

  it.each(['', 'with space', 'a:b', 'aws/mine', '/ssm/mine'])('refuses the name %j', Name => {
    expect(() => put({ Name })).toThrow(ParameterPatternMismatchException)
  })

  it('refuses a hierarchy of more than 15 levels', () => {
    put({ Name: '/l'.repeat(15) })
    expect(() => put({ Name: '/l'.repeat(16) })).toThrow(HierarchyLevelLimitExceededException)
  })

  it('refuses a value outside the allowed pattern', () => {
    put({ AllowedPattern: '^(run|freeze)$' })
    const input = { AllowedPattern: '^(run|freeze)$', Value: 'stop', Overwrite: true }
    expect(() => put(input)).toThrow(ParameterPatternMismatchException)
  })
})

describe('GetParameter', () => {
  it('shows the whole parameter', () => {
    put({})
    expect(get('/penumbra/mode')).toEqual({
      Name: '/penumbra/mode',
      Type: 'String',
      Value: 'run',
      Version: 1,
      LastModifiedDate: new Date(5_000),
      ARN: 'arn:aws:ssm:us-east-1:123456789012:parameter/penumbra/mode',
      DataType: 'text',
    })
  })

  it('finds it by its ARN, and an older version by its number', () => {
    put({})
    put({ Value: 'freeze', Overwrite: true })
    expect(get('arn:aws:ssm:us-east-1:123456789012:parameter/penumbra/mode')?.Value).toBe('freeze')
    expect(get('/penumbra/mode:1')).toMatchObject({ Value: 'run', Version: 1, Selector: ':1' })
    expect(() => get('/penumbra/mode:3')).toThrow(ParameterVersionNotFound)
  })

  it('keeps the 100 newest versions', () => {
    for (let version = 1; version <= 101; version++) put({ Value: `v${version}`, Overwrite: true })
    expect(() => get('/penumbra/mode:1')).toThrow(ParameterVersionNotFound)
    expect(get('/penumbra/mode:2')?.Value).toBe('v2')
    expect(get('/penumbra/mode')?.Version).toBe(101)
  })

  it('refuses a parameter that does not exist', () => {
    expect(() => get('/penumbra/mode')).toThrow(ParameterNotFound)
  })
})

describe('GetParameters', () => {
  it('sorts the names into found and invalid ones', () => {
    put({})
    put({ Name: 'other', Value: '2' })
    const Names = ['/penumbra/mode', 'nothing', 'other', 'other:9']
    const { Parameters = [], InvalidParameters } = ssm.operations.GetParameters({ Names }, context)
    expect(Parameters.map(({ Value }) => Value)).toEqual(['run', '2'])
    expect(InvalidParameters).toEqual(['nothing', 'other:9'])
  })

  it('takes at most ten names', () => {
    const Names = Array.from({ length: 11 }, (_, index) => `p${index}`)
    expect(() => ssm.operations.GetParameters({ Names }, context)).toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    )
  })
})

describe('DeleteParameter', () => {
  it('removes the parameter with all its versions', () => {
    put({})
    put({ Overwrite: true })
    ssm.operations.DeleteParameter({ Name: '/penumbra/mode' }, context)
    expect(() => get('/penumbra/mode:1')).toThrow(ParameterNotFound)
    expect(put({}).Version).toBe(1)
  })

  it('refuses a parameter that does not exist', () => {
    expect(() => ssm.operations.DeleteParameter({ Name: 'nothing' }, context)).toThrow(ParameterNotFound)
  })
})
