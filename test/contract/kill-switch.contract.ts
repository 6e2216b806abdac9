import { PutParameterCommand } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { ContractOptions } from './contract-cloud.ts'

export function killSwitchContract({ open }: ContractOptions): void {
  async function openSwitch() {
    const { clients, team, name } = await open('kill-switch')
    const Name = `/${name('mode')}`
    const set = async (Value: string) => {
      await team.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }))
    }
    return { killSwitch: new KillSwitch(clients.ssm, Name), set }
  }

  describe('the kill switch', () => {
    it('is read as it was set last', async () => {
      const { killSwitch, set } = await openSwitch()
      for (const mode of ['run', 'freeze', 'restore'] as const) {
        await set(mode)
        expect(await killSwitch.read()).toBe(mode)
      }
    })

    it('is set by whoever uninstalls, also where it is gone', async () => {
      const { killSwitch } = await openSwitch()
      for (const mode of ['restore', 'run'] as const) {
        await killSwitch.write(mode)
        expect(await killSwitch.read()).toBe(mode)
      }
    })

    it('freezes where it is gone or means nothing', async () => {
      const { killSwitch, set } = await openSwitch()
      expect(await killSwitch.read()).toBe('freeze')
      await set('running')
      expect(await killSwitch.read()).toBe('freeze')
    })
  })
}
