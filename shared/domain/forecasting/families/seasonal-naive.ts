// Seasonal naive: demand goes on as it did at the same time yesterday, or a week ago.
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { repeated } from './repeated.ts'

type Season = 'day' | 'week'

/** The last day, or the last week, again and again. */
export function repeatedSeason(season: Season): Family {
  const seasonBins = (dayBins: number) => (season === 'day' ? dayBins : 7 * dayBins)
  return {
    name: 'seasonal-naive',
    fewestBins: seasonBins,
    fit: ({ dayBins }) => repeating(seasonBins(dayBins)),
  }
}

function repeating(seasonBins: number): Expert {
  return { foretell: (values, horizonBins) => repeated(values, seasonBins, horizonBins) }
}

/** Whichever of day and week has lately been closer to what came a day ahead. */
export const seasonalNaive: Family = {
  name: 'seasonal-naive',
  fewestBins: dayBins => dayBins,
  fit: history => repeating(closerSeason(history)),
}

function closerSeason({ values, trust, dayBins }: SeasonalHistory): number {
  const weekBins = 7 * dayBins
  const from = Math.max(weekBins, values.length - weekBins)
  if (values.length - from < dayBins) return dayBins
  const daily = meanMiss(values, trust, dayBins, from)
  return meanMiss(values, trust, weekBins, from) < daily ? weekBins : dayBins
}

function meanMiss(values: Float64Array, trust: Float64Array, lag: number, from: number): number {
  let sum = 0
  for (let bin = from; bin < values.length; bin++) sum += trust[bin] * Math.abs(values[bin] - values[bin - lag])
  return sum
}
