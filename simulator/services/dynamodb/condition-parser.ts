// Condition, filter and key condition expressions by recursive descent, loosest binding first: OR, AND, NOT, then comparisons,
// BETWEEN, IN and functions (developer guide, Expressions.OperatorsAndFunctions.html).
import { attributeTypes, typeOf } from './attribute-value.ts'
import { compareScalars } from './compare-values.ts'
import { TokenStream } from './expression-lexer.ts'
import type {
  Comparator,
  Condition,
  ExpressionKind,
  Operand,
  Parsed,
  PathOperand,
  ValueCheck,
  ValueOperand,
} from './expression-tree.ts'
import { incorrectOperandType, literalTypeCheck, parsed, parseList, parsePath, parseValue } from './operand-parser.ts'

type Node = Condition | Operand

const comparators: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>=']
const orderedTypes = ['S', 'N', 'B'] as const
const sizedTypes = attributeTypes.filter(type => !['N', 'BOOL', 'NULL'].includes(type))
const operandCounts: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['size', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
])
const updateFunctions = ['if_not_exists', 'list_append']
/** Developer guide, ServiceQuotas.html "Operators and operands". */
const maximumCandidates = 100

/** @throws ValidationException for a text that the service would refuse */
export function parseCondition(kind: ExpressionKind, text: string): Parsed<Condition> {
  return new ConditionParser(new TokenStream(kind, text)).parse()
}

class ConditionParser {
  readonly #tokens: TokenStream
  readonly #checks: ValueCheck[] = []
  /** What the last closing parenthesis enclosed. */
  #enclosed: Node | undefined

  constructor(tokens: TokenStream) {
    this.#tokens = tokens
  }

  parse(): Parsed<Condition> {
    const root = this.#condition(this.#either())
    return parsed(this.#tokens, root, this.#checks)
  }

  #either(): Node {
    const first = this.#both()
    if (!this.#tokens.isKeyword('OR')) return first
    const conditions = [this.#condition(first)]
    while (this.#tokens.take('OR')) conditions.push(this.#condition(this.#both()))
    return { kind: 'or', conditions }
  }

  #both(): Node {
    const first = this.#negation()
    if (!this.#tokens.isKeyword('AND')) return first
    const conditions = [this.#condition(first)]
    while (this.#tokens.take('AND')) conditions.push(this.#condition(this.#negation()))
    return { kind: 'and', conditions }
  }

  #negation(): Node {
    if (this.#tokens.take('NOT')) return { kind: 'not', condition: this.#condition(this.#negation()) }
    return this.#comparison()
  }

  #comparison(): Node {
    const left = this.#primary()
    const comparator = comparators.find(symbol => this.#tokens.is(symbol))
    if (comparator !== undefined) return this.#compare(this.#operand(left), comparator)
    if (this.#tokens.take('BETWEEN')) return this.#between(this.#operand(left))
    if (this.#tokens.take('IN')) return this.#in(this.#operand(left))
    return left
  }

  #compare(left: Operand, comparator: Comparator): Condition {
    this.#tokens.next()
    const right = this.#operand(this.#primary())
    this.#requireDistinct(comparator, left, right)
    if (comparator !== '=' && comparator !== '<>') this.#requireTypes(comparator, [left, right], orderedTypes)
    return { kind: 'compare', comparator, left, right }
  }

  #between(operand: Operand): Condition {
    const lower = this.#operand(this.#primary())
    this.#tokens.expect('AND')
    const upper = this.#operand(this.#primary())
    this.#requireTypes('BETWEEN', [operand, lower, upper], orderedTypes)
    if (lower.kind === 'value' && upper.kind === 'value') this.#checks.push(boundsCheck(lower, upper))
    return { kind: 'between', operand, lower, upper }
  }

  #in(operand: Operand): Condition {
    this.#tokens.expect('(')
    const candidates = parseList(this.#tokens, () => this.#operand(this.#primary()))
    this.#tokens.expect(')')
    if (candidates.length > maximumCandidates) {
      throw this.#tokens.refusal(
        `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
      )
    }
    return { kind: 'in', operand, candidates }
  }

  #primary(): Node {
    const { current, following } = this.#tokens
    if (current.kind === 'value') return parseValue(this.#tokens)
    if (current.kind === 'word' && following?.text === '(') return this.#function()
    return this.#tokens.take('(') ? this.#parentheses() : parsePath(this.#tokens)
  }

  #parentheses(): Node {
    const inner = this.#either()
    this.#tokens.expect(')')
    if (inner === this.#enclosed) throw this.#tokens.refusal('The expression has redundant parentheses;')
    this.#enclosed = inner
    return inner
  }

  #function(): Node {
    const name = this.#tokens.next().text
    this.#requireKnown(name)
    this.#tokens.expect('(')
    const operands = parseList(this.#tokens, () => this.#operand(this.#primary()))
    this.#tokens.expect(')')
    if (operands.length !== operandCounts.get(name)) {
      throw this.#tokens.refusal(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      )
    }
    return operands.length === 1 ? this.#unary(name, operands[0]) : this.#binary(name, operands[0], operands[1])
  }

  #unary(name: string, operand: Operand): Node {
    if (name === 'size') {
      if (operand.kind === 'size') throw this.#misused('size')
      this.#requireTypes('size', [operand], sizedTypes)
      return { kind: 'size', operand }
    }
    if (operand.kind !== 'path') {
      throw this.#tokens.refusal(`Operator or function requires a document path; operator or function: ${name}`)
    }
    return { kind: name === 'attribute_exists' ? name : 'attribute_not_exists', path: operand }
  }

  #binary(name: string, left: Operand, right: Operand): Condition {
    this.#requireDistinct(name, left, right)
    if (name === 'attribute_type') {
      this.#checks.push(typeNameCheck(this.#literal(name, right)))
      return { kind: name, left, right }
    }
    if (name === 'begins_with') {
      this.#requireTypes(name, [left, right], ['S', 'B'])
      return { kind: name, left, right }
    }
    return { kind: 'contains', left, right }
  }

  #literal(name: string, operand: Operand): ValueOperand {
    if (operand.kind === 'value') return operand
    throw this.#tokens.refusal(incorrectOperandType(name, `{${attributeTypes.join(',')}}`))
  }

  #operand(node: Node): Operand {
    if (node.kind === 'path' || node.kind === 'value' || node.kind === 'size') return node
    throw operandCounts.has(node.kind) ? this.#misused(node.kind) : this.#tokens.syntaxError()
  }

  #condition(node: Node): Condition {
    if (node.kind === 'size') throw this.#misused('size')
    if (node.kind === 'path' || node.kind === 'value') throw this.#tokens.syntaxError()
    return node
  }

  #requireKnown(name: string): void {
    if (updateFunctions.includes(name)) throw this.#misused(name)
    if (!operandCounts.has(name)) throw this.#tokens.refusal(`Invalid function name; function: ${name}`)
  }

  #requireTypes(operator: string, operands: readonly Operand[], allowed: Parameters<typeof literalTypeCheck>[2]): void {
    for (const operand of operands) {
      const check = literalTypeCheck(operator, operand, allowed)
      if (check !== undefined) this.#checks.push(check)
    }
  }

  #requireDistinct(operator: string, left: Operand, right: Operand): void {
    if (left.kind !== 'path' || right.kind !== 'path' || pathText(left) !== pathText(right)) return
    throw this.#tokens.refusal(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(left)}`,
    )
  }

  #misused(name: string) {
    return this.#tokens.refusal(`The function is not allowed to be used this way in an expression; function: ${name}`)
  }
}

function pathText(path: PathOperand): string {
  return `[${path.elements.map(element => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`
}

function typeNameCheck({ placeholder }: ValueOperand): ValueCheck {
  return values => {
    const value = values[placeholder]
    if (value.S === undefined) return incorrectOperandType('attribute_type', typeOf(value))
    if (attributeTypes.some(type => type === value.S)) return undefined
    return `Invalid attribute type name found; type: ${value.S}, valid types: {${attributeTypes.join(',')}}`
  }
}

function boundsCheck(lower: ValueOperand, upper: ValueOperand): ValueCheck {
  return values => {
    const [from, to] = [values[lower.placeholder], values[upper.placeholder]]
    const order = compareScalars(from, to)
    if (order !== undefined && order <= 0) return undefined
    const wanted =
      order === undefined
        ? 'same data type for lower and upper bounds'
        : 'upper bound to be greater than or equal to lower bound'
    const bound = (value: object) => `AttributeValue: ${JSON.stringify(value)}`
    return `The BETWEEN operator requires ${wanted}; lower bound operand: ${bound(from)}, upper bound operand: ${bound(to)}`
  }
}
