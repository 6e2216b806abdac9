import { afterAll } from 'vitest'
import type { Region } from '../../simulator/region.ts'
import { createTable, makeRegion, minuteMs, tableName } from '../shared/aws/region.ts'
import type { ContractCloud } from './contract-cloud.ts'
import { everyContract } from './every-contract.ts'
import { NotedCalls } from './note-calls.ts'

const noted = new NotedCalls()
afterAll(() => noted.leave('simulated'))

const team = { nowMs: 0, caller: 'team' }
/** Longer than a launch, a delivery, or the time until a metric can be read. */
const settleMs = 10 * minuteMs

/** A region of its own for every test. */
async function open(adapter: string): Promise<ContractCloud> {
  const { region } = makeRegion({ onCall: ({ caller, operation }) => noted.note(caller, operation) })
  createTable(region)
  let names = 0
  return {
    clients: region.clients(adapter),
    team: region.clients('team'),
    tableName,
    launchTemplateName: 'web',
    vpcId: 'vpc-1',
    subnetIds: ['subnet-us-east-1a', 'subnet-us-east-1b'],
    now: () => region.clock.now(),
    name: base => `${base}-${++names}`,
    settle: () => region.clock.runUntil(region.clock.now() + settleMs),
    makeFunction: async () => makeFunction(region),
    makeTopic: async () => makeTopic(region),
  }
}

function makeFunction(region: Region) {
  const events: unknown[] = []
  region.lambda.register('noting', async event => events.push(event), { timeoutSeconds: 50 })
  return { name: 'noting', events: () => events }
}

function makeTopic(region: Region) {
  const { TopicArn = '' } = region.sns.operations.CreateTopic({ Name: 'alerts' }, team)
  let subscribers = 0
  const subscribe = async (filter: object = {}) => {
    const Endpoint = `http://subscriber-${++subscribers}`
    const Attributes = { FilterPolicy: JSON.stringify(filter) }
    region.sns.operations.Subscribe({ TopicArn, Protocol: 'http', Endpoint, Attributes }, team)
    return () => region.sns.delivered.filter(({ endpoint }) => endpoint === Endpoint)
  }
  return { arn: TopicArn, subscribe }
}

everyContract({ open, lacks: new Set() })
