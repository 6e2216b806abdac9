// Types of what the charts use from packages that ship none.

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

  /** Receives the path instead of a text being made. */
  export interface PathContext {
    moveTo(x: number, y: number): void
    lineTo(x: number, y: number): void
    closePath(): void
  }

  interface Line<Point> {
    (points: readonly Point[]): string | null
    x(accessor: (point: Point) => number): this
    y(accessor: (point: Point) => number): this
    defined(accessor: (point: Point) => boolean): this
    curve(curve: Curve): this
    context(context: PathContext): this
  }
  interface Area<Point> {
    (points: readonly Point[]): string | null
    x(accessor: (point: Point) => number): this
    y0(accessor: (point: Point) => number): this
    y1(accessor: (point: Point) => number): this
    defined(accessor: (point: Point) => boolean): this
    curve(curve: Curve): this
    context(context: PathContext): this
  }
  export function line<Point>(): Line<Point>
  export function area<Point>(): Area<Point>
}
