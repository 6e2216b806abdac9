#!/usr/bin/env node
import { runPenumbra } from './run-penumbra.ts'
import { terminalOf } from './terminal.ts'

process.exitCode = await runPenumbra(process.argv.slice(2), {
  terminal: terminalOf(process.stdout, process.stderr, process.env),
  variables: process.env,
  now: () => Date.now(),
})
