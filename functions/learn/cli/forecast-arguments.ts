import { InvalidArgumentError } from 'commander'
import { type ForecastAlgorithm, forecastAlgorithms } from '../../../shared/domain/forecasting/algorithms.ts'
import { isBin } from './demand-file.ts'

export function atLeastOne(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidArgumentError(`got "${text}", wanted a whole number from 1 on`)
}

export function binOf(text: string): number {
  const seconds = Number(text)
  if (isBin(seconds)) return seconds
  throw new InvalidArgumentError(`got "${text}", wanted seconds, 60 to 3600, a whole number of them in a day`)
}

export function algorithmOf(text: string): ForecastAlgorithm {
  const found = forecastAlgorithms.find(name => name === text)
  if (found !== undefined) return found
  throw new InvalidArgumentError(`got "${text}", wanted one of ${forecastAlgorithms.join(', ')}`)
}

/** Ascending, each once. */
export function levelsOf(text: string): number[] {
  const levels = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)))
  if (levels.every(level => level > 0 && level < 1)) return [...new Set(levels)].sort((a, b) => a - b)
  throw new InvalidArgumentError(`got "${text}", wanted numbers between 0 and 1 separated by commas`)
}
