import { describe, expect, it } from 'vitest'
import { readStackSettings } from '../../infra/stack-settings.ts'
import { InputError } from '../../shared/domain/errors.ts'
import { tagKeysOf } from '../../shared/domain/group/tag-keys.ts'

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
      tagPrefix: 'acme-scaling',
      passRoleArns: `${roleArn},${roleArn}2`,
      mode: 'freeze',
    }
    expect(readStackSettings(context)).toEqual({
      alertEmail: ['oncall@example.com', 'lead@example.com'],
      permissionsBoundary: policyArn,
      kmsKeyArn: keyArn,
      logRetentionDays: 90,
      tagPrefix: 'acme-scaling',
      passRoleArns: [roleArn, `${roleArn}2`],
      mode: 'freeze',
    })
  })

  it('are meant once where they are said twice: CDK would have two subscriptions of one name', () => {
    const { alertEmail } = readStackSettings({ alertEmail: 'oncall@example.com,lead@example.com,oncall@example.com' })
    expect(alertEmail).toEqual(['oncall@example.com', 'lead@example.com'])
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

  // What the functions refuse would fail each of them when it starts, after the deployment.
  it.each(['acme', 'acme.scaling', 'acme_scaling', 'a-1', '1a', 'a'.repeat(32), 'a'.repeat(33), 'AWS', ''])(
    'take the tag prefix "%s" where the functions do, and only there',
    tagPrefix => {
      const isTaken = (take: () => unknown) => {
        try {
          take()
          return true
        } catch {
          return false
        }
      }
      expect(isTaken(() => readStackSettings({ tagPrefix }))).toBe(isTaken(() => tagKeysOf(tagPrefix)))
    },
  )

  // PutRetentionPolicy, CloudWatch Logs API reference: possible values of retentionInDays.
  it.each(['0', '31', '9999', 'week', ''])(
    'take no log retention of "%s" days, which CloudWatch Logs does not know',
    days => {
      expect(() => readStackSettings({ logRetentionDays: days })).toThrow(
        /^got ".*" for context logRetentionDays, wanted one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653$/,
      )
    },
  )

  it.each(['alertEmails', 'penumbra:mode', 'Mode', 'alert-email', 'tag.prefix', 'alertEmail '])(
    'do not include %s, which must not be believed to work',
    key => {
      expect(() => readStackSettings({ [key]: 'x' })).toThrow(
        new InputError(
          `got context ${key}, wanted one of alertEmail, permissionsBoundary, kmsKeyArn, logRetentionDays, tagPrefix, passRoleArns, mode`,
        ),
      )
    },
  )

  // `cdk acknowledge` and `cdk cli-telemetry` write these into cdk.context.json.
  it.each(['acknowledged-issue-numbers', 'cli-telemetry', 'availability-zones:account=1:region=us-east-1'])(
    'leave alone what is of CDK: %s',
    key => {
      expect(readStackSettings({ [key]: [1] })).toEqual(readStackSettings({}))
    },
  )

  it('are judged all at once, in one line', () => {
    const message = () => readStackSettings({ mode: 'stop', kmsKeyArn: 'x', logDays: 3 })
    expect(message).toThrow(
      /^got context logDays, .*; got "x" for context kmsKeyArn, .*; got "stop" for context mode, .*$/,
    )
  })
})
