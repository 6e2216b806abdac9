import { describe, expect, it } from 'vitest'
import { findLayerViolations, type Source } from '../../scripts/check-layers.ts'

const importing = (path: string, name: string): Source => ({ path, text: `import { x } from '${name}'\n` })
const check = (...sources: Source[]) => findLayerViolations(sources)

describe('the layer check', () => {
  it.each([
    ['shared/domain/plan.ts', 'zod'],
    ['shared/domain/capacity/plan.ts', '../errors.ts'],
    ['shared/aws/fleet.ts', '@aws-sdk/client-auto-scaling'],
    ['shared/aws/fleet.ts', '../domain/errors.ts'],
    ['shared/runtime/clients.ts', '@aws-sdk/client-ssm'],
    ['functions/learn/handler.ts', '../../shared/aws/fleet.ts'],
    ['functions/learn/lambda.ts', '../../shared/runtime/runtime.ts'],
    ['simulator/region.ts', '../functions/learn/handler.ts'],
    ['simulator/region.ts', '@aws-sdk/client-ssm'],
    ['bench/run.ts', '../simulator/region.ts'],
    ['infra/app.ts', '../shared/runtime/env.ts'],
    ['infra/app.ts', 'aws-cdk-lib/aws-sqs'],
    ['test/plan.test.ts', '../simulator/region.ts'],
  ])('lets %s import %s', (path, name) => {
    expect(check(importing(path, name))).toEqual([])
  })

  it.each([
    ['shared/domain/plan.ts', '../aws/fleet.ts', 'shared/aws/fleet.ts'],
    ['shared/domain/plan.ts', '../runtime/env.ts', 'shared/runtime/env.ts'],
    ['shared/domain/plan.ts', '@aws-sdk/client-ssm', '@aws-sdk/client-ssm'],
    ['shared/domain/plan.ts', 'node:fs', 'node:fs'],
    ['shared/domain/plan.ts', 'd3-scale', 'd3-scale'],
    ['shared/aws/fleet.ts', '../runtime/env.ts', 'shared/runtime/env.ts'],
    ['shared/aws/fleet.ts', '../../functions/learn/handler.ts', 'functions/learn/handler.ts'],
    ['shared/runtime/env.ts', '../aws/fleet.ts', 'shared/aws/fleet.ts'],
    ['functions/learn/handler.ts', '@aws-sdk/client-ssm', '@aws-sdk/client-ssm'],
    ['functions/learn/handler.ts', '@smithy/core/retry', '@smithy/core/retry'],
    ['functions/learn/handler.ts', '../../simulator/result.ts', 'simulator/result.ts'],
    ['infra/app.ts', '../shared/aws/fleet.ts', 'shared/aws/fleet.ts'],
    ['infra/app.ts', '../simulator/result.ts', 'simulator/result.ts'],
    ['simulator/region.ts', '../bench/run.ts', 'bench/run.ts'],
    ['simulator/region.ts', '../test/plan.test.ts', 'test/plan.test.ts'],
    ['bench/run.ts', '@aws-sdk/client-ssm', '@aws-sdk/client-ssm'],
  ])('does not let %s import %s', (path, name, target) => {
    expect(check(importing(path, name))).toEqual([`${path} imports ${target}, which its room may not`])
  })

  it.each([
    "import type { Fleet } from '../aws/fleet.ts'",
    "import {\n  Fleet,\n  type Group,\n} from '../aws/fleet.ts'",
    "import '../aws/fleet.ts'",
    "export * from '../aws/fleet.ts'",
    "export { Fleet } from '../aws/fleet.ts'",
    "const { Fleet } = await import('../aws/fleet.ts')",
    "export type Fleet = import('../aws/fleet.ts').Fleet",
    'import { Fleet } from "../aws/fleet.ts"',
  ])('sees the import in %j', text => {
    expect(check({ path: 'shared/domain/plan.ts', text })).toEqual([
      'shared/domain/plan.ts imports shared/aws/fleet.ts, which its room may not',
    ])
  })

  it('does not let a room appear that nobody has ruled on', () => {
    expect(check({ path: 'shared/utils/strings.ts', text: '' })).toEqual([
      'shared/utils/strings.ts: got a file in no room, wanted one that scripts/check-layers.ts knows',
    ])
  })

  it('finds a circle of three files once', () => {
    const circle = [
      importing('shared/domain/a.ts', './b.ts'),
      importing('shared/domain/b.ts', './c.ts'),
      importing('shared/domain/c.ts', './a.ts'),
    ]
    expect(check(...circle)).toEqual([
      'circular import: shared/domain/a.ts → shared/domain/b.ts → shared/domain/c.ts → shared/domain/a.ts',
    ])
  })

  it('finds no circle where two files import a third', () => {
    const diamond = [
      { path: 'shared/domain/a.ts', text: "import './b.ts'\nimport './c.ts'\n" },
      importing('shared/domain/b.ts', './d.ts'),
      importing('shared/domain/c.ts', './d.ts'),
      { path: 'shared/domain/d.ts', text: '' },
    ]
    expect(check(...diamond)).toEqual([])
  })
})

describe('the client check', () => {
  const text =
    "import { SSMClient, GetParameterCommand } from '@aws-sdk/client-ssm'\nconst client = new SSMClient({})\n"

  it.each(['shared/aws/kill-switch.ts', 'simulator/region.ts'])('does not let %s make an SDK client', path => {
    expect(check({ path, text })).toEqual([`${path} makes a SSMClient, which only shared/runtime may`])
  })

  it.each(['shared/runtime/aws-clients.ts', 'test/aws/kill-switch.test.ts'])('lets %s make one', path => {
    expect(check({ path, text })).toEqual([])
  })

  it('lets an adapter take a client that somebody else made', () => {
    const taking =
      "import { type SSMClient } from '@aws-sdk/client-ssm'\nexport const read = (client: SSMClient) => client\n"
    expect(check({ path: 'shared/aws/kill-switch.ts', text: taking })).toEqual([])
  })
})
