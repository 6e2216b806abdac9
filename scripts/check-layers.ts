// Who may import whom (docs/how-it-works.md draws it). Types count: a room that needs another's types depends on it.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

/** A TypeScript source; paths are relative to the repository, with forward slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

export interface Import {
  readonly from: string
  /** A repository path for a relative import, else the package or built-in as written. */
  readonly to: string
}

interface Room {
  readonly path: RegExp
  /** Repository paths and packages that this room may import. */
  readonly mayImport: readonly RegExp[]
}

const domain = /^shared\/domain\//
const adapters = /^shared\/aws\//
const runtime = /^shared\/runtime\//
const functions = /^functions\//
const simulator = /^simulator\//
const anySource = /^[\w.-]+\//
const awsSdk = /^@(aws-sdk|smithy)\//
const otherPackage = /^(node:|(?!@aws-sdk\/|@smithy\/|node:)@?[a-z])/

const rooms: Readonly<Record<string, Room>> = {
  domain: { path: domain, mayImport: [domain, /^zod$/] },
  adapters: { path: adapters, mayImport: [adapters, domain, awsSdk, otherPackage] },
  runtime: { path: runtime, mayImport: [runtime, domain, awsSdk, otherPackage] },
  functions: { path: functions, mayImport: [functions, adapters, runtime, domain, otherPackage] },
  simulator: { path: simulator, mayImport: [simulator, functions, adapters, runtime, domain, awsSdk, otherPackage] },
  bench: { path: /^bench\//, mayImport: [/^bench\//, simulator, functions, adapters, runtime, domain, otherPackage] },
  infra: { path: /^infra\//, mayImport: [/^infra\//, /^shared\/runtime\/env\.ts$/, awsSdk, otherPackage] },
  scripts: { path: /^scripts\//, mayImport: [/^scripts\//, otherPackage] },
  test: { path: /^test\//, mayImport: [anySource, awsSdk, otherPackage] },
}
