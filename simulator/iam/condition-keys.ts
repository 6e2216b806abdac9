// Condition keys that the evaluator knows, each as its page says whether a request brings one value or several (IAM user guide,
// "AWS global condition context keys"; Service Authorization Reference, the pages of the services). A key that is not here
// cannot be evaluated, and a policy that has it is refused.
import { InputError } from '../../shared/domain/errors.ts'

type Cardinality = 'single' | 'multi'

const exactKeys: Readonly<Record<string, Cardinality>> = {
  'aws:PrincipalAccount': 'single',
  'aws:PrincipalArn': 'single',
  'aws:SecureTransport': 'single',
  'aws:SourceAccount': 'single',
  'aws:SourceArn': 'single',
  'aws:TagKeys': 'multi',
  'autoscaling:MaxSize': 'single',
  'autoscaling:MinSize': 'single',
  'cloudwatch:namespace': 'single',
  'iam:PassedToService': 'single',
  'kms:ViaService': 'single',
}

/** The part after the slash is a tag's key. */
const taggedKeys = [
  'aws:RequestTag/',
  'aws:ResourceTag/',
  'autoscaling:ResourceTag/',
  'elasticloadbalancing:ResourceTag/',
].map(key => key.toLowerCase())

const cardinalities = new Map(Object.entries(exactKeys).map(([key, value]) => [key.toLowerCase(), value]))

/** @throws InputError for a key that cannot be evaluated */
export function cardinalityOf(key: string): Cardinality {
  const name = key.toLowerCase()
  const cardinality = cardinalities.get(name) ?? (taggedKeys.some(each => name.startsWith(each)) ? 'single' : undefined)
  if (cardinality !== undefined) return cardinality
  throw new InputError(`condition key: got ${key}, wanted one that the evaluator knows`)
}

/**
 * What a request brings with it. Names of keys are not case-sensitive, their values are (IAM user guide, "IAM JSON policy
 * elements: Condition"). A key without a value is as absent as one that was never set.
 */
export class RequestContext {
  readonly #values = new Map<string, readonly string[]>()
  /** Tags whose keys differ in case alone: which one IAM would take is not documented. */
  readonly #ambiguous = new Set<string>()

  /** @throws InputError for a key that cannot be evaluated */
  constructor(values: Readonly<Record<string, string | readonly string[] | undefined>>) {
    for (const [key, value] of Object.entries(values))
      this.#set(key, typeof value === 'string' ? [value] : (value ?? []))
  }

  /** @throws InputError where two tags of the request answer to the key */
  get(key: string): readonly string[] | undefined {
    const name = key.toLowerCase()
    if (this.#ambiguous.has(name)) throw new InputError(`condition key: got ${key} twice, wanted it once`)
    return this.#values.get(name)
  }

  #set(key: string, values: readonly string[]): void {
    if (values.length === 0) return
    const name = key.toLowerCase()
    if (cardinalityOf(key) === 'single' && values.length > 1) {
      throw new InputError(`${key}: got ${values.length} values, wanted one`)
    }
    if (this.#values.has(name)) this.#ambiguous.add(name)
    this.#values.set(name, values)
  }
}
