// Who may import whom. Types count: a room that needs another's types depends on it.
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** A TypeScript source; the path is relative to the repository, with forward slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

interface Room {
  readonly files: RegExp
  readonly mayImport: readonly RegExp[]
}

const domain = /^shared\/domain\//
const adapters = /^shared\/aws\//
const runtime = /^shared\/runtime\//
const functions = /^functions\//
const simulator = /^simulator\//
const bench = /^bench\//
const infra = /^infra\//
const scripts = /^scripts\//
const awsSdk = /^package:@(aws-sdk|smithy)\//
const otherPackages = /^package:(?!@(aws-sdk|smithy)\/)/

/** One row a room: where its files lie, and the files and packages that it may import. */
const rooms: readonly Room[] = [
  { files: domain, mayImport: [domain, /^package:zod$/] },
  { files: adapters, mayImport: [adapters, domain, awsSdk, otherPackages] },
  { files: runtime, mayImport: [runtime, domain, awsSdk, otherPackages] },
  { files: functions, mayImport: [functions, adapters, runtime, domain, otherPackages] },
  { files: simulator, mayImport: [simulator, functions, adapters, runtime, domain, awsSdk, otherPackages] },
  {
    files: bench,
    mayImport: [
      bench,
      infra,
      simulator,
      functions,
      adapters,
      runtime,
      domain,
      /^scripts\/python-environment\.ts$/,
      otherPackages,
    ],
  },
  {
    files: infra,
    mayImport: [
      infra,
      domain,
      /^shared\/runtime\/env\.ts$/,
      /^shared\/runtime\/forecast-libraries\/wasm-modules\.ts$/,
      /^functions\/operate\/commands\.ts$/,
      awsSdk,
      otherPackages,
    ],
  },
  {
    files: scripts,
    mayImport: [
      scripts,
      simulator,
      domain,
      /^shared\/runtime\/progress\.ts$/,
      /^functions\/operate\/openapi\.ts$/,
      otherPackages,
    ],
  },
  { files: /^test\//, mayImport: [/./] },
]

const sourceGlob = '{bench,functions,infra,scripts,shared,simulator,test}/**/*.ts'
/** Static imports and re-exports begin a line; `import('…')` and `import '…'` may stand anywhere. */
const importPattern = /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm
const sdkImportPattern = /^import\s*\{([^}]*)\}\s*from\s*['"]@aws-sdk\/client-/gm

/** Lines that say what is wrong, in the order of the sources; none when all is well. */
export function findLayerViolations(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map(source => [source.path, importsOf(source)]))
  return [
    ...sources.flatMap(source => roomViolations(source.path, imports)),
    ...sources.flatMap(clientViolations),
    ...cycles(imports),
  ]
}

/** What a source imports: repository paths, or `package:` and the name as written. */
function importsOf({ path, text }: Source): string[] {
  return [...text.matchAll(importPattern)]
    .map(([, from, bare]) => from ?? bare)
    .map(name => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : `package:${name}`))
}

function roomViolations(path: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const room = rooms.find(({ files }) => files.test(path))
  if (room === undefined) return [`${path}: got a file in no room, wanted one that scripts/check-layers.ts knows`]
  return (imports.get(path) ?? [])
    .filter(target => !room.mayImport.some(allowed => allowed.test(target)))
    .map(target => `${path} imports ${target.replace('package:', '')}, which its room may not`)
}

/** Only the runtime makes SDK clients: everything else gets them, which is how the simulated region takes their place. */
function clientViolations({ path, text }: Source): string[] {
  if (runtime.test(path) || path.startsWith('test/')) return []
  const clients = [...text.matchAll(sdkImportPattern)].flatMap(([, names]) => names.match(/\w+Client\b/g) ?? [])
  return clients
    .filter(client => new RegExp(`\\bnew ${client}\\(`).test(text))
    .map(client => `${path} makes a ${client}, which only shared/runtime may`)
}

/** Depth first; each circle is told once, from the file where it was entered. */
function cycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>()
  const trail: string[] = []
  const found: string[] = []
  const visit = (path: string): void => {
    if (finished.has(path)) return
    const entered = trail.indexOf(path)
    if (entered >= 0) {
      found.push(`circular import: ${[...trail.slice(entered), path].join(' → ')}`)
      return
    }
    trail.push(path)
    for (const target of imports.get(path) ?? []) visit(target)
    trail.pop()
    finished.add(path)
  }
  for (const path of imports.keys()) visit(path)
  return found
}

function readSources(): Source[] {
  return globSync(sourceGlob).map(path => ({ path: path.replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }))
}

if (import.meta.main) {
  const violations = findLayerViolations(readSources())
  for (const violation of violations) console.error(violation)
  process.exitCode = violations.length > 0 ? 1 : 0
}
