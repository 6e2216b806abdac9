// Update and projection expressions (developer guide, Expressions.UpdateExpressions.html, Expressions.ProjectionExpressions.html).
import { type AttributeType, typeOf } from './attribute-value.ts'
import { TokenStream } from './expression-lexer.ts'
import type {
  ExpressionKind,
  Parsed,
  PathOperand,
  UpdateAction,
  UpdateValue,
  ValueCheck,
  ValueOperand,
} from './expression-tree.ts'
import { literalTypeCheck, parsed, parseList, parsePath, parseValue } from './operand-parser.ts'

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const
type Section = (typeof sections)[number]

/** How the service names types when ADD or DELETE refuse them. */
const longTypeNames: Partial<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
}

/** @throws ValidationException for a text that the service would refuse */
export function parseUpdate(kind: ExpressionKind, text: string): Parsed<readonly UpdateAction[]> {
  return new UpdateParser(new TokenStream(kind, text)).parse()
}

/** @throws ValidationException for a text that the service would refuse */
export function parseProjection(kind: ExpressionKind, text: string): Parsed<readonly PathOperand[]> {
  const tokens = new TokenStream(kind, text)
  return parsed(tokens, parseList(tokens, parsePath), [])
}

class UpdateParser {
  readonly #tokens: TokenStream
  readonly #checks: ValueCheck[] = []

  constructor(tokens: TokenStream) {
    this.#tokens = tokens
  }

  parse(): Parsed<readonly UpdateAction[]> {
    const actions: UpdateAction[] = []
    const seen = new Set<Section>()
    for (let section = this.#section(); section !== undefined; section = this.#section()) {
      if (seen.has(section)) {
        throw this.#tokens.refusal(`The "${section}" section can only be used once in an update expression;`)
      }
      seen.add(section)
      actions.push(...this.#actions(section))
    }
    return parsed(this.#tokens, actions, this.#checks)
  }

  #section(): Section | undefined {
    return sections.find(section => this.#tokens.take(section))
  }

  #actions(section: Section): UpdateAction[] {
    return parseList(this.#tokens, () => {
      const path = parsePath(this.#tokens)
      if (section === 'REMOVE') return { kind: section, path }
      if (section === 'SET') return { kind: section, path, value: this.#assigned() }
      const value = parseValue(this.#tokens)
      this.#checks.push(sectionCheck(section, value))
      return { kind: section, path, value }
    })
  }

  #assigned(): UpdateValue {
    this.#tokens.expect('=')
    if (!this.#tokens.take('(')) return this.#sum(this.#operand())
    const value = this.#sum(this.#operand())
    this.#tokens.expect(')')
    return value.kind === '+' || value.kind === '-' ? value : this.#sum(value)
  }

  #sum(left: UpdateValue): UpdateValue {
    const kind = (['+', '-'] as const).find(symbol => this.#tokens.take(symbol))
    if (kind === undefined) return left
    const right = this.#operand()
    this.#requireTypes(kind, [left, right], ['N'])
    return { kind, left, right }
  }

  #operand(): UpdateValue {
    const { current, following } = this.#tokens
    if (current.kind === 'value') return parseValue(this.#tokens)
    if (current.kind === 'word' && following?.text === '(') return this.#function()
    if (!this.#tokens.take('(')) return parsePath(this.#tokens)
    const operand = this.#operand()
    this.#tokens.expect(')')
    return operand
  }

  #function(): UpdateValue {
    const name = this.#tokens.next().text
    if (name !== 'if_not_exists' && name !== 'list_append') {
      throw this.#tokens.refusal(`Invalid function name; function: ${name}`)
    }
    this.#tokens.expect('(')
    const operands = parseList(this.#tokens, () => this.#operand())
    this.#tokens.expect(')')
    if (operands.length !== 2) {
      throw this.#tokens.refusal(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      )
    }
    return name === 'list_append' ? this.#listAppend(operands) : this.#ifNotExists(operands)
  }

  #listAppend([left, right]: readonly UpdateValue[]): UpdateValue {
    if (left.kind === 'list_append' || right.kind === 'list_append') {
      throw this.#tokens.refusal(
        'The function is not allowed to be used this way in an expression; function: list_append',
      )
    }
    this.#requireTypes('list_append', [left, right], ['L'])
    return { kind: 'list_append', left, right }
  }

  #ifNotExists([path, otherwise]: readonly UpdateValue[]): UpdateValue {
    if (path.kind === 'path') return { kind: 'if_not_exists', path, otherwise }
    throw this.#tokens.refusal('Operator or function requires a document path; operator or function: if_not_exists')
  }

  #requireTypes(operator: string, operands: readonly UpdateValue[], allowed: readonly AttributeType[]): void {
    for (const operand of operands) {
      const check = literalTypeCheck(operator, operand, allowed)
      if (check !== undefined) this.#checks.push(check)
    }
  }
}

function sectionCheck(section: 'ADD' | 'DELETE', { placeholder }: ValueOperand): ValueCheck {
  const allowed: readonly AttributeType[] = section === 'ADD' ? ['N', 'SS', 'NS', 'BS'] : ['SS', 'NS', 'BS']
  return values => {
    const type = typeOf(values[placeholder])
    if (allowed.includes(type)) return undefined
    return `Incorrect operand type for operator or function; operator: ${section}, operand type: ${longTypeNames[type] ?? type}`
  }
}
