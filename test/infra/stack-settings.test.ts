import { describe, expect, it } from 'vitest'
import { readStackSettings } from '../../infra/stack-settings.ts'
import { InputError } from '../../shared/domain/errors.ts'

const policyArn = 'arn:aws:iam::123456789012:policy/boundary'
const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const roleArn = 'arn:aws:iam::123456789012:role/web-server'

describe('settings of the stack', () => {
  it('may all be left out', () => {
    expect(readStackSettings({ '@aws-cdk/aws-iam:minimizePolicies': true, 'aws:cdk:bundling-stacks': ['*'] })).toEqual({
      alertEmail: [],
      logRetentionDays: 30,
      tagPrefix: 'penumbra',
      passRoleArns: [],
      mode: 'run',
    })
  })

  it('are text on the command line, where a list has commas', () => {
    const context = {
      alertEmail: 'oncall@example.com, lead@example.com',
      permissionsBoundary: policyArn,
      kmsKeyArn: keyArn,
      logRetentionDays: '90',
      tagPrefix: 'acme.scaling',
      passRoleArns: `${roleArn},${roleArn}2`,
      mode: 'freeze',
    }
    expect(readStackSettings(context)).toEqual({
      alertEmail: ['oncall@example.com', 'lead@example.com'],
      permissionsBoundary: policyArn,
      kmsKeyArn: keyArn,
      logRetentionDays: 90,
      tagPrefix: 'acme.scaling',
      passRoleArns: [roleArn, `${roleArn}2`],
      mode: 'freeze',
    })
  })

  it('may be JSON in cdk.json', () => {
    const context = { alertEmail: ['oncall@example.com'], logRetentionDays: 7, passRoleArns: [] }
    expect(readStackSettings(context)).toMatchObject(context)
  })

  it.each([
    [
      { alertEmail: 'oncall@example.com,nobody' },
      'got "oncall@example.com,nobody" for context alertEmail, wanted e-mail addresses, with commas between',
    ],
    [
      { permissionsBoundary: roleArn },
      `got "${roleArn}" for context permissionsBoundary, wanted the ARN of an IAM policy`,
    ],
    [
      { kmsKeyArn: 'alias/own' },
      'got "alias/own" for context kmsKeyArn, wanted the ARN of a KMS key (not of an alias)',
    ],
    [
      { tagPrefix: 'aws-scaling' },
      'got "aws-scaling" for context tagPrefix, wanted 1 to 40 letters, digits or _ . -, a letter first, without the colon, not beginning with aws',
    ],
    [
      { tagPrefix: 'acme:' },
      'got "acme:" for context tagPrefix, wanted 1 to 40 letters, digits or _ . -, a letter first, without the colon, not beginning with aws',
    ],
    [
      { passRoleArns: policyArn },
      `got "${policyArn}" for context passRoleArns, wanted ARNs of IAM roles, with commas between`,
    ],
    [{ mode: 'stop' }, 'got "stop" for context mode, wanted run, freeze, restore'],
  ])('are refused when they are bad: %o', (context, message) => {
    expect(() => readStackSettings(context)).toThrow(new InputError(message))
  })

  // PutRetentionPolicy, CloudWatch Logs API reference: possible values of retentionInDays.
  it.each(['0', '31', '9999', 'week', ''])(
    'take no log retention of "%s" days, which CloudWatch Logs does not know',
    days => {
      expect(() => readStackSettings({ logRetentionDays: days })).toThrow(
        /^got ".*" for context logRetentionDays, wanted one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653$/,
      )
    },
  )

  it.each(['alertEmails', 'penumbra:mode', 'Mode'])('do not include %s, which must not be believed to work', key => {
    expect(() => readStackSettings({ [key]: 'x' })).toThrow(
      new InputError(
        `got context ${key}, wanted one of alertEmail, permissionsBoundary, kmsKeyArn, logRetentionDays, tagPrefix, passRoleArns, mode`,
      ),
    )
  })

  it('are judged all at once, in one line', () => {
    const message = () => readStackSettings({ mode: 'stop', kmsKeyArn: 'x', logDays: 3 })
    expect(message).toThrow(
      /^got context logDays, .*; got "x" for context kmsKeyArn, .*; got "stop" for context mode, .*$/,
    )
  })
})
