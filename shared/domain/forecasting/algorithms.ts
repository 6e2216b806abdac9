/** Names of the forecast algorithms, as tags, the API and the command line spell them. */
export const forecastAlgorithms = [
  'auto',
  'seasonal-naive',
  'ets',
  'mstl',
  'arima',
  'prophet',
  'harmonic',
  'seasonal-ar',
  'holt-winters',
  'neural',
] as const

export type ForecastAlgorithm = (typeof forecastAlgorithms)[number]
