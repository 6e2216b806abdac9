// Types of what the report uses from packages that ship none.

declare module 'd3-scale' {
  interface ContinuousScale<Tick> {
    (value: number): number
    domain(): number[]
    domain(domain: readonly number[]): this
    range(range: readonly number[]): this
    nice(count?: number): this
    ticks(count?: number): Tick[]
  }
  export function scaleLinear(): ContinuousScale<number>
  export function scaleLog(): ContinuousScale<number>
  export function scaleUtc(): ContinuousScale<Date>
}

declare module 'd3-shape' {
  export interface Curve {
    readonly curve: unique symbol
  }
  export const curveLinear: Curve
  export const curveStepAfter: Curve

  interface Line<Point> {
    (points: readonly Point[]): string | null
    x(accessor: (point: Point) => number): this
    y(accessor: (point: Point) => number): this
    defined(accessor: (point: Point) => boolean): this
    curve(curve: Curve): this
    digits(digits: number): this
  }
  interface Area<Point> {
    (points: readonly Point[]): string | null
    x(accessor: (point: Point) => number): this
    y0(accessor: (point: Point) => number): this
    y1(accessor: (point: Point) => number): this
    defined(accessor: (point: Point) => boolean): this
    curve(curve: Curve): this
    digits(digits: number): this
  }
  export function line<Point>(): Line<Point>
  export function area<Point>(): Area<Point>
}

declare module 'cli-progress' {
  interface BarOptions {
    readonly format: string
    readonly stream: NodeJS.WritableStream
    readonly hideCursor: boolean
    readonly barCompleteChar: string
    readonly barIncompleteChar: string
    readonly barsize: number
    readonly etaBuffer: number
  }
  class SingleBar {
    constructor(options: Partial<BarOptions>)
    start(total: number, startValue: number, payload: Readonly<Record<string, string>>): void
    update(value: number): void
    stop(): void
  }
  const cliProgress: { readonly SingleBar: typeof SingleBar }
  export default cliProgress
}
