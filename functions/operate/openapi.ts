// The OpenAPI 3.1 document of the operator API, made from the table of operations: schemas are written once, as zod schemas.
import { z } from 'zod'
import { commands } from './commands.ts'
import { mostBodyBytes } from './http-event.ts'
import { problemKinds, problemSchema } from './problems.ts'

type JsonObject = { readonly [key: string]: unknown }

/** @returns plain JSON */
export function openApiDocument(): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Penumbra operator API',
      version: '1.0.0',
      summary: "Looks at Auto Scaling groups, and orders what Penumbra's control loop then does.",
      description: [
        'Every operation is `POST /{operation}` with one JSON object, at most',
        `${mostBodyBytes} bytes; an empty body is an empty object. Requests are signed (SigV4, service \`execute-api\`); IAM allows`,
        'each operation by its route. Every operation may be sent again: what stands as ordered already is not ordered twice.',
        'Errors are problem details (RFC 9457).',
      ].join(' '),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
        description: 'the stack writes it to the SSM parameter /penumbra/api-endpoint',
        variables: { apiId: { default: 'apiId' }, region: { default: 'us-east-1' } },
      },
    ],
    security: [{ sigv4: [] }],
    tags: [
      { name: 'reads', description: 'change nothing' },
      { name: 'orders', description: 'leave a record of who ordered what, and why' },
    ],
    paths: Object.fromEntries(
      Object.values(commands).map(command => [`/${command.name}`, { post: operation(command) }]),
    ),
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      responses: Object.fromEntries(statuses().map(status => [nameOf(status), problemResponse(status)])),
      schemas: {
        Problem: jsonSchema(problemSchema, 'output'),
        ...Object.fromEntries(Object.values(commands).flatMap(schemasOf)),
      },
    },
  }
}

type AnyCommand = (typeof commands)[keyof typeof commands]

function operation({ name, summary, changes, input }: AnyCommand): JsonObject {
  return {
    operationId: name,
    summary,
    tags: [changes ? 'orders' : 'reads'],
    requestBody: {
      required: !input.safeParse({}).success,
      content: { 'application/json': { schema: reference('schemas', `${name}Input`) } },
    },
    responses: {
      200: {
        description: 'done',
        content: { 'application/json': { schema: reference('schemas', `${name}Answer`) } },
      },
      ...Object.fromEntries(statuses().map(status => [status, reference('responses', nameOf(status))])),
    },
  }
}

function schemasOf({ name, input, answer }: AnyCommand): [string, JsonObject][] {
  return [
    [`${name}Input`, jsonSchema(input, 'input')],
    [`${name}Answer`, jsonSchema(answer, 'output')],
  ]
}

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is; which draft that is stands in the document already. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}

function statuses(): number[] {
  return [...new Set(Object.values(problemKinds).map(({ status }) => status))].sort((a, b) => a - b)
}

function nameOf(status: number): string {
  return `Problem${status}`
}

function problemResponse(status: number): JsonObject {
  const kinds = Object.entries(problemKinds).filter(([, kind]) => kind.status === status)
  const retryable = status === 409 || status === 503
  return {
    description: kinds.map(([kind, { title }]) => `${title} (${kind})`).join('; '),
    ...(retryable && {
      headers: { 'Retry-After': { description: 'seconds, where trying again helps', schema: { type: 'integer' } } },
    }),
    content: { 'application/problem+json': { schema: reference('schemas', 'Problem') } },
  }
}

function reference(section: 'schemas' | 'responses', name: string): JsonObject {
  return { $ref: `#/components/${section}/${name}` }
}
