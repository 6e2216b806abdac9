import { describe, expect, it } from 'vitest'
import { awsErrorKind } from '../../shared/aws/aws-errors.ts'
import { Dispatcher } from '../../shared/aws/dispatcher.ts'
import type { ContractOptions } from './contract-cloud.ts'

export function dispatcherContract({ open }: ContractOptions): void {
  describe('the dispatcher', () => {
    it('hands the groups to a function', async () => {
      const cloud = await open('dispatcher')
      const target = await cloud.makeFunction()
      await new Dispatcher(cloud.clients.lambda).dispatch(target.name, ['web', 'бес "q"'])
      await cloud.settle()
      // A worker that starts cold takes its time.
      await expect.poll(() => target.events(), { timeout: 20_000 }).toEqual([{ groups: ['web', 'бес "q"'] }])
    })

    it('says that there is no such function', async () => {
      const { clients, name } = await open('dispatcher')
      const error = await new Dispatcher(clients.lambda).dispatch(name('gone'), ['web']).catch(reason => reason)
      expect(awsErrorKind(error)).toBe('not-found')
    })
  })
}
