// What a team may choose when it deploys, as CDK context: `-c name=value` on the command line, or `context` in cdk.json,
// where lists may be JSON arrays. A deployment without a setting takes it back.
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { z } from 'zod'
import { controlModes } from '../shared/domain/control-mode.ts'
import { InputError } from '../shared/domain/errors.ts'
import { tagPrefixPattern, tagPrefixWanted } from '../shared/domain/group/tag-keys.ts'

/** Days that CloudWatch Logs takes; 9999 is CDK's word for never, which is not offered: logs that never go are a bill. */
const retentionDays = Object.values(RetentionDays).filter(value => typeof value === 'number' && value !== 9999)

/** On the command line a list is one text with commas. What is said twice is meant once. */
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(splitAtCommas, z.array(item).transform(unique)).default([]) as z.ZodType<z.output<Item>[]>

const arn = (service: string, rest: string) => z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:${rest}$`))

const schema = z.object({
  /** Who is told of alerts and alarms. Each address has to confirm. */
  alertEmail: listOf(z.email()),
  /** Managed policy that bounds every role of the stack. */
  permissionsBoundary: arn('iam', ':([0-9]{12}|aws):policy/[\\w+=,.@/-]+').optional(),
  /**
   * Key for what lies still: the table and the failed events. The topic keeps a key of the stack's own, because alarms can
   * only publish where the key's policy lets CloudWatch in; under a key that nobody prepared they would be lost in silence.
   */
  kmsKeyArn: arn('kms', '[a-z0-9-]+:[0-9]{12}:key/[\\w-]+').optional(),
  /** Of all log groups. */
  logRetentionDays: z.coerce
    .number()
    .refine(days => retentionDays.includes(days))
    .default(RetentionDays.ONE_MONTH),
  /**
   * What the keys of Penumbra's tags begin with. To change it later, restore every group first: Penumbra may not touch a
   * group that it knows by another prefix.
   */
  tagPrefix: z.string().regex(tagPrefixPattern).default('penumbra'),
  /** Roles of instances that Penumbra may launch by itself. */
  passRoleArns: listOf(arn('iam', ':[0-9]{12}:role/[\\w+=,.@/-]+')),
  /** What the kill switch holds after the first deployment; a later one leaves it alone unless this is changed. */
  mode: z.enum(controlModes).default('run'),
})

export type StackSettings = Readonly<z.output<typeof schema>>

type SettingName = keyof typeof schema.shape

/** Told to somebody who got it wrong. */
const wanted: Readonly<Record<SettingName, string>> = {
  alertEmail: 'e-mail addresses, with commas between',
  permissionsBoundary: 'the ARN of an IAM policy',
  kmsKeyArn: 'the ARN of a KMS key (not of an alias)',
  logRetentionDays: `one of ${retentionDays.join(', ')}`,
  tagPrefix: tagPrefixWanted,
  passRoleArns: 'ARNs of IAM roles, with commas between',
  mode: controlModes.join(', '),
}

/**
 * @param context of the CDK app: ours and CDK's own keys
 * @throws InputError one line that names every bad value and every key that looks like ours and is not
 */
export function readStackSettings(context: Readonly<Record<string, unknown>>): StackSettings {
  const unknown = Object.keys(context).filter(key => looksLikeOurs(key) && !(key in wanted))
  const parsed = schema.safeParse(context)
  const bad = parsed.error?.issues.map(({ path }) => String(path[0])) ?? []
  const problems = [
    ...unknown.map(key => `got context ${key}, wanted one of ${Object.keys(wanted).join(', ')}`),
    ...Object.entries(wanted)
      .filter(([key]) => bad.includes(key))
      .map(([key, text]) => `got ${JSON.stringify(context[key])} for context ${key}, wanted ${text}`),
  ]
  if (parsed.data === undefined || problems.length > 0) throw new InputError(problems.join('; '))
  return parsed.data
}

/** What CDK's command line remembers in cdk.context.json: `cdk acknowledge` and `cdk cli-telemetry`. */
const keysOfCdk = ['acknowledged-issue-numbers', 'cli-telemetry']

/** CDK's other keys hold a colon, a slash or an at sign. A misspelt setting must not be believed to work. */
function looksLikeOurs(key: string): boolean {
  return key.startsWith('penumbra:') || (!/[:/@]/.test(key) && !keysOfCdk.includes(key))
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)]
}

function splitAtCommas(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}
