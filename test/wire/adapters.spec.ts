import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContractCloud, Feature } from '../contract/contract-cloud.ts'
import { everyContract } from '../contract/every-contract.ts'
import { NotedCalls } from '../contract/note-calls.ts'
import { Mailbox } from './mailbox.ts'
import { makeWireCloud } from './wire-cloud.ts'

/** What moto answers otherwise than AWS. */
const lacks: ReadonlySet<Feature> = new Set([
  'a MinSize above MaxSize is refused',
  'a DesiredCapacity below MinSize is refused',
  'a scheduled action in the past is refused',
  'activities of launches are kept',
  'a warm pool has instances',
  'a warm pool is shown until its instances are gone',
])

/** moto answers these with an empty list whatever there is, which proves nothing. */
const empty: ReadonlySet<string> = new Set(['DescribeScalingActivities', 'DescribeWarmPool'])

const mailbox = new Mailbox()
const noted = new NotedCalls()
let open: (adapter: string) => Promise<ContractCloud>

beforeAll(async () => {
  // An account of its own: the deployed control plane must not find the groups that are opted in here.
  process.env.AWS_ENDPOINT_URL = process.env.WIRE_CONTRACTS_ENDPOINT
  await mailbox.open()
  open = await makeWireCloud(mailbox, (adapter, operation) => {
    if (!empty.has(operation)) noted.note(adapter, operation)
  })
})

afterAll(() => {
  noted.leave('wire')
  mailbox.close()
})

everyContract({ open: adapter => open(adapter), lacks })

describe('what the emulators lack', () => {
  it.each([...lacks])('has a row in docs/wire.md: %s', feature => {
    expect(readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8')).toContain(`| ${feature} |`)
  })
})
