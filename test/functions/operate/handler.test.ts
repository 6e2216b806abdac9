import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { commands, type OperationName } from '../../../functions/operate/commands.ts'
import { operateDependencies } from '../../../functions/operate/dependencies.ts'
import { makeHandler } from '../../../functions/operate/handler.ts'
import { environmentNames } from '../../../shared/runtime/env.ts'
import { makeRegion } from '../../shared/aws/region.ts'
import { ana, json, makeOperatorWorld } from './operator-world.ts'

/** The sample of the API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs", payload format 2.0. */
function proxyEvent(changes: object = {}, context: object = {}) {
  return {
    version: '2.0',
    routeKey: 'POST /GetMode',
    rawPath: '/GetMode',
    rawQueryString: '',
    cookies: ['cookie1'],
    headers: { header1: 'value1', header2: 'value1,value2' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      authorizer: {
        iam: {
          accessKey: 'AKIA',
          accountId: '123456789012',
          callerId: 'x',
          cognitoIdentity: null,
          userArn: ana,
          userId: 'x',
        },
      },
      domainName: 'id.execute-api.us-east-1.amazonaws.com',
      http: { method: 'POST', path: '/GetMode', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'agent' },
      requestId: 'request-1',
      routeKey: 'POST /GetMode',
      stage: '$default',
      timeEpoch: 1583348638390,
      ...context,
    },
    isBase64Encoded: false,
    ...changes,
  }
}

/** The handler alone, in a region where nothing of Penumbra exists but the kill switch. */
function makeBareHandler(value = 'run') {
  const { region, clients } = makeRegion()
  const context = { nowMs: region.clock.now(), caller: 'team' }
  region.ssm.operations.PutParameter({ Name: '/penumbra/mode', Value: value, Type: 'String' }, context)
  const lines: [string, string, Record<string, unknown>?][] = []
  const handler = makeHandler(
    operateDependencies({
      clients,
      now: () => region.clock.now(),
      sleep: async () => {},
      variables: {
        [environmentNames.tableName]: 'no-such-table',
        [environmentNames.modeParameterName]: '/penumbra/mode',
        [environmentNames.tagPrefix]: 'penumbra',
      },
      log: {
        debug: () => {},
        info: (message, details) => lines.push(['info', message, details]),
        warn: () => {},
        error: (message, details) => lines.push(['error', message, details]),
      },
      telemetry: { count: () => {} },
    }),
  )
  return { handler, lines, clients }
}

describe('a request', () => {
  it('is answered with JSON that nobody keeps', async () => {
    const { status, headers, body } = await makeOperatorWorld().ask('GetMode')
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'application/json', 'no-store'])
    expect(body).toEqual({ mode: 'run' })
  })

  it('may come with an empty body where the operation asks for nothing', async () => {
    const world = makeOperatorWorld()
    expect((await world.send({ method: 'POST', path: '/GetMode', userArn: ana })).body).toEqual({ mode: 'run' })
    expect((await world.post('GetMode', '')).body).toEqual({ mode: 'run' })
  })

  it('may come in base 64, as API Gateway hands over what it takes for binary', async () => {
    const world = makeOperatorWorld()
    await world.addGroup()
    const bytes = new TextEncoder().encode('{"autoScalingGroupName":"web"}')
    const { status, body } = await world.post('GetGroupStatus', bytes, ana, {
      'content-type': 'application/octet-stream',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ autoScalingGroupName: 'web' })
  })

  it('through a stage of another name finds its operation behind the name of the stage', async () => {
    const { handler } = makeBareHandler()
    const { statusCode } = await handler(proxyEvent({ rawPath: '/prod/GetMode' }, { stage: 'prod' }))
    expect(statusCode).toBe(200)
  })

  it('that is no request at all fails loudly: nobody is there to be answered', async () => {
    await expect(makeBareHandler().handler({ hello: 'world' })).rejects.toThrow()
  })

  it('is logged with who asked for what', async () => {
    const { handler, lines } = makeBareHandler()
    await handler(proxyEvent())
    expect(lines).toEqual([['info', 'asked', { requestId: 'request-1', operation: 'GetMode', by: ana }]])
  })
})

describe('a problem', () => {
  it('is told as problem details with all the members of RFC 9457, under the id of the request', async () => {
    const { status, headers, body } = await makeOperatorWorld().ask('GetGroupStatus', { autoScalingGroupName: 'nope' })
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      404,
      'application/problem+json',
      'no-store',
    ])
    expect(body).toEqual({
      type: 'urn:penumbra:problem:unknown-group',
      title: 'No such Auto Scaling group',
      status: 404,
      detail: 'got "nope", wanted an Auto Scaling group of this region',
      instance: 'urn:penumbra:request:simulated-1',
    })
  })

  it('of an unknown operation lists those that there are', async () => {
    const { handler } = makeBareHandler()
    const { statusCode, body } = await handler(proxyEvent({ rawPath: '/DropTables' }))
    expect(statusCode).toBe(404)
    expect(JSON.parse(body)).toMatchObject({
      type: 'urn:penumbra:problem:unknown-operation',
      detail: `got "DropTables", wanted one of ${Object.keys(commands).join(', ')}`,
    })
  })

  it.each(['toString', '__proto__', 'constructor', 'GetMode/x', ''])(
    'of %j is that there is no such operation',
    async path => {
      const { statusCode } = await makeBareHandler().handler(proxyEvent({ rawPath: `/${path}` }))
      expect(statusCode).toBe(404)
    },
  )

  it('of another method than POST says which one is allowed (RFC 9110, 15.5.6)', async () => {
    const event = proxyEvent({}, { http: { method: 'GET', path: '/GetMode' } })
    const { statusCode, headers } = await makeBareHandler().handler(event)
    expect([statusCode, headers.allow]).toEqual([405, 'POST'])
  })

  it.each(['{', 'hello', '{"autoScalingGroupName":}', '\u0000'])(
    'of the body %j is that it is not JSON',
    async body => {
      const answer = await makeOperatorWorld().post('GetGroupStatus', body)
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ type: 'urn:penumbra:problem:malformed-json' })
    },
  )

  it.each(['[]', '"web"', 'null', '7'])('of the body %s is that it is no object', async body => {
    const answer = await makeOperatorWorld().post('GetGroupStatus', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ detail: `body: got ${body}, wanted an object` })
  })

  it('of a body above 64 KiB states the limit; one of 64 KiB is read', async () => {
    const world = makeOperatorWorld()
    const body = (bytes: number) => `{"reason":"${'x'.repeat(bytes - 13)}"}`
    const tooLarge = await world.post('GetMode', body(65_537))
    expect(tooLarge.status).toBe(413)
    expect(tooLarge.body).toMatchObject({ detail: 'body: got 65537 bytes, wanted at most 65536' })
    expect((await world.post('GetMode', body(65_536))).status).toBe(400)
  })

  // 64 KiB hold 30,000 levels, and a problem of ours (500) raises the alarm.
  it.each(['LEVELS', '{"autoScalingGroupName":LEVELS}', '{"autoScalingGroupName":"web","parameters":{"a":LEVELS}}'])(
    "of a body that is nested without end, %s, is the sender's",
    async form => {
      const levels = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
      const { status, body } = await makeOperatorWorld().post(
        'ConfigureShadowingAlgorithm',
        form.replace('LEVELS', levels),
      )
      expect(status).toBe(400)
      expect(body).toMatchObject({ detail: 'body: got more than 16 levels, wanted an object' })
    },
  )

  it.each([
    ['no authoriser', undefined],
    ['no IAM identity', {}],
    ['an empty identity', { iam: {} }],
    ['no ARN', { iam: { userArn: null } }],
    ['a JWT', { jwt: { claims: { sub: 'ana' } } }],
  ])('of a request with %s is that it is not authorised, whatever it asks for', async (_, authorizer) => {
    const { handler, lines } = makeBareHandler()
    const { statusCode, body } = await handler(proxyEvent({ rawPath: '/SetMode' }, { authorizer }))
    expect(statusCode).toBe(403)
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:penumbra:problem:unauthorised' })
    expect(lines.map(([, message]) => message)).toEqual(['not done'])
  })

  it('inside of Penumbra is told without what is inside; the log has it, under the same id', async () => {
    const { handler, lines } = makeBareHandler()
    const { statusCode, body } = await handler(
      proxyEvent({ rawPath: '/SetMode', body: '{"mode":"freeze","reason":"drill"}' }),
    )
    expect(statusCode).toBe(500)
    expect(body).not.toMatch(/no-such-table|ResourceNotFound|Table/)
    expect(JSON.parse(body)).toMatchObject({ title: 'Penumbra failed', instance: 'urn:penumbra:request:request-1' })
    const [, , details] = lines.find(([level]) => level === 'error') ?? []
    expect(details).toMatchObject({ requestId: 'request-1', error: { name: 'ResourceNotFoundException' } })
  })

  it('of AWS that throttles says when to come back', async () => {
    const { handler, clients } = makeBareHandler()
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })
    mockClient(clients.ssm).rejects(throttled)
    const { statusCode, headers, body } = await handler(proxyEvent())
    expect([statusCode, headers['retry-after']]).toEqual([503, '2'])
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:penumbra:problem:throttled' })
  })
})

describe('the schemas at the door', () => {
  const cases: [OperationName, object, object][] = [
    [
      'CreateShadowInstances',
      { autoScalingGroupName: 'web', shadowPercentage: 101 },
      { pointer: '/shadowPercentage', got: '101', wanted: 'at most 100' },
    ],
    [
      'CreateShadowInstances',
      { autoScalingGroupName: 'web', shadowPercentage: -1 },
      { pointer: '/shadowPercentage', got: '-1', wanted: 'at least 0' },
    ],
    [
      'CreateShadowInstances',
      { autoScalingGroupName: 'web', shadowPercentage: '10' },
      { pointer: '/shadowPercentage', got: '"10"', wanted: 'a value of type number' },
    ],
    [
      'CreateShadowInstances',
      { autoScalingGroupName: 'web' },
      { pointer: '/shadowPercentage', got: 'nothing', wanted: 'a value of type number' },
    ],
    [
      'GetGroupStatus',
      { autoScalingGroupName: '' },
      { pointer: '/autoScalingGroupName', got: '""', wanted: 'at least 1 characters' },
    ],
    [
      'GetGroupStatus',
      { autoScalingGroupName: 'x'.repeat(256) },
      { pointer: '/autoScalingGroupName', wanted: 'at most 255 characters' },
    ],
    [
      'GetGroupStatus',
      { autoScalingGroupName: 'we\u0000b' },
      { pointer: '/autoScalingGroupName', got: '"we\\u0000b"', wanted: 'a name without control characters' },
    ],
    [
      'ListEvents',
      { autoScalingGroupName: 'we\ud800b' },
      { pointer: '/autoScalingGroupName', wanted: 'a name without control characters' },
    ],
    [
      'GetGroupStatus',
      { autoScalingGroupName: 'web', verbose: true },
      { pointer: '/verbose', got: 'true', wanted: 'no such field' },
    ],
    [
      'SetMode',
      { mode: 'stop', reason: 'drill' },
      { pointer: '/mode', got: '"stop"', wanted: 'one of run, freeze, restore' },
    ],
    [
      'PauseGroup',
      { autoScalingGroupName: 'web', reason: 'x', minutes: 0 },
      { pointer: '/minutes', got: '0', wanted: 'at least 1' },
    ],
    [
      'PauseGroup',
      { autoScalingGroupName: 'web', reason: 'x', minutes: 1.5 },
      { pointer: '/minutes', got: '1.5', wanted: 'a value of type int' },
    ],
    [
      'ExplainDecisions',
      { autoScalingGroupName: 'web', limit: 101 },
      { pointer: '/limit', got: '101', wanted: 'at most 100' },
    ],
    [
      'DeleteEvent',
      { eventId: 'a b' },
      { pointer: '/eventId', got: '"a b"', wanted: 'text that matches /^[\\w.-]{1,64}$/' },
    ],
  ]

  it.each(cases)('%s %j: says where, what was got and what was wanted', async (operation, input, error) => {
    const problem = await makeOperatorWorld().refused(operation, input)
    expect(problem.status).toBe(400)
    expect(problem.type).toBe('urn:penumbra:problem:invalid-input')
    expect(problem.errors).toEqual([expect.objectContaining(error)])
  })

  it('tells everything that is wrong at once, in one line too', async () => {
    const problem = await makeOperatorWorld().refused('PauseGroup', { reason: '', 'a/b~c': 1 })
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/autoScalingGroupName', '/reason', '/a~1b~0c'])
    expect(problem.detail).toMatch(
      /^autoScalingGroupName: got nothing, wanted .*; reason: got "", wanted at least 1 characters; /,
    )
  })

  it('lists twenty and counts the others', async () => {
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]))
    const problem = await makeOperatorWorld().refused('ListGroups', fields)
    expect(problem.errors).toHaveLength(20)
    expect(problem.detail).toMatch(/k19: got 1, wanted no such field; and 4980 more$/)
  })

  it('takes no blanks for a reason', async () => {
    const problem = await makeOperatorWorld().refused('SetMode', { mode: 'freeze', reason: '  ' })
    expect(problem.errors).toMatchObject([{ pointer: '/reason', wanted: 'at least 1 characters' }])
  })

  it('quotes no more than a hundred characters of what was got', async () => {
    const problem = await makeOperatorWorld().refused('SetMode', { mode: 'x'.repeat(1000), reason: 'r' })
    expect(problem.errors?.[0].got).toBe(`"${'x'.repeat(99)}…`)
  })

  it.each(Object.values(commands).map(({ name }) => name))('%s refuses a field that it does not know', async name => {
    const { status } = await makeOperatorWorld().ask(name, { autoScalingGroupNam: 'web' })
    expect(status).toBe(400)
  })
})

it('a route that does not exist never reaches the function', async () => {
  const world = makeOperatorWorld()
  const before = world.calls.length
  expect(await world.send({ method: 'GET', path: '/GetMode', headers: json, userArn: ana })).toMatchObject({
    status: 404,
    body: { message: 'Not Found' },
  })
  expect(world.calls.length).toBe(before)
})
