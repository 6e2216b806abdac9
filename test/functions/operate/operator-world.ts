// A region with Penumbra deployed and groups without load, for operators' calls as API Gateway hands them over.
import type { OperationAnswer, OperationName } from '../../../functions/operate/commands.ts'
import { type Problem, problemSchema } from '../../../functions/operate/problems.ts'
import { deployControlPlane } from '../../../simulator/control-plane.ts'
import type { HttpRequest } from '../../../simulator/services/http-api.ts'
import { createGroup, createLoadBalancer, createTargetGroup, makeRegion, minuteMs } from '../../shared/aws/region.ts'

export const ana = 'arn:aws:sts::123456789012:assumed-role/operator/ana'
export const bob = 'arn:aws:sts::123456789012:assumed-role/operator/bob'

export const enabled = { 'penumbra:enabled': 'true' }
export const json = { 'content-type': 'application/json' }

type GroupInput = Parameters<typeof createGroup>[1]

export interface Asked {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export function makeOperatorWorld() {
  const { region, calls } = makeRegion()
  const { api, log, counters } = deployControlPlane(region)
  const context = { nowMs: region.clock.now(), caller: 'team' }
  const send = async (request: HttpRequest): Promise<Asked> => {
    const { status, headers, body } = await api.request(request)
    return { status, headers, body: JSON.parse(body) }
  }
  const post = (operation: string, body: string | Uint8Array, userArn = ana, headers = json) =>
    send({ method: 'POST', path: `/${operation}`, headers, body, userArn })
  const ask = (operation: OperationName, input: unknown = {}, userArn = ana) =>
    post(operation, JSON.stringify(input), userArn)
  return {
    region,
    calls,
    log,
    counters,
    api,
    send,
    post,
    ask,
    /** The answer of an operation that is done. */
    done: async <Name extends OperationName>(name: Name, input: unknown = {}, userArn = ana) => {
      const { status, body } = await ask(name, input, userArn)
      if (status !== 200) throw new Error(`${name}: got ${status} ${JSON.stringify(body)}`)
      return body as OperationAnswer<Name>
    },
    /** The problem of an operation that is not. */
    refused: async (operation: OperationName, input: unknown = {}): Promise<Problem> =>
      problemSchema.parse((await ask(operation, input)).body),
    /** A group behind an Application Load Balancer, and the minutes in which it is found. */
    addGroup: async (name = 'web', tags: Record<string, string> = enabled, input: GroupInput = {}) => {
      const arn = createTargetGroup(region, name)
      createLoadBalancer(region, [arn], name)
      createGroup(region, { AutoScalingGroupName: name, TargetGroupARNs: [arn], tags, ...input })
      await region.clock.runUntil(region.clock.now() + 2 * minuteMs)
    },
    /** A group that nothing forwards to. */
    addBareGroup: async (name = 'web', tags: Record<string, string> = enabled, input: GroupInput = {}) => {
      createGroup(region, { AutoScalingGroupName: name, tags, ...input })
      await region.clock.runUntil(region.clock.now() + 2 * minuteMs)
    },
    setParameter: (Value: string) => {
      region.ssm.operations.PutParameter({ Name: '/penumbra/mode', Value, Overwrite: true }, context)
    },
    parameter: () => region.ssm.operations.GetParameter({ Name: '/penumbra/mode' }, context).Parameter?.Value,
    pass: (minutes: number) => region.clock.runUntil(region.clock.now() + minutes * minuteMs),
    nowMs: () => region.clock.now(),
  }
}

export type OperatorWorld = ReturnType<typeof makeOperatorWorld>
