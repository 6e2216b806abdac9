// A synthesised CloudFormation template as it is once it is deployed: intrinsic functions replaced by what they give in the
// simulated account and region. Only the functions that our template has are known; any other is refused.
import { z } from 'zod'
import { InputError } from '../../shared/domain/errors.ts'
import { arnOf, attributeOf, type PhysicalResource, refOf } from './physical-resources.ts'

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.string().optional() })).default({}),
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
})

/** The name that a resource has in the region; undefined: one is made of its logical id, as CloudFormation does. */
export type GivenNames = (logicalId: string, type: string) => string | undefined

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackName': 'Penumbra',
  'AWS::URLSuffix': 'amazonaws.com',
}

export interface ResolvedResource {
  readonly logicalId: string
  readonly properties: Readonly<Record<string, unknown>>
}

export class ResolvedTemplate {
  readonly #resources = new Map<string, PhysicalResource>()
  readonly #parameters: Readonly<Record<string, { readonly Default?: string }>>

  constructor(template: unknown, givenNames: GivenNames) {
    const { Resources, Parameters } = templateSchema.parse(template)
    this.#parameters = Parameters
    for (const [logicalId, { Type, Properties }] of Object.entries(Resources)) {
      const givenName = givenNames(logicalId, Type) ?? `Penumbra-${logicalId}`
      this.#resources.set(logicalId, { logicalId, type: Type, properties: Properties, givenName })
    }
  }

  /** In the order of the template; only their own properties are resolved, so that what is never asked for may be unknown. */
  resources(type: string): ResolvedResource[] {
    return [...this.#resources.values()]
      .filter(resource => resource.type === type)
      .map(({ logicalId, properties }) => {
        const lazy = Object.entries(properties).map(([key, value]) => [
          key,
          { get: () => this.resolve(value), enumerable: true },
        ])
        return { logicalId, properties: Object.defineProperties({}, Object.fromEntries(lazy)) }
      })
  }

  arn(logicalId: string): string {
    return arnOf(this.#resource(logicalId))
  }

  /** What Ref gives: of most types the name. */
  ref(logicalId: string): string {
    return refOf(this.#resource(logicalId))
  }

  /** @throws InputError for an intrinsic function or a reference that is not known */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(each => this.resolve(each))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [[name, argument]] = entries.length === 1 ? entries : [['', undefined]]
    if (name === 'Ref') return this.#ref(String(argument))
    if (name.startsWith('Fn::')) return this.#call(name, argument)
    return Object.fromEntries(entries.map(([key, each]) => [key, this.resolve(each)]))
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = z.tuple([z.string(), z.string()]).parse(argument)
        return attributeOf(this.#resource(logicalId), attribute)
      }
      case 'Fn::Join': {
        const [separator, parts] = z.tuple([z.string(), z.array(z.string())]).parse(this.resolve(argument))
        return parts.join(separator)
      }
      case 'Fn::Sub':
        return z
          .string()
          .parse(argument)
          .replace(/\$\{([^}!]+)\}/g, (_, reference: string) => this.#substitute(reference))
      default:
        throw new InputError(`intrinsic function: got ${name}, wanted Ref, Fn::GetAtt, Fn::Join or Fn::Sub`)
    }
  }

  #substitute(reference: string): string {
    const [logicalId, attribute] = reference.split('.')
    return attribute === undefined ? this.#ref(logicalId) : attributeOf(this.#resource(logicalId), attribute)
  }

  #ref(name: string): string {
    const pseudo = pseudoParameters[name] ?? this.#parameters[name]?.Default
    return pseudo ?? refOf(this.#resource(name))
  }

  #resource(logicalId: string): PhysicalResource {
    const resource = this.#resources.get(logicalId)
    if (resource !== undefined) return resource
    throw new InputError(`template: got a reference to ${logicalId}, wanted a resource or a parameter with a default`)
  }
}
