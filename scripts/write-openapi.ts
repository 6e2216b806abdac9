// Writes docs/openapi.json from the operations' schemas; run it after every change of functions/operate.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { openApiDocument } from '../functions/operate/openapi.ts'

const path = 'docs/openapi.json'
writeFileSync(path, JSON.stringify(openApiDocument(), null, 2))
execFileSync('node_modules/.bin/biome', ['format', '--write', path])
