import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KillSwitch } from '../../../shared/aws/kill-switch.ts'
import { makeRegion, startMs } from './region.ts'

const name = '/penumbra/mode'

function makeSwitch(value?: string) {
  const { region, clients } = makeRegion()
  if (value !== undefined) {
    region.ssm.operations.PutParameter(
      { Name: name, Value: value, Type: 'String' },
      { nowMs: startMs, caller: 'operator' },
    )
  }
  return new KillSwitch(clients.ssm, name)
}

describe('the kill switch', () => {
  it.each(['run', 'freeze', 'restore'] as const)('reads %s as it was set', async mode => {
    expect(await makeSwitch(mode).read()).toBe(mode)
  })

  it.each([
    ['Freeze', 'freeze'],
    [' restore\n', 'restore'],
    ['RUN', 'run'],
  ])('forgives case and spaces: %j means %s', async (value, mode) => {
    expect(await makeSwitch(value).read()).toBe(mode)
  })

  it.each(['stop', 'true', 'running', 'run,freeze', ' '])('takes %j, which means nothing, for freeze', async value => {
    expect(await makeSwitch(value).read()).toBe('freeze')
  })

  it('never takes a text that is not one of its words for run or restore', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), async value => {
        fc.pre(!['run', 'restore'].includes(value.trim().toLowerCase()))
        expect(await makeSwitch(value).read()).toBe('freeze')
      }),
    )
  })

  it('without any value means freeze', async () => {
    const client = new SSMClient({ region: 'us-east-1' })
    mockClient(client)
      .on(GetParameterCommand)
      .resolves({ Parameter: { Name: name } })
    expect(await new KillSwitch(client, name).read()).toBe('freeze')
  })

  it('that has been deleted freezes, never a mode to act in', async () => {
    expect(await makeSwitch().read()).toBe('freeze')
  })
})

describe('setting it', () => {
  it.each(['run', 'freeze', 'restore'] as const)('to %s holds for whoever reads it next', async mode => {
    const killSwitch = makeSwitch('run')
    await killSwitch.write(mode)
    expect(await killSwitch.read()).toBe(mode)
  })
})
