// Metric math, as far as Penumbra uses it: numbers, ids, + - * / and parentheses, FILL(series, number | REPEAT). The rules
// for missing data are those of the CloudWatch user guide, "Using metric math": arithmetic takes a missing value for 0 where
// the other series has one, and drops the data point that would divide by zero.
import { validationError } from './validation-error.ts'

export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'negative'; readonly operand: MathNode }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: MathNode; readonly right: MathNode }
  | { readonly kind: 'fill'; readonly series: MathNode; readonly filler: MathNode | 'REPEAT' }

type Operator = '+' | '-' | '*' | '/'

/** A series has one value per bin, NaN where missing. */
export type MathValue = number | Float64Array

/** @throws ValidationError on anything but the grammar above */
export function parseMath(expression: string): MathNode {
  const parser = new Parser(expression)
  const node = parser.sum()
  parser.expectEnd()
  return node
}

/** Evaluates with the series behind each id; all series must have the same bins. */
export function evaluateMath(node: MathNode, seriesOf: (id: string) => MathValue): MathValue {
  switch (node.kind) {
    case 'number':
      return node.value
    case 'id':
      return seriesOf(node.id)
    case 'negative':
      return combine('-', 0, evaluateMath(node.operand, seriesOf))
    case 'binary':
      return combine(node.operator, evaluateMath(node.left, seriesOf), evaluateMath(node.right, seriesOf))
    case 'fill':
      return fill(evaluateMath(node.series, seriesOf), node.filler, seriesOf)
  }
}

function combine(operator: Operator, left: MathValue, right: MathValue): MathValue {
  if (typeof left === 'number' && typeof right === 'number') return calculate(operator, left, right)
  const bins = typeof left === 'number' ? (right as Float64Array).length : left.length
  const values = new Float64Array(bins)
  for (let bin = 0; bin < bins; bin++) values[bin] = combineBin(operator, left, right, bin)
  return values
}

function combineBin(operator: Operator, left: MathValue, right: MathValue, bin: number): number {
  const leftMissing = typeof left !== 'number' && Number.isNaN(left[bin])
  const rightMissing = typeof right !== 'number' && Number.isNaN(right[bin])
  if ((leftMissing || typeof left === 'number') && (rightMissing || typeof right === 'number')) return Number.NaN
  return calculate(operator, leftMissing ? 0 : at(left, bin), rightMissing ? 0 : at(right, bin))
}

function at(value: MathValue, bin: number): number {
  return typeof value === 'number' ? value : value[bin]
}

function calculate(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return right === 0 ? Number.NaN : left / right
  }
}

function fill(series: MathValue, filler: MathNode | 'REPEAT', seriesOf: (id: string) => MathValue): Float64Array {
  if (typeof series === 'number')
    throw validationError('FILL: got a number as the first argument, wanted a time series')
  const wanted = filler === 'REPEAT' ? undefined : evaluateMath(filler, seriesOf)
  let last = Number.NaN
  return series.map((value, bin) => {
    if (Number.isNaN(value)) return wanted === undefined ? last : at(wanted, bin)
    last = value
    return value
  })
}

/** Recursive descent, one token ahead. */
class Parser {
  readonly #expression: string
  readonly #tokens: readonly string[]
  #next = 0

  constructor(expression: string) {
    this.#expression = expression
    this.#tokens = expression.match(/\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|\w+|[^\s\w]/g) ?? []
  }

  sum(): MathNode {
    let node = this.#product()
    for (let operator = this.#accept('+', '-'); operator; operator = this.#accept('+', '-')) {
      node = { kind: 'binary', operator, left: node, right: this.#product() }
    }
    return node
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected('an operator or the end')
  }

  #product(): MathNode {
    let node = this.#operand()
    for (let operator = this.#accept('*', '/'); operator; operator = this.#accept('*', '/')) {
      node = { kind: 'binary', operator, left: node, right: this.#operand() }
    }
    return node
  }

  #operand(): MathNode {
    if (this.#accept('-')) return { kind: 'negative', operand: this.#operand() }
    if (this.#accept('(')) return this.#closed(this.sum())
    const token = this.#tokens[this.#next] ?? ''
    if (/^[\d.]/.test(token)) return this.#taken({ kind: 'number', value: Number(token) })
    if (/^[a-z]/.test(token)) return this.#taken({ kind: 'id', id: token })
    if (token === 'FILL') return this.#fill()
    if (/^[A-Z]/.test(token)) throw this.#unexpected('FILL, the only function of the simulated CloudWatch')
    throw this.#unexpected('a number, an id, a function or a parenthesis')
  }

  #fill(): MathNode {
    this.#next++
    this.#expect('(')
    const series = this.sum()
    this.#expect(',')
    if (this.#accept('REPEAT')) return this.#closed({ kind: 'fill', series, filler: 'REPEAT' })
    return this.#closed({ kind: 'fill', series, filler: this.sum() })
  }

  #closed(node: MathNode): MathNode {
    this.#expect(')')
    return node
  }

  #taken(node: MathNode): MathNode {
    this.#next++
    return node
  }

  #accept<Token extends string>(...wanted: Token[]): Token | undefined {
    const found = wanted.find(token => token === this.#tokens[this.#next])
    if (found !== undefined) this.#next++
    return found
  }

  #expect(token: string): void {
    if (this.#accept(token) === undefined) throw this.#unexpected(`'${token}'`)
  }

  #unexpected(wanted: string): Error {
    const got = this.#tokens[this.#next]
    return validationError(
      `Error in expression '${this.#expression}': got ${got === undefined ? 'the end' : `'${got}'`}, wanted ${wanted}`,
    )
  }
}
