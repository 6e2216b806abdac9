// GetMetricData: check every query, read or calculate its bins, hand out a page.
import type {
  GetMetricDataCommandInput,
  GetMetricDataOutput,
  Metric,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import { dataPage, fromToken, type QueryData, toToken } from './data-page.ts'
import type { MetricKey } from './metric-key.ts'
import { evaluateMath, parseMath } from './metric-math.ts'
import type { MetricStore } from './metric-store.ts'
import { isPeriod, type QueryGrid, queryGrid } from './query-grid.ts'
import { parseStatistic } from './statistic.ts'
import { validationError } from './validation-error.ts'

const maximumQueries = 500
const maximumDatapoints = 100_800

interface TimeRange {
  readonly startMs: number
  readonly endMs: number
  readonly nowMs: number
}

/**
 * @throws ValidationError for bad queries, times and expressions
 * @throws InvalidNextToken
 */
export function getMetricData(
  store: MetricStore,
  input: GetMetricDataCommandInput,
  nowMs: number,
): GetMetricDataOutput {
  const queries = checkQueries(input.MetricDataQueries ?? [])
  const maxDatapoints = checkMaxDatapoints(input.MaxDatapoints)
  const token = input.NextToken === undefined ? { delivered: 0, nowMs } : fromToken(input.NextToken)
  const range = { ...checkTimes(input), nowMs: token.nowMs }
  const data = new QueryReader(store, queries, range).readAll()
  const scanBy = input.ScanBy ?? 'TimestampDescending'
  const page = dataPage(data, scanBy, token.delivered, maxDatapoints)
  // "NextToken is not returned if you are performing a math expression" (MetricDataResult.StatusCode).
  const isPaged = !page.isLast && queries.every(({ Expression }) => Expression === undefined)
  const next = isPaged ? { NextToken: toToken({ delivered: page.delivered, nowMs: token.nowMs }) } : {}
  return { MetricDataResults: page.results, Messages: [], ...next }
}

/** Reads each query once, in whatever order the expressions need. */
class QueryReader {
  readonly #store: MetricStore
  readonly #queries: readonly MetricDataQuery[]
  readonly #range: TimeRange
  readonly #byId: ReadonlyMap<string, MetricDataQuery>
  readonly #done = new Map<string, QueryData>()
  readonly #underWay = new Set<string>()

  constructor(store: MetricStore, queries: readonly MetricDataQuery[], range: TimeRange) {
    this.#store = store
    this.#queries = queries
    this.#range = range
    this.#byId = new Map(queries.map(query => [query.Id ?? '', query]))
  }

  readAll(): QueryData[] {
    const data = this.#queries.map(query => this.#read(query))
    return data.filter((_, index) => this.#queries[index].ReturnData !== false)
  }

  #read(query: MetricDataQuery): QueryData {
    const id = query.Id ?? ''
    const known = this.#done.get(id)
    if (known !== undefined) return known
    const data =
      query.Expression === undefined ? this.#readMetric(query, id) : this.#calculate(query.Expression, query, id)
    this.#done.set(id, data)
    return data
  }

  #readMetric({ MetricStat, Label }: MetricDataQuery, id: string): QueryData {
    const { Metric, Period, Stat } = MetricStat!
    const { startMs, endMs, nowMs } = this.#range
    const grid = queryGrid(startMs, endMs, Period!, nowMs)
    const series = this.#store.find(toKey(Metric!))
    const values =
      series?.values(parseStatistic(Stat)!, grid.startMs, grid.periodMs, grid.bins, nowMs) ?? missing(grid.bins)
    return { id, label: Label ?? Metric?.MetricName ?? id, grid, values }
  }

  #calculate(expression: string, { Label }: MetricDataQuery, id: string): QueryData {
    if (this.#underWay.has(id)) throw validationError(`Error in expression '${id}': it refers to itself`)
    this.#underWay.add(id)
    const grids: QueryGrid[] = []
    const values = evaluateMath(parseMath(expression), reference => {
      const operand = this.#readReference(reference, id)
      grids.push(operand.grid)
      return operand.values
    })
    this.#underWay.delete(id)
    if (typeof values === 'number') {
      throw validationError(`Error in expression '${id}': got a single number, wanted a time series`)
    }
    return { id, label: Label ?? id, grid: commonGrid(grids, id), values }
  }

  #readReference(reference: string, id: string): QueryData {
    const query = this.#byId.get(reference)
    if (query === undefined) throw validationError(`Error in expression '${id}': undefined id '${reference}'`)
    return this.#read(query)
  }
}

function commonGrid(grids: readonly QueryGrid[], id: string): QueryGrid {
  const [first] = grids
  if (grids.every(({ periodMs }) => periodMs === first.periodMs)) return first
  throw validationError(`Error in expression '${id}': got metrics of different periods, wanted one period`)
}

function missing(bins: number): Float64Array {
  return new Float64Array(bins).fill(Number.NaN)
}

/** The store's key of an SDK metric. */
export function toKey({ Namespace = '', MetricName = '', Dimensions = [] }: Metric): MetricKey {
  const dimensions: Record<string, string> = {}
  for (const { Name = '', Value = '' } of Dimensions) dimensions[Name] = Value
  return { namespace: Namespace, metricName: MetricName, dimensions }
}

function checkQueries(queries: readonly MetricDataQuery[]): readonly MetricDataQuery[] {
  if (queries.length === 0) throw validationError('The parameter MetricDataQueries is required.')
  if (queries.length > maximumQueries) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${maximumQueries}.`)
  }
  const ids = new Set<string>()
  queries.forEach((query, index) => {
    const name = `MetricDataQueries.member.${index + 1}`
    checkId(query.Id, ids, name)
    if ((query.Expression === undefined) === (query.MetricStat === undefined)) {
      throw validationError(`${name}: got both or neither of Expression and MetricStat, wanted one of them`)
    }
    if (query.MetricStat !== undefined) checkMetricStat(query.MetricStat, `${name}.MetricStat`)
  })
  return queries
}

function checkId(id: string | undefined, ids: Set<string>, name: string): void {
  if (id === undefined || !/^[a-z]\w*$/.test(id)) {
    throw validationError(
      `The value ${id} for parameter ${name}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    )
  }
  if (ids.has(id)) throw validationError(`The value ${id} for parameter ${name}.Id is not unique.`)
  ids.add(id)
}

function checkMetricStat({ Metric, Period, Stat }: NonNullable<MetricDataQuery['MetricStat']>, name: string): void {
  if (!Metric?.Namespace || !Metric.MetricName) {
    throw validationError(`The parameters ${name}.Metric.Namespace and ${name}.Metric.MetricName are required.`)
  }
  if (!isPeriod(Period)) {
    throw validationError(`The parameter ${name}.Period is ${Period}, wanted 1, 5, 10, 20, 30 or any multiple of 60.`)
  }
  if (parseStatistic(Stat) === undefined) {
    throw validationError(`The value for parameter ${name}.Stat is not a valid statistic: ${Stat}`)
  }
}

function checkTimes({ StartTime, EndTime }: GetMetricDataCommandInput): { startMs: number; endMs: number } {
  const startMs = StartTime?.getTime() ?? Number.NaN
  const endMs = EndTime?.getTime() ?? Number.NaN
  if (startMs < endMs) return { startMs, endMs }
  throw validationError('The parameter StartTime must be less than the parameter EndTime.')
}

function checkMaxDatapoints(wanted = maximumDatapoints): number {
  if (wanted >= 1 && wanted <= maximumDatapoints) return wanted
  throw validationError(`The parameter MaxDatapoints is ${wanted}, wanted 1 to ${maximumDatapoints}.`)
}
