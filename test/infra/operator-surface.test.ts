import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../functions/operate/commands.ts'
import { dashboardWidgetNames } from '../../functions/widget/widget-data.ts'
import { arnOf, ref } from './logical-ids.ts'
import { synthesise } from './synthesised-stack.ts'

const { template } = synthesise()
const operations = Object.keys(commands)

/** A text that CloudFormation joins, with the ids of resources in the place of what only AWS knows. */
function joined(value: unknown): string {
  const schema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
  return schema
    .parse(value)
    ['Fn::Join'][1].map(part =>
      typeof part === 'string'
        ? part
        : `<${Object.values(part as object)
            .flat()
            .join('.')}>`,
    )
    .join('')
}

describe('the operator API', () => {
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties)

  it('has one route for each operation and no other, not even a default', () => {
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(operations.map(name => `POST /${name}`).sort())
  })

  it('is open to nobody without a signature that IAM accepts', () => {
    expect([...new Set(routes.map(({ AuthorizationType }) => AuthorizationType))]).toEqual(['AWS_IAM'])
  })

  it('writes down who asked what and what became of it, and lets nobody ask without end', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'))
    const { AccessLogSettings, ...rest } = stage.Properties
    // Variables of HTTP APIs: API Gateway developer guide, "Customize HTTP API access logs".
    expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({
      who: '$context.identity.userArn',
      route: '$context.routeKey',
      status: '$context.status',
      requestId: '$context.requestId',
    })
    expect(rest).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
    })
  })

  it('tells its address by an output and by a parameter', () => {
    const endpoint = { 'Fn::GetAtt': ['OperatorApiEFCC93CC', 'ApiEndpoint'] }
    template.hasOutput('ApiEndpoint', { Value: endpoint })
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/penumbra/api-endpoint', Value: endpoint })
  })

  it('raises an alarm when it fails to answer', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/ApiGateway',
      MetricName: '5xx',
      Dimensions: [{ Name: 'ApiId', Value: ref('OperatorApi') }],
      Statistic: 'Sum',
      Threshold: 1,
    })
  })
})

describe('the policies for operators', () => {
  const statement = z.object({ Action: z.string(), Resource: z.unknown() })
  const [read, all] = ['OperatorAccessRead', 'OperatorAccessAll'].map(path => {
    const found = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).find(([id]) => id.startsWith(path))
    return z.array(statement).parse(found?.[1].Properties.PolicyDocument.Statement)
  })
  const routesOf = (statements: typeof read) =>
    statements
      .filter(({ Action }) => Action === 'execute-api:Invoke')
      .flatMap(({ Resource }) => Resource)
      .map(joined)
      .sort()
  const route = (name: string) =>
    `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<OperatorApiEFCC93CC>/$default/POST/${name}`

  it('let those who look call exactly the operations that change nothing', () => {
    const looking = [
      'ExplainDecisions',
      'GetDoctorReport',
      'GetForecast',
      'GetGroupStatus',
      'GetMode',
      'GetObserveReport',
      'GetShadowInstanceStatus',
      'ListEvents',
      'ListGroups',
    ]
    expect(routesOf(read)).toEqual(looking.map(route))
  })

  it('let operators call every operation', () => {
    expect(routesOf(all)).toEqual(operations.map(route).sort())
  })

  it('let both find the API and see the dashboard, and nothing else', () => {
    const others = (statements: typeof read) => statements.filter(({ Action }) => Action !== 'execute-api:Invoke')
    const seen = [
      { Action: 'ssm:GetParameter', Resource: expect.anything() },
      {
        Action: 'lambda:InvokeFunction',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^WidgetFunction/), 'Arn'] },
      },
    ]
    expect(others(read)).toEqual(seen)
    expect(others(all)).toEqual(seen)
    const parameter = others(read).find(({ Action }) => Action === 'ssm:GetParameter')?.Resource
    expect(joined(parameter)).toMatch(/:parameter<OperatorApiEndpoint\w+>$/)
  })

  it('are attached to nobody', () => {
    template.allResourcesProperties('AWS::IAM::ManagedPolicy', { Roles: Match.absent(), Users: Match.absent() })
  })
})

describe('the dashboard', () => {
  const widgetSchema = z.object({
    type: z.string(),
    x: z.number(),
    width: z.number(),
    properties: z.record(z.string(), z.unknown()),
  })
  const bodySchema = z.object({ widgets: z.array(widgetSchema), variables: z.array(z.unknown()) })
  const [dashboard, ...others] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const body = bodySchema.parse(JSON.parse(joined(dashboard.Properties.DashboardBody)))
  const ofType = (type: string) => body.widgets.filter(widget => widget.type === type)
  const paramsOf = (widget: z.output<typeof widgetSchema>) =>
    z.object({ widget: z.enum(dashboardWidgetNames), group: z.string().optional() }).parse(widget.properties.params)

  it('is one for the region, with the region in its name because all regions share the list', () => {
    expect(others).toEqual([])
    expect(joined(dashboard.Properties.DashboardName)).toBe('Penumbra-<AWS::Region>')
  })

  it('shows every widget that there is for a dashboard', () => {
    const shown = ofType('custom').map(widget => paramsOf(widget).widget)
    expect(shown.sort()).toEqual([...dashboardWidgetNames].sort())
  })

  it('draws them anew on refresh, on another size and on another time range', () => {
    for (const { properties } of ofType('custom')) {
      expect(properties).toMatchObject({
        endpoint: expect.stringMatching(/^<WidgetFunction\w+\.Arn>$/),
        updateOn: { refresh: true, resize: true, timeRange: true },
      })
    }
  })

  it('lets the viewer choose the group of all widgets but the overview', () => {
    const [variable] = z.array(z.object({ pattern: z.string() }).loose()).parse(body.variables)
    expect(variable).toMatchObject({
      type: 'pattern',
      inputType: 'select',
      search: '{AWS/EC2,AutoScalingGroupName} MetricName="CPUUtilization"',
      populateFrom: 'AutoScalingGroupName',
    })
    for (const params of ofType('custom').map(paramsOf)) {
      expect(params.group).toBe(params.widget === 'groups' ? undefined : variable.pattern)
    }
  })

  it('puts the chosen name into no text, where nobody would quote it for a shell', () => {
    const [{ pattern }] = z.array(z.object({ pattern: z.string() })).parse(body.variables)
    expect(JSON.stringify(body.widgets).split(pattern)).toHaveLength(1 + 5)
    expect(JSON.stringify(ofType('text'))).not.toContain(pattern)
  })

  it('says how to stop everything, also when no widget can be drawn', () => {
    const { markdown } = ofType('text')[0].properties
    for (const way of ['mode freeze', 'mode restore', '/penumbra/mode']) expect(markdown).toContain(way)
  })

  it('shows the state of every alarm', () => {
    const alarms = z.array(z.string()).parse(ofType('alarm')[0].properties.alarms)
    const all = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).map(id => `<${id}.Arn>`)
    expect(alarms.sort()).toEqual(all.sort())
  })

  it('draws only metrics that AWS sends for nothing', () => {
    const namespaces = ofType('metric').flatMap(({ properties }) =>
      z
        .array(z.tuple([z.string()], z.unknown()))
        .parse(properties.metrics)
        .map(([namespace]) => namespace),
    )
    expect(new Set(namespaces)).toEqual(new Set(['AWS/Lambda', 'AWS/SQS']))
  })

  it('fits in 24 columns', () => {
    expect(body.widgets.filter(({ x, width }) => x + width > 24)).toEqual([])
  })

  it('is where the alerts point to', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: arnOf('ControlLoopReconcileRole'),
      Environment: {
        Variables: {
          PENUMBRA_DASHBOARD_URL: {
            'Fn::Join': ['', Match.arrayWith(['#dashboards/dashboard/Penumbra-', { Ref: 'AWS::Region' }])],
          },
        },
      },
    })
  })

  it('calls a function whose name says that it is a custom widget', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Role: arnOf('WidgetRole'),
      FunctionName: Match.stringLikeRegexp('^customWidget'),
    })
  })
})
