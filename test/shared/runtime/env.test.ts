import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../shared/domain/errors.ts'
import { environmentNames, functionEnvironments, readEnvironment } from '../../../shared/runtime/env.ts'

const complete = {
  PENUMBRA_TABLE_NAME: 'state',
  PENUMBRA_TOPIC_ARN: 'arn:aws:sns:us-east-1:123456789012:alerts',
  PENUMBRA_MODE_PARAMETER: '/penumbra/mode',
  PENUMBRA_EXPIRY_ROLE_ARN: 'arn:aws:iam::123456789012:role/expiry',
  PENUMBRA_TAG_PREFIX: 'penumbra',
  PENUMBRA_DASHBOARD_URL: 'https://example.com/',
}

describe('the environment of a function', () => {
  it('holds the variables that it needs under their own names, and no others', () => {
    const variables = { ...complete, PENUMBRA_LEARN_FUNCTION: 'learn', HOME: '/root' }
    expect(readEnvironment(functionEnvironments.reconcile, variables)).toEqual({
      tableName: 'state',
      topicArn: 'arn:aws:sns:us-east-1:123456789012:alerts',
      modeParameterName: '/penumbra/mode',
      expiryRoleArn: 'arn:aws:iam::123456789012:role/expiry',
      tagPrefix: 'penumbra',
      dashboardUrl: 'https://example.com/',
    })
  })

  it('that lacks several says so of all of them in one error', () => {
    const read = () => readEnvironment(functionEnvironments.discover, { PENUMBRA_TABLE_NAME: 'state' })
    expect(read).toThrow(ConfigurationError)
    expect(read).toThrow(
      'missing environment variables: got none for PENUMBRA_TOPIC_ARN, PENUMBRA_RECONCILE_FUNCTION, ' +
        'PENUMBRA_LEARN_FUNCTION, PENUMBRA_TAG_PREFIX, PENUMBRA_DASHBOARD_URL, wanted a value for each',
    )
  })

  it('takes an empty variable for a missing one', () => {
    const read = () => readEnvironment(['tableName'], { PENUMBRA_TABLE_NAME: '' })
    expect(read).toThrow(/got none for PENUMBRA_TABLE_NAME/)
  })

  it('cannot be changed', () => {
    const environment: { tableName: string } = readEnvironment(['tableName'], complete)
    expect(() => {
      environment.tableName = 'other'
    }).toThrow(TypeError)
  })

  it('has one name for each key', () => {
    const names = Object.values(environmentNames)
    expect(new Set(names).size).toBe(names.length)
  })
})
