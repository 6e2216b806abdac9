// The expressions of one request: parsed once per text, then checked against the names and values that the request supplies.
import { type AttributeValue, DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { acceptValue, type Item } from './attribute-value.ts'
import { parseCondition } from './condition-parser.ts'
import { type DocumentPath, pathClash, resolvePath, type Substitutions } from './document-path.ts'
import { validationError } from './dynamodb-errors.ts'
import type { Condition, ExpressionKind, Parsed, PathOperand, UpdateAction } from './expression-tree.ts'
import { parseProjection, parseUpdate } from './update-parser.ts'

/** The parameters that expressions come in; an operation has some of them. */
export interface ExpressionParameters {
  readonly ConditionExpression?: string
  readonly FilterExpression?: string
  readonly KeyConditionExpression?: string
  readonly ProjectionExpression?: string
  readonly UpdateExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>
}

export interface Expressions {
  readonly substitutions: Substitutions
  readonly condition?: Condition
  readonly filter?: Condition
  readonly keyCondition?: Condition
  readonly projection?: readonly DocumentPath[]
  readonly update?: readonly UpdateAction[]
  /** Of the update's actions, in their order. */
  readonly updatedPaths?: readonly DocumentPath[]
}

const none: Expressions = { substitutions: { names: {}, values: {} } }

/** Programs use a few dozen texts; one that builds them from data would otherwise fill the memory. */
const maximumCachedTexts = 1000

const conditions = parseCache('ConditionExpression', parseCondition)
const filters = parseCache('FilterExpression', parseCondition)
const keyConditions = parseCache('KeyConditionExpression', parseCondition)
const projections = parseCache('ProjectionExpression', parseProjection)
const updates = parseCache('UpdateExpression', parseUpdate)

/** @throws ValidationException for an expression, name or value that the service would refuse */
export function prepareExpressions(parameters: ExpressionParameters): Expressions {
  const update = updates(parameters.UpdateExpression)
  const condition = conditions(parameters.ConditionExpression)
  const keyCondition = keyConditions(parameters.KeyConditionExpression)
  const filter = filters(parameters.FilterExpression)
  const projection = projections(parameters.ProjectionExpression)
  const used = [update, condition, keyCondition, filter, projection].filter(parsed => parsed !== undefined)
  const substitutions = substitute(parameters, used)
  if (substitutions === undefined) return none
  return {
    substitutions,
    condition: condition?.root,
    filter: filter?.root,
    keyCondition: keyCondition?.root,
    projection: projection && compatiblePaths(projection, projection.root, substitutions),
    update: update?.root,
    updatedPaths: update && compatiblePaths(update, update.root.map(pathOfAction), substitutions),
  }
}

function parseCache<Root>(
  kind: ExpressionKind,
  parse: (kind: ExpressionKind, text: string) => Parsed<Root>,
): (text: string | undefined) => Parsed<Root> | undefined {
  const cache = new Map<string, Parsed<Root>>()
  return text => {
    if (text === undefined) return undefined
    const known = cache.get(text)
    if (known !== undefined) return known
    if (cache.size >= maximumCachedTexts) cache.clear()
    const parsed = parse(kind, text)
    cache.set(text, parsed)
    return parsed
  }
}

/** @returns undefined when the request has neither expressions nor anything to put into them */
function substitute(parameters: ExpressionParameters, used: readonly Parsed<unknown>[]): Substitutions | undefined {
  const { ExpressionAttributeNames, ExpressionAttributeValues } = parameters
  if (used.length === 0) {
    if (ExpressionAttributeNames === undefined && ExpressionAttributeValues === undefined) return undefined
    const supplied = ExpressionAttributeNames === undefined ? 'Values' : 'Names'
    throw validationError(`ExpressionAttribute${supplied} can only be specified when using expressions`)
  }
  requireSome('ExpressionAttributeNames', ExpressionAttributeNames)
  requireSome('ExpressionAttributeValues', ExpressionAttributeValues)
  const substitutions = { names: ExpressionAttributeNames ?? {}, values: acceptValues(ExpressionAttributeValues ?? {}) }
  requireDefined(used, substitutions)
  requireUsed('ExpressionAttributeNames', /^#\w+$/, substitutions.names, name =>
    used.some(({ names }) => names.includes(name)),
  )
  requireUsed('ExpressionAttributeValues', /^:\w+$/, substitutions.values, name =>
    used.some(({ values }) => values.includes(name)),
  )
  for (const parsed of used) checkValues(parsed, substitutions.values)
  return substitutions
}

function requireSome(parameter: string, supplied: object | undefined): void {
  if (supplied !== undefined && Object.keys(supplied).length === 0)
    throw validationError(`${parameter} must not be empty`)
}

function acceptValues(values: Readonly<Record<string, AttributeValue>>): Item {
  const accepted: Item = {}
  for (const placeholder in values) {
    try {
      accepted[placeholder] = acceptValue(values[placeholder])
    } catch (error) {
      if (!(error instanceof DynamoDBServiceException)) throw error
      throw validationError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${placeholder}`)
    }
  }
  return accepted
}

function requireDefined(used: readonly Parsed<unknown>[], { names, values }: Substitutions): void {
  for (const { kind, names: usedNames, values: usedValues } of used) {
    const name = usedNames.find(placeholder => names[placeholder] === undefined)
    if (name !== undefined) {
      throw validationError(
        `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${name}`,
      )
    }
    const value = usedValues.find(placeholder => values[placeholder] === undefined)
    if (value !== undefined) {
      throw validationError(
        `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${value}`,
      )
    }
  }
}

function requireUsed(
  parameter: string,
  pattern: RegExp,
  supplied: Readonly<Record<string, unknown>>,
  isUsed: (placeholder: string) => boolean,
): void {
  const unused = Object.keys(supplied).filter(placeholder => !isUsed(placeholder))
  if (unused.length === 0) return
  const malformed = unused.find(placeholder => !pattern.test(placeholder))
  if (malformed !== undefined) {
    throw validationError(`${parameter} contains invalid key: Syntax error; key: "${malformed}"`)
  }
  throw validationError(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`)
}

function checkValues({ kind, valueChecks }: Parsed<unknown>, values: Item): void {
  for (const check of valueChecks) {
    const fault = check(values)
    if (fault !== undefined) throw validationError(`Invalid ${kind}: ${fault}`)
  }
}

function pathOfAction({ path }: UpdateAction): PathOperand {
  return path
}

function compatiblePaths(
  { kind }: Parsed<unknown>,
  operands: readonly PathOperand[],
  substitutions: Substitutions,
): readonly DocumentPath[] {
  const paths = operands.map(operand => resolvePath(operand, substitutions))
  const clash = pathClash(paths)
  if (clash !== undefined) throw validationError(`Invalid ${kind}: ${clash}`)
  return paths
}
