/** The Python peers and what they stand on; Prophet brings its compiled Stan model. */
export const peerPackages = [
  'statsforecast==2.1.1',
  'prophet==1.5.0',
  'numpy==2.4.6',
  'pandas==2.3.3',
  'scipy==1.17.1',
  'statsmodels==0.15.0',
] as const

/** What has to be importable for the worker to start. */
export const peerModules = ['statsforecast', 'prophet'] as const
