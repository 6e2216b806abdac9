#!/usr/bin/env node
import { runPenumbra } from './run-penumbra.ts'
import { terminalOf } from './terminal.ts'

// Whoever has read enough, as `| head` has, closes the pipe; what was asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runPenumbra(process.argv.slice(2), {
  terminal: terminalOf(process.stdout, process.stderr, process.env),
  variables: process.env,
  now: () => Date.now(),
})
