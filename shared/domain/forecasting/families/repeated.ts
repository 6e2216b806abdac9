/** The last `seasonBins` values, or all where there are fewer, again and again; 0 where there is none. */
export function repeated(values: Float64Array, seasonBins: number, horizonBins: number): Float64Array {
  const season = Math.min(seasonBins, values.length)
  const from = values.length - season
  return new Float64Array(horizonBins).map((_, ahead) => (season > 0 ? values[from + (ahead % season)] : 0))
}
