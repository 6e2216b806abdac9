// What condition, update and projection expressions have in common: document paths, `:values` and lists of arguments.
import { type AttributeType, typeOf } from './attribute-value.ts'
import type { TokenStream } from './expression-lexer.ts'
import type {
  Operand,
  Parsed,
  PathElement,
  PathOperand,
  UpdateValue,
  ValueCheck,
  ValueOperand,
} from './expression-tree.ts'
import { isReservedWord } from './reserved-words.ts'

/** Developer guide, Expressions.Attributes.html "Document paths". */
const maximumElements = 32

/** `a.b[0].#c` */
export function parsePath(tokens: TokenStream): PathOperand {
  const elements: PathElement[] = [parseName(tokens)]
  for (;;) {
    if (tokens.take('.')) elements.push(parseName(tokens))
    else if (tokens.take('[')) elements.push(parseIndex(tokens))
    else break
  }
  if (elements.length > maximumElements) {
    throw tokens.refusal(`The document path has too many nesting elements; nesting levels: ${elements.length}`)
  }
  return { kind: 'path', elements }
}

export function parseValue(tokens: TokenStream): ValueOperand {
  if (tokens.current.kind !== 'value') throw tokens.syntaxError()
  return { kind: 'value', placeholder: tokens.next().text }
}

/** One or more of what `parse` reads, separated by commas. */
export function parseList<Member>(tokens: TokenStream, parse: (tokens: TokenStream) => Member): Member[] {
  const members = [parse(tokens)]
  while (tokens.take(',')) members.push(parse(tokens))
  return members
}

export function parsed<Root>(tokens: TokenStream, root: Root, valueChecks: readonly ValueCheck[]): Parsed<Root> {
  if (tokens.current.kind !== 'end') throw tokens.syntaxError()
  return { kind: tokens.kind, root, names: tokens.texts('name'), values: tokens.texts('value'), valueChecks }
}

/** Refuses a `:value` of another type than `allowed`; what the item holds is not checked, it only makes a condition false. */
export function literalTypeCheck(
  operator: string,
  operand: Operand | UpdateValue,
  allowed: readonly AttributeType[],
): ValueCheck | undefined {
  if (operand.kind !== 'value') return undefined
  return values => {
    const type = typeOf(values[operand.placeholder])
    return allowed.includes(type) ? undefined : incorrectOperandType(operator, type)
  }
}

export function incorrectOperandType(operator: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`
}

function parseName(tokens: TokenStream): string {
  const { kind, text } = tokens.current
  if (kind !== 'word' && kind !== 'name') throw tokens.syntaxError()
  if (kind === 'word' && isReservedWord(text)) {
    throw tokens.refusal(`Attribute name is a reserved keyword; reserved keyword: ${text}`)
  }
  return tokens.next().text
}

function parseIndex(tokens: TokenStream): number {
  if (tokens.current.kind !== 'integer') throw tokens.syntaxError()
  const index = Number(tokens.next().text)
  tokens.expect(']')
  return index
}
