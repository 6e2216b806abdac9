// Does with the dashboard what CloudWatch does: puts the chosen group where the variable's value stands and asks each custom
// widget's function to draw (CloudWatch user guide, custom widgets).
import { GetDashboardCommand } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { z } from 'zod'
import type { AwsClients } from '../../shared/runtime/aws-clients.ts'

const bodySchema = z.object({
  variables: z.array(z.object({ type: z.literal('pattern'), pattern: z.string() })),
  widgets: z.array(
    z.object({
      type: z.string(),
      properties: z.looseObject({
        endpoint: z.string().optional(),
        params: z.record(z.string(), z.unknown()).optional(),
      }),
    }),
  ),
})

const hourMs = 3_600_000

/** What each custom widget answers. */
export async function drawDashboard(clients: AwsClients, DashboardName: string, group: string): Promise<string[]> {
  const { DashboardBody = '' } = await clients.cloudWatch.send(new GetDashboardCommand({ DashboardName }))
  const [{ pattern }] = bodySchema.parse(JSON.parse(DashboardBody)).variables
  const { widgets } = bodySchema.parse(JSON.parse(DashboardBody.replaceAll(pattern, group)))
  const custom = widgets.filter(({ type }) => type === 'custom')
  return Promise.all(custom.map(({ properties }) => draw(clients, properties.endpoint ?? '', properties.params ?? {})))
}

async function draw({ lambda }: AwsClients, FunctionName: string, params: Record<string, unknown>): Promise<string> {
  const endMs = Date.now()
  const timeRange = { mode: 'relative', start: endMs - 3 * hourMs, end: endMs, relativeStart: 3 * hourMs }
  const timezone = { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 }
  const widgetContext = {
    dashboardName: 'Penumbra',
    widgetId: 'widget',
    accountId: '123456789012',
    locale: 'en',
    timezone,
  }
  const view = { period: 300, isAutoPeriod: true, theme: 'light', linkCharts: true, width: 1200, height: 600 }
  const event = {
    ...params,
    widgetContext: { ...widgetContext, ...view, timeRange, title: '', forms: { all: {} }, params },
  }
  const Payload = Buffer.from(JSON.stringify(event))
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }))
  const text = Buffer.from(answer.Payload ?? []).toString()
  if (answer.FunctionError !== undefined) throw new Error(`${JSON.stringify(params)}: got ${text}, wanted a drawing`)
  return z.string().parse(JSON.parse(text))
}
