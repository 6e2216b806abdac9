// AWS Systems Manager Parameter Store, standard tier.
import {
  type DeleteParameterCommandInput,
  type DeleteParameterCommandOutput,
  type GetParameterCommandInput,
  type GetParameterCommandOutput,
  type GetParametersCommandInput,
  type GetParametersCommandOutput,
  HierarchyLevelLimitExceededException,
  type Parameter,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterPatternMismatchException,
  ParameterVersionNotFound,
  type PutParameterCommandInput,
  type PutParameterCommandOutput,
  SSMServiceException,
  UnsupportedParameterType,
} from '@aws-sdk/client-ssm'
import { type Operation, type SimulatedService, unmodelledError } from '../kernel/service.ts'

interface SsmOperations extends Record<string, Operation<never, object>> {
  readonly PutParameter: Operation<PutParameterCommandInput, PutParameterCommandOutput>
  readonly GetParameter: Operation<GetParameterCommandInput, GetParameterCommandOutput>
  readonly GetParameters: Operation<GetParametersCommandInput, GetParametersCommandOutput>
  readonly DeleteParameter: Operation<DeleteParameterCommandInput, DeleteParameterCommandOutput>
}

const arnPrefix = 'arn:aws:ssm:us-east-1:123456789012:parameter'
const maximumValueBytes = 4096
const maximumLevels = 15
/** "Parameter Store retains the 100 most recently created versions" (ParameterMaxVersionLimitExceeded). */
const keptVersions = 100
const maximumNamesPerCall = 10

export class SsmService implements SimulatedService {
  readonly name = 'SSM'
  readonly operations: SsmOperations = {
    PutParameter: (input, { nowMs }) => this.#put(input, nowMs),
    GetParameter: input => ({ Parameter: this.#get(input.Name ?? '') }),
    GetParameters: input => this.#getMany(input.Names ?? []),
    DeleteParameter: input => this.#delete(input.Name ?? ''),
  }
  /** Versions of each parameter, oldest first. */
  readonly #versions = new Map<string, Parameter[]>()

  #put(input: PutParameterCommandInput, nowMs: number): { Version: number; Tier: 'Standard' } {
    const name = checkName(input.Name ?? '')
    const versions = this.#versions.get(name) ?? []
    const last = versions.at(-1)
    if (last !== undefined && !input.Overwrite) throw alreadyExists()
    const parameter = {
      Name: name,
      Type: checkType(input.Type ?? last?.Type),
      Value: checkValue(input),
      Version: (last?.Version ?? 0) + 1,
      LastModifiedDate: new Date(nowMs),
      ARN: `${arnPrefix}${name.startsWith('/') ? '' : '/'}${name}`,
      DataType: input.DataType ?? 'text',
    }
    this.#versions.set(name, [...versions, parameter].slice(-keptVersions))
    return { Version: parameter.Version, Tier: 'Standard' }
  }

  #get(selector: string): Parameter {
    const { name, version } = parseSelector(selector)
    const versions = this.#versions.get(name)
    if (versions === undefined) throw notFound(name)
    if (version === undefined) return { ...versions.at(-1) }
    const found = versions.find(({ Version }) => Version === version)
    if (found !== undefined) return { ...found, Selector: `:${version}` }
    throw new ParameterVersionNotFound({
      message: `Systems Manager could not find version ${version} of ${name}.`,
      $metadata: { httpStatusCode: 400 },
    })
  }

  #getMany(names: readonly string[]): { Parameters: Parameter[]; InvalidParameters: string[] } {
    if (names.length === 0 || names.length > maximumNamesPerCall) {
      throw validation(`got ${names.length} names, wanted 1 to ${maximumNamesPerCall}`)
    }
    const InvalidParameters = names.filter(name => !this.#exists(name))
    const Parameters = names.filter(name => !InvalidParameters.includes(name)).map(name => this.#get(name))
    return { Parameters, InvalidParameters }
  }

  #exists(selector: string): boolean {
    const { name, version } = parseSelector(selector)
    const versions = this.#versions.get(name) ?? []
    return version === undefined ? versions.length > 0 : versions.some(({ Version }) => Version === version)
  }

  #delete(name: string): object {
    if (!this.#versions.delete(name)) throw notFound(name)
    return {}
  }
}

/** `name`, `name:version`, or the parameter's ARN. */
function parseSelector(selector: string): { name: string; version: number | undefined } {
  const local = selector.startsWith(arnPrefix) ? selector.slice(arnPrefix.length) : selector
  const [, name, version] = /^([^:]+)(?::(\d+))?$/.exec(local) ?? []
  return { name: name ?? local, version: version === undefined ? undefined : Number(version) }
}

function checkName(name: string): string {
  if (!/^[\w./-]{1,1011}$/.test(name) || /^\/?(aws|ssm)/i.test(name)) {
    throw new ParameterPatternMismatchException({
      message: `Parameter name: got '${name}', wanted letters, digits and . - _ / and no prefix "aws" or "ssm"`,
      $metadata: { httpStatusCode: 400 },
    })
  }
  if (name.split('/').filter(level => level !== '').length > maximumLevels) {
    throw new HierarchyLevelLimitExceededException({
      message: `Parameter name: got '${name}', wanted a hierarchy of at most ${maximumLevels} levels`,
      $metadata: { httpStatusCode: 400 },
    })
  }
  return name
}

function checkType(type: string | undefined): NonNullable<Parameter['Type']> {
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.')
  if (type === 'String' || type === 'StringList' || type === 'SecureString') return type
  throw new UnsupportedParameterType({
    message: `got the type ${type}, wanted String, StringList or SecureString`,
    $metadata: { httpStatusCode: 400 },
  })
}

function checkValue({ Value = '', AllowedPattern, Name }: PutParameterCommandInput): string {
  const bytes = Buffer.byteLength(Value)
  if (bytes === 0 || bytes > maximumValueBytes) {
    throw validation(`value of ${Name}: got ${bytes} bytes, wanted 1 to ${maximumValueBytes} in the standard tier`)
  }
  if (AllowedPattern === undefined || new RegExp(AllowedPattern).test(Value)) return Value
  throw new ParameterPatternMismatchException({
    message: `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    $metadata: { httpStatusCode: 400 },
  })
}

function alreadyExists(): Error {
  return new ParameterAlreadyExists({
    message: 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    $metadata: { httpStatusCode: 400 },
  })
}

function notFound(name: string): Error {
  return new ParameterNotFound({ message: `Parameter ${name} not found.`, $metadata: { httpStatusCode: 400 } })
}

function validation(message: string): Error {
  return unmodelledError(SSMServiceException, 'ValidationException', message)
}
