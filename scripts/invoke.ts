// npm run invoke -- FUNCTION [EVENT.json]: runs one Lambda handler with its production wiring on this machine. The SDK's own
// variables say where to (AWS_REGION, credentials, AWS_ENDPOINT_URL), the function's own what it is to work on.
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

type Handler = (event: unknown, context: object) => Promise<unknown>

/** What was asked for cannot be done; the message is one line, what was got and what was wanted. */
class UsageError extends Error {}

const functionsFolder = new URL('../functions/', import.meta.url)
/** As long as Lambda lets a function run. */
const longestMs = 900_000

function sourceOf(name: string): URL {
  return new URL(`${name}/lambda.ts`, functionsFolder)
}

function checkName(name: string | undefined): string {
  const names = readdirSync(functionsFolder).filter(folder => existsSync(sourceOf(folder)))
  if (name !== undefined && names.includes(name)) return name
  throw new UsageError(`function: got ${name ?? 'none'}, wanted ${names.join(', ')}`)
}

function readEvent(path: string | undefined): unknown {
  if (path === undefined) return {}
  const text = readText(path)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path}: got ${firstLine(error)}, wanted JSON`)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path}: got ${firstLine(error)}, wanted a file`)
  }
}

/** A function reads its environment when it is loaded, and says what is missing of it. */
async function load(name: string): Promise<Handler> {
  try {
    const { handler } = (await import(sourceOf(name).href)) as { handler: Handler }
    return handler
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigurationError') throw new UsageError(firstLine(error))
    throw error
  }
}

function contextOf(functionName: string): object {
  const endMs = performance.now() + longestMs
  return {
    functionName,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.max(0, endMs - performance.now()),
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]
}

async function main([name, path, ...rest]: readonly string[]): Promise<number> {
  try {
    if (rest.length > 0) throw new UsageError(`got ${rest.length + 2} arguments, wanted FUNCTION [EVENT.json]`)
    const event = readEvent(path)
    const handler = await load(checkName(name))
    console.log(JSON.stringify((await handler(event, contextOf(name ?? ''))) ?? null))
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`invoke: ${error.message}`)
      return 2
    }
    console.error(`invoke ${name}: got ${error instanceof Error ? error.name : 'an error'}, wanted an answer:`, error)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
