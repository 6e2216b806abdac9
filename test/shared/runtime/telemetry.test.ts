import { describe, expect, it } from 'vitest'
import { createTelemetry } from '../../../shared/runtime/telemetry.ts'
import { jsonLinesOf } from './json-lines.ts'

// Expected shape: CloudWatch_Embedded_Metric_Format_Specification.md (aws-facts §3).
describe('counting', () => {
  it('writes one line in embedded metric format: namespace, one dimension, values at the root', () => {
    const telemetry = createTelemetry('reconcile')
    const [line, ...others] = jsonLinesOf(() => telemetry.count({ GroupsReconciled: 7, GroupsFailed: 0 }))
    expect(others).toEqual([])
    expect(line).toMatchObject({
      GroupsReconciled: 7,
      GroupsFailed: 0,
      service: 'reconcile',
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'Penumbra',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'GroupsReconciled', Unit: 'Count' },
              { Name: 'GroupsFailed', Unit: 'Count' },
            ],
          },
        ],
      },
    })
  })

  it('a second time does not repeat the first', () => {
    const telemetry = createTelemetry('reconcile')
    jsonLinesOf(() => telemetry.count({ GroupsReconciled: 7 }))
    const [line] = jsonLinesOf(() => telemetry.count({ GroupsFailed: 1 }))
    expect(line.GroupsFailed).toBe(1)
    expect(line).not.toHaveProperty('GroupsReconciled')
  })
})
