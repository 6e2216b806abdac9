// What the parsers make of an expression's text. Placeholders (`#name`, `:value`) stay in the tree, so that one parsed
// expression serves every request with the same text.
import type { Item } from './attribute-value.ts'

export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

/** An attribute name (or `#placeholder`, before names are substituted), or an index into a list. */
export type PathElement = string | number

export interface PathOperand {
  readonly kind: 'path'
  readonly elements: readonly PathElement[]
}

export interface ValueOperand {
  readonly kind: 'value'
  readonly placeholder: string
}

interface SizeOperand {
  readonly kind: 'size'
  readonly operand: PathOperand | ValueOperand
}

export type Operand = PathOperand | ValueOperand | SizeOperand

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'compare'; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly lower: Operand; readonly upper: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly candidates: readonly Operand[] }
  | { readonly kind: 'attribute_exists' | 'attribute_not_exists'; readonly path: PathOperand }
  | { readonly kind: 'attribute_type' | 'begins_with' | 'contains'; readonly left: Operand; readonly right: Operand }

export type UpdateValue =
  | PathOperand
  | ValueOperand
  | { readonly kind: '+' | '-' | 'list_append'; readonly left: UpdateValue; readonly right: UpdateValue }
  | { readonly kind: 'if_not_exists'; readonly path: PathOperand; readonly otherwise: UpdateValue }

/** One action of an update expression. */
export type UpdateAction =
  | { readonly kind: 'SET'; readonly path: PathOperand; readonly value: UpdateValue }
  | { readonly kind: 'REMOVE'; readonly path: PathOperand }
  | { readonly kind: 'ADD' | 'DELETE'; readonly path: PathOperand; readonly value: ValueOperand }

/** Says what is wrong with the values that a request supplies, which the text alone cannot show. */
export type ValueCheck = (values: Item) => string | undefined

export interface Parsed<Root> {
  readonly kind: ExpressionKind
  readonly root: Root
  /** The `#names` and `:values` that the text uses, each once. */
  readonly names: readonly string[]
  readonly values: readonly string[]
  readonly valueChecks: readonly ValueCheck[]
}
