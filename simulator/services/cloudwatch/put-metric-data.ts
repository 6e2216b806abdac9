// PutMetricData: nothing is stored unless the whole request is good.
import {
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  type MetricDatum,
  MissingRequiredParameterException,
  type PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch'
import { toKey } from './get-metric-data.ts'
import type { Datum } from './metric-key.ts'
import type { MetricStore } from './metric-store.ts'

const maximumData = 1000
const maximumDimensions = 30
const maximumUniqueValues = 150
const largestMagnitude = 2 ** 360
const hourMs = 3_600_000
const oldestMs = 14 * 24 * hourMs
const newestMs = 2 * hourMs

/**
 * @throws InvalidParameterValueException
 * @throws InvalidParameterCombinationException
 * @throws MissingRequiredParameterException
 */
export function putMetricData(store: MetricStore, input: PutMetricDataCommandInput, nowMs: number): void {
  const namespace = checkNamespace(input.Namespace)
  const data = checkData(input)
  const checked = data.map((datum, index) => checkDatum(datum, `MetricData.member.${index + 1}`, nowMs))
  data.forEach(({ MetricName, Dimensions, StorageResolution, Timestamp }, index) => {
    const key = toKey({ Namespace: namespace, MetricName, Dimensions })
    // A metric keeps the resolution that it was first published with.
    const series = store.find(key) ?? store.series(key, StorageResolution === 1 ? 1 : 60)
    series.record(Timestamp?.getTime() ?? nowMs, checked[index])
  })
}

function checkNamespace(namespace = ''): string {
  if (/^[\x20-\x7e]{1,255}$/.test(namespace) && !namespace.startsWith('AWS/')) return namespace
  throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`)
}

function checkData({ MetricData, EntityMetricData }: PutMetricDataCommandInput): readonly MetricDatum[] {
  const data = [...(MetricData ?? []), ...(EntityMetricData ?? []).flatMap(({ MetricData = [] }) => MetricData)]
  if (data.length === 0) throw missingParameter('The parameter MetricData is required.')
  if (data.length > maximumData) {
    throw invalidValue(`The collection MetricData must not have a size greater than ${maximumData}.`)
  }
  return data
}

function checkDatum(datum: MetricDatum, name: string, nowMs: number): Datum {
  if (!datum.MetricName) throw missingParameter(`The parameter ${name}.MetricName is required.`)
  if (datum.MetricName.length > 255)
    throw invalidValue(`The parameter ${name}.MetricName is longer than 255 characters.`)
  if ((datum.Dimensions?.length ?? 0) > maximumDimensions) {
    throw invalidValue(`The collection ${name}.Dimensions must not have a size greater than ${maximumDimensions}.`)
  }
  if (datum.StorageResolution !== undefined && datum.StorageResolution !== 1 && datum.StorageResolution !== 60) {
    throw invalidValue(`The value ${datum.StorageResolution} for parameter ${name}.StorageResolution is not 1 or 60.`)
  }
  checkTimestamp(datum.Timestamp, name, nowMs)
  return toDatum(datum, name)
}

function checkTimestamp(timestamp: Date | undefined, name: string, nowMs: number): void {
  if (timestamp === undefined) return
  const aheadMs = timestamp.getTime() - nowMs
  if (aheadMs >= -oldestMs && aheadMs <= newestMs) return
  throw invalidValue(`The parameter ${name}.Timestamp must be no older than two weeks and at most two hours ahead.`)
}

function toDatum({ Value, Values, Counts, StatisticValues }: MetricDatum, name: string): Datum {
  const given = [Value, Values, StatisticValues].filter(part => part !== undefined)
  if (given.length === 0) throw missingParameter(`The parameter ${name}.Value, Values or StatisticValues is required.`)
  if (given.length > 1) throw combination(`${name}: got several of Value, Values and StatisticValues, wanted one.`)
  if (Value !== undefined) return fromValues([Value], undefined, name)
  if (Values !== undefined) return fromValues(Values, Counts, name)
  return fromStatisticSet(StatisticValues!, name)
}

function fromValues(values: readonly number[], counts: readonly number[] | undefined, name: string): Datum {
  if (values.length === 0 || values.length > maximumUniqueValues) {
    throw invalidValue(`The collection ${name}.Values has ${values.length} values, wanted 1 to ${maximumUniqueValues}.`)
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw combination(`${name}: got ${counts.length} Counts for ${values.length} Values, wanted as many.`)
  }
  for (const value of [...values, ...(counts ?? [])]) checkNumber(value, name)
  const countOf = (index: number): number => counts?.[index] ?? 1
  return {
    sum: values.reduce((sum, value, index) => sum + value * countOf(index), 0),
    sampleCount: values.reduce((sum, _, index) => sum + countOf(index), 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  }
}

function fromStatisticSet(set: NonNullable<MetricDatum['StatisticValues']>, name: string): Datum {
  const { SampleCount = Number.NaN, Sum = Number.NaN, Minimum = Number.NaN, Maximum = Number.NaN } = set
  for (const value of [SampleCount, Sum, Minimum, Maximum]) checkNumber(value, name)
  if (SampleCount <= 0 || Minimum > Maximum) {
    throw invalidValue(`The statistic set of ${name} has no samples, or a Minimum above its Maximum.`)
  }
  return { sum: Sum, sampleCount: SampleCount, minimum: Minimum, maximum: Maximum }
}

function checkNumber(value: number, name: string): void {
  if (Math.abs(value) <= largestMagnitude) return
  throw invalidValue(`The value ${value} of ${name} is invalid: wanted a number from -2^360 to 2^360.`)
}

function invalidValue(message: string): Error {
  return new InvalidParameterValueException({ message, $metadata: { httpStatusCode: 400 } })
}

function combination(message: string): Error {
  return new InvalidParameterCombinationException({ message, $metadata: { httpStatusCode: 400 } })
}

function missingParameter(message: string): Error {
  return new MissingRequiredParameterException({ message, $metadata: { httpStatusCode: 400 } })
}
