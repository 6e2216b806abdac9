// Writes docs/scenario.schema.json from the scenario's schema; run it after every change of simulator/scenario.ts.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { scenarioJsonSchema } from '../simulator/scenario.ts'

const path = 'docs/scenario.schema.json'
writeFileSync(path, JSON.stringify(scenarioJsonSchema(), null, 2))
execFileSync('node_modules/.bin/biome', ['format', '--write', path])
