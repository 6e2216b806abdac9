// The functions that answer somebody, asked everything that they can be asked: the operator API as API Gateway hands requests
// over, the widgets as CloudWatch does.
import { z } from 'zod'
import type { OperationName } from '../../functions/operate/commands.ts'
import { dashboardWidgetNames } from '../../functions/widget/widget-data.ts'
import { InputError } from '../../shared/domain/errors.ts'
import { functionNames } from '../control-plane.ts'
import type { PermissionWorld } from './permission-world.ts'

const reason = 'the story of permissions'
const operator = 'arn:aws:sts::123456789012:assumed-role/operators/anna'

/** One input for each operation; those that undo something stand after what they undo. */
function inputsOf(world: PermissionWorld): Readonly<Record<OperationName, object>> {
  const group = { autoScalingGroupName: world.group().name }
  const inHours = (hours: number) => new Date(world.region.clock.now() + hours * 3_600_000).toISOString()
  const event = { ...group, eventId: 'sale' }
  return {
    ListGroups: {},
    GetGroupStatus: group,
    GetDoctorReport: group,
    GetObserveReport: group,
    ConfigureShadowingAlgorithm: { ...group, algorithmType: 'auto' },
    CreateShadowInstances: { ...group, shadowPercentage: 10 },
    GetShadowInstanceStatus: group,
    PutEvent: { ...event, kind: 'campaign', startsAt: inHours(1), endsAt: inHours(2) },
    ListEvents: group,
    DeleteEvent: event,
    PauseGroup: { ...group, reason },
    ResumeGroup: group,
    ExplainDecisions: group,
    GetForecast: group,
    GetMode: {},
    SetMode: { mode: 'freeze', reason },
  }
}

/** @throws InputError for an operation that is not done */
export async function askEveryOperation(world: PermissionWorld): Promise<void> {
  const asked = [...Object.entries(inputsOf(world)), ['SetMode', { mode: 'run', reason }] as const]
  for (const [name, input] of asked) {
    const answer = await invoke(world, 'operate', requestOf(name, input))
    const { statusCode, body } = z.object({ statusCode: z.number(), body: z.string() }).parse(answer)
    if (statusCode !== 200) throw new InputError(`${name}: got status ${statusCode}, wanted 200: ${body}`)
  }
}

/** Payload format 2.0 (API Gateway developer guide, "Working with AWS Lambda proxy integrations for HTTP APIs"). */
function requestOf(operation: string, input: object): object {
  return {
    version: '2.0',
    routeKey: `POST /${operation}`,
    rawPath: `/${operation}`,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      requestId: operation,
      stage: '$default',
      http: { method: 'POST', path: `/${operation}`, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'story' },
      authorizer: { iam: { userArn: operator } },
    },
    body: JSON.stringify(input),
    isBase64Encoded: false,
  }
}

/** @throws InputError for a widget that is not drawn */
export async function drawEveryWidget(world: PermissionWorld): Promise<void> {
  const end = world.region.clock.now()
  const widgetContext = { theme: 'dark', width: 800, height: 600, timeRange: { start: end - 3 * 3_600_000, end } }
  for (const widget of dashboardWidgetNames) {
    const drawn = z.string().parse(await invoke(world, 'widget', { widget, group: world.group().name, widgetContext }))
    if (!drawn.includes('<section')) throw new InputError(`${widget}: got no widget, wanted one: ${drawn}`)
  }
}

/** @throws InputError when the function fails */
async function invoke(world: PermissionWorld, functionName: string, event: object): Promise<unknown> {
  const FunctionName = deployedName(functionName)
  const Payload = new TextEncoder().encode(JSON.stringify(event))
  const answer = await world.region.lambda.operations.Invoke({ FunctionName, Payload })
  const text = answer.Payload?.transformToString() ?? ''
  if (answer.FunctionError !== undefined) throw new InputError(`${functionName}: got ${text}, wanted an answer`)
  return JSON.parse(text)
}

/** An asynchronous event; an empty one is one that no function understands. */
export function send(world: PermissionWorld, functionName: string, event: object): void {
  const Payload = new TextEncoder().encode(JSON.stringify(event))
  const FunctionName = deployedName(functionName)
  void world.region.lambda.operations.Invoke({ FunctionName, InvocationType: 'Event', Payload })
}

/** As EventBridge hands it over (EventBridge user guide, "Event structure"). */
export function loadEvent({ region }: PermissionWorld, scope: object): object {
  const now = region.clock.now()
  const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString()
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Penumbra Load Event',
    source: 'com.example.shop',
    account: '123456789012',
    time: inHours(0),
    region: 'us-east-1',
    resources: [],
    detail: { ...scope, eventId: Object.keys(scope)[0], kind: 'campaign', startsAt: inHours(30), endsAt: inHours(31) },
  }
}

/** As CloudFormation asks when the stack is deleted (CloudFormation user guide, "Custom resource request types: Delete"). */
export const deletionRequest = {
  RequestType: 'Delete',
  ResponseURL: 'https://cloudformation-custom-resource-response.example.com/answer',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Penumbra/00000000-0000-4000-8000-000000000000',
  RequestId: '00000000-0000-4000-8000-000000000001',
  ResourceType: 'Custom::PenumbraUninstall',
  LogicalResourceId: 'UninstallResource',
  PhysicalResourceId: 'penumbra-uninstall',
}

function deployedName(functionName: string): string {
  const names: Readonly<Record<string, string>> = functionNames
  return names[functionName]
}
