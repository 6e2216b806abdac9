import { describe, expect, it } from 'vitest'
import { createAwsClients } from '../../../shared/runtime/aws-clients.ts'

describe('the production clients', () => {
  it('try up to four times and adapt their pace, since the whole account shares one bucket', async () => {
    for (const [name, { config }] of Object.entries(createAwsClients())) {
      const { mode } = (await config.retryStrategy()) as { mode?: string }
      expect([name, await config.maxAttempts(), mode]).toEqual([name, 4, 'adaptive'])
    }
  })
})
