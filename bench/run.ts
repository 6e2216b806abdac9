// npm run bench -- NAME [--quick] [--data FOLDER] [--seeds N] [--peers-cache FILE] [--only PARTS]: prints figures; a test never times anything.
import { Command } from 'commander'
import { InputError } from '../shared/domain/errors.ts'
import { commaSeparated, runCommand, wholeNumber } from '../shared/runtime/command-line.ts'
import type { BenchOptions } from './bench-options.ts'
import { benchBundles } from './bundles.ts'
import { benchClosedLoop } from './closed-loop.ts'
import { benchCost } from './cost.ts'
import { benchForecast } from './forecast.ts'
import { benchGroups } from './groups.ts'
import { benchSensitivity } from './sensitivity.ts'
import { benchTick } from './tick.ts'
import { benchWidgets } from './widgets.ts'

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<void>>> = {
  bundles: benchBundles,
  'closed-loop': benchClosedLoop,
  cost: benchCost,
  forecast: benchForecast,
  groups: benchGroups,
  sensitivity: benchSensitivity,
  tick: benchTick,
  widgets: benchWidgets,
}

const command = new Command('bench')
  .description(`measures and prints: ${Object.keys(benches).join(', ')} (default: all that need no data)`)
  .argument('[name]')
  .option('--quick', 'a smaller run', false)
  .option('--data <folder>', 'folder of real load traces')
  .option('--peers-cache <file>', "keeps the answers of the forecast bench's peers")
  .option('--only <parts>', 'parts of the forecast bench, separated by commas', commaSeparated)
  .option('--seeds <n>', 'seeds of the closed loop', wholeNumber, 1)
  .action(async (name: string | undefined, options: BenchOptions) => {
    for (const bench of benchesFor(name)) await bench(options)
  })

function benchesFor(name: string | undefined) {
  if (name === undefined) return [benches.tick, benches.widgets, benches.bundles, benches.groups]
  const bench = benches[name]
  if (bench !== undefined) return [bench]
  throw new InputError(`got bench "${name}", wanted one of ${Object.keys(benches).join(', ')}`)
}

await runCommand(command, process.argv)
