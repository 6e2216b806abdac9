import { describe, expect, it } from 'vitest'
import { Dispatcher } from '../../../shared/aws/dispatcher.ts'
import { makeRegion, minuteMs, startMs } from './region.ts'

describe('the dispatcher', () => {
  it('hands the groups to a function without waiting for it', async () => {
    const { region, calls, clients } = makeRegion()
    const events: unknown[] = []
    region.lambda.register('penumbra-reconcile', async event => events.push(event), { timeoutSeconds: 50 })
    await new Dispatcher(clients.lambda).dispatch('penumbra-reconcile', ['web', 'бес "q"'])
    expect(events).toEqual([])
    await region.clock.runUntil(startMs + minuteMs)
    expect(events).toEqual([{ groups: ['web', 'бес "q"'] }])
    expect(calls[0].input).toMatchObject({ InvocationType: 'Event' })
  })

  it('hands on what is known of them, but only what one event of 256 KB can hold', async () => {
    const { region, clients } = makeRegion()
    const events: unknown[] = []
    region.lambda.register('penumbra-reconcile', async event => events.push(event), { timeoutSeconds: 50 })
    const dispatcher = new Dispatcher(clients.lambda)
    await dispatcher.dispatch('penumbra-reconcile', ['web'], { observed: 'x'.repeat(200_000) })
    await dispatcher.dispatch('penumbra-reconcile', ['web'], { observed: 'x'.repeat(300_000) })
    await region.clock.runUntil(startMs + minuteMs)
    expect(events).toEqual([{ groups: ['web'], observed: 'x'.repeat(200_000) }, { groups: ['web'] }])
  })

  it('is not concerned when the function fails later', async () => {
    const { region, clients } = makeRegion()
    const failing = () => Promise.reject(new Error('later'))
    region.lambda.register('penumbra-reconcile', failing, { timeoutSeconds: 50 })
    await expect(new Dispatcher(clients.lambda).dispatch('penumbra-reconcile', ['web'])).resolves.toBeUndefined()
    await region.clock.runUntil(startMs + minuteMs)
    expect(region.lambda.failures).toHaveLength(1)
  })

  it('has groups reconciled at once, also those that back off, and hears why any failed', async () => {
    const { region, clients } = makeRegion()
    const events: unknown[] = []
    const answer = async (event: unknown) => {
      events.push(event)
      return { changed: 1, unchanged: 0, skipped: 0, failed: 1, errors: { shop: 'AccessDenied: no' } }
    }
    region.lambda.register('penumbra-reconcile', answer, { timeoutSeconds: 50 })
    const errors = await new Dispatcher(clients.lambda).reconcileNow('penumbra-reconcile', ['web', 'shop'])
    expect(events).toEqual([{ groups: ['web', 'shop'], urgent: true }])
    expect(errors).toEqual({ shop: 'AccessDenied: no' })
  })

  it('passes on that the function failed while it was waited for', async () => {
    const { region, clients } = makeRegion()
    const failing = () => Promise.reject(new Error('out of memory'))
    region.lambda.register('penumbra-reconcile', failing, { timeoutSeconds: 50 })
    const calling = new Dispatcher(clients.lambda).reconcileNow('penumbra-reconcile', ['web'])
    await expect(calling).rejects.toThrow('out of memory')
  })

  it('passes on that there is no such function', async () => {
    const { clients } = makeRegion()
    const dispatching = new Dispatcher(clients.lambda).dispatch('penumbra-reconcile', ['web'])
    await expect(dispatching).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })
})
