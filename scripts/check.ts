// `npm run check`: everything that must hold besides the tests. Every step runs, so that one run tells all that is wrong.
import { runSteps } from './run-steps.ts'

const failed = runSteps(
  [
    { name: 'types', command: ['tsc', '-p', '.'] },
    { name: 'types of the page', command: ['tsc', '-p', 'simulator/console/page'] },
    { name: 'lint and format', command: ['biome', 'check', '.'] },
    { name: 'layers', command: ['node', 'scripts/check-layers.ts'] },
    { name: 'dead code', command: ['knip', '--no-progress'] },
    { name: 'coverage table', command: ['node', 'scripts/check-coverage.ts'] },
  ],
  console.log,
)
process.exitCode = failed > 0 ? 1 : 0
