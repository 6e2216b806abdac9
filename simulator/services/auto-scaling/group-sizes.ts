// MinSize, MaxSize and DesiredCapacity, and the rules between them (source: CreateAutoScalingGroup, UpdateAutoScalingGroup).
import { validationError } from './errors.ts'

/** All in instances. */
export interface GroupSizes {
  readonly minSize: number
  readonly maxSize: number
  readonly desiredCapacity: number
}

/** What one call or scheduled action names; whatever is left out keeps its value. */
export interface SizeChange {
  readonly minSize?: number
  readonly maxSize?: number
  readonly desiredCapacity?: number
}

/** The SDK's spelling of the same three numbers. */
interface NamedSizes {
  readonly MinSize?: number
  readonly MaxSize?: number
  readonly DesiredCapacity?: number
}

export function sizeChangeOf({ MinSize, MaxSize, DesiredCapacity }: NamedSizes): SizeChange {
  return { minSize: MinSize, maxSize: MaxSize, desiredCapacity: DesiredCapacity }
}

/**
 * Sizes of a new group; DesiredCapacity is MinSize unless it is given.
 * @throws ValidationError
 */
export function initialSizes({ minSize, maxSize, desiredCapacity = minSize }: SizeChange): GroupSizes {
  if (minSize === undefined || maxSize === undefined || desiredCapacity === undefined) {
    throw validationError('MinSize and MaxSize are required')
  }
  return checked({ minSize, maxSize, desiredCapacity })
}

/**
 * Sizes after a change. Unless it names DesiredCapacity too, raising MinSize above it or lowering MaxSize below it moves
 * it along; a DesiredCapacity that the change names has to fit.
 * @throws ValidationError
 */
export function changedSizes(current: GroupSizes, change: SizeChange): GroupSizes {
  const minSize = change.minSize ?? current.minSize
  const maxSize = change.maxSize ?? current.maxSize
  const carried = Math.min(Math.max(current.desiredCapacity, minSize), maxSize)
  return checked({ minSize, maxSize, desiredCapacity: change.desiredCapacity ?? carried })
}

function checked(sizes: GroupSizes): GroupSizes {
  const { minSize, maxSize, desiredCapacity } = sizes
  for (const size of [minSize, maxSize, desiredCapacity]) {
    if (!Number.isInteger(size) || size < 0)
      throw validationError(`Group sizes must be integers from 0 on, got ${size}`)
  }
  if (maxSize < minSize) {
    throw validationError(`Max bound, ${maxSize}, must be greater than or equal to min bound, ${minSize}`)
  }
  if (desiredCapacity < minSize || desiredCapacity > maxSize) {
    throw validationError(
      `Desired capacity:${desiredCapacity} must be between the specified min size:${minSize} and max size:${maxSize}`,
    )
  }
  return sizes
}
