// Pages and filters of the describing operations.
import { validationError } from './errors.ts'

/** Source: PageSize in the SDK. */
const maximumPageSize = 400
/** Source: "You cannot describe more than '20' …" of the service; DescribeTagsInput in the SDK. */
const maximumNamedResources = 20

export interface PageRequest {
  readonly Marker?: string
  readonly PageSize?: number
}

/** @throws ValidationError for a page size outside 1 to 400 or a marker that is not ours */
export function pageOf<Item>(items: readonly Item[], { Marker, PageSize = maximumPageSize }: PageRequest) {
  if (!(PageSize >= 1 && PageSize <= maximumPageSize)) {
    throw validationError(`PageSize: got ${PageSize}, wanted 1 to ${maximumPageSize}`)
  }
  if (Marker !== undefined && !/^\d+$/.test(Marker)) {
    throw validationError(`Marker: got '${Marker}', wanted one of the page before`)
  }
  const end = Number(Marker ?? 0) + PageSize
  return { items: items.slice(end - PageSize, end), nextMarker: end < items.length ? String(end) : undefined }
}

/**
 * One kind of filter at a time, and at most 20 resources by name or ARN.
 * @throws ValidationError
 */
export function checkFilters(filters: Readonly<Record<string, string | readonly string[] | undefined>>): void {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  if (given.length > 1)
    throw validationError(`got ${given.map(([name]) => name).join(' and ')}, wanted only one of them`)
  const [name, value] = given[0] ?? []
  if (Array.isArray(value) && value.length > maximumNamedResources) {
    throw validationError(`You cannot describe more than '${maximumNamedResources}' resources at a time: ${name}`)
  }
}
