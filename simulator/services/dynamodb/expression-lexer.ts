import type { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { validationError } from './dynamodb-errors.ts'
import type { ExpressionKind } from './expression-tree.ts'

export interface Token {
  /** `word`: a keyword, function or attribute name; `unknown`: a character that no expression has. */
  readonly kind: 'word' | 'name' | 'value' | 'integer' | 'symbol' | 'unknown' | 'end'
  readonly text: string
  readonly start: number
}

/** Developer guide, ServiceQuotas.html "Expression parameters: Lengths". */
const maximumBytes = 4096

const tokenPattern =
  /\s*(?:(?<word>[A-Za-z]\w*)|(?<name>#\w+)|(?<value>:\w+)|(?<integer>\d+)|(?<symbol><>|<=|>=|[-=<>()[\],.+])|(?<unknown>\S))/gy
const kinds = ['word', 'name', 'value', 'integer', 'symbol', 'unknown'] as const

/** A cursor over an expression's tokens. Every refusal names the expression, as the service does. */
export class TokenStream {
  readonly kind: ExpressionKind
  readonly #text: string
  readonly #tokens: readonly Token[]
  #position = 0

  constructor(kind: ExpressionKind, text: string) {
    this.kind = kind
    this.#text = text
    const bytes = Buffer.byteLength(text)
    if (bytes > maximumBytes) {
      throw this.refusal(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`)
    }
    this.#tokens = tokenize(text)
    if (this.#tokens.length === 1) throw this.refusal('The expression can not be empty;')
  }

  get current(): Token {
    return this.#tokens[this.#position]
  }

  get following(): Token | undefined {
    return this.#tokens[this.#position + 1]
  }

  next(): Token {
    return this.#tokens[this.#position++]
  }

  is(symbol: string): boolean {
    return this.current.kind === 'symbol' && this.current.text === symbol
  }

  /** Keywords are recognised in any case; function names are not keywords. */
  isKeyword(word: string): boolean {
    return this.current.kind === 'word' && this.current.text.toUpperCase() === word
  }

  /** Takes the symbol or keyword if it is the current token. */
  take(symbolOrKeyword: string): boolean {
    const matches = this.is(symbolOrKeyword) || this.isKeyword(symbolOrKeyword)
    if (matches) this.#position++
    return matches
  }

  expect(symbolOrKeyword: string): void {
    if (!this.take(symbolOrKeyword)) throw this.syntaxError()
  }

  /** Texts of all tokens of a kind, each once. */
  texts(kind: Token['kind']): string[] {
    return [...new Set(this.#tokens.filter(token => token.kind === kind).map(token => token.text))]
  }

  /** The current token is not what the grammar allows here. */
  syntaxError(): DynamoDBServiceException {
    const before = this.#tokens[Math.max(this.#position - 1, 0)]
    const after = this.#tokens[Math.min(this.#position + 1, this.#tokens.length - 1)]
    const near = this.#text.slice(before.start, after.start + after.text.length)
    const token = this.current.kind === 'end' ? '<EOF>' : this.current.text
    return this.refusal(`Syntax error; token: "${token}", near: "${near}"`)
  }

  refusal(message: string): DynamoDBServiceException {
    return validationError(`Invalid ${this.kind}: ${message}`)
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  for (const { groups = {}, index, 0: match } of text.matchAll(tokenPattern)) {
    const kind = kinds.find(candidate => groups[candidate] !== undefined)
    if (kind === undefined) continue
    const token = groups[kind]
    tokens.push({ kind, text: token, start: index + match.length - token.length })
  }
  return [...tokens, { kind: 'end', text: '', start: text.length }]
}
