import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commands } from '../../../functions/operate/commands.ts'
import { openApiDocument } from '../../../functions/operate/openapi.ts'
import { problemKinds } from '../../../functions/operate/problems.ts'
import { enabled, makeOperatorWorld } from './operator-world.ts'

const written: unknown = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))

const reference = z.strictObject({ $ref: z.string().startsWith('#/components/') })
const media = z.strictObject({ schema: reference })
const schema = z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) })

/** What of the OpenAPI 3.1.0 specification the document uses ("OpenAPI Object", "Paths Object", "Components Object"), strictly. */
const openApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    title: z.string().min(1),
    version: z.string().min(1),
    summary: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(
    z.strictObject({
      url: z.string(),
      description: z.string(),
      variables: z.record(z.string(), z.strictObject({ default: z.string() })),
    }),
  ),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({
      post: z.strictObject({
        operationId: z.string(),
        summary: z.string().min(1),
        tags: z.array(z.string()),
        requestBody: z.strictObject({ required: z.boolean(), content: z.strictObject({ 'application/json': media }) }),
        responses: z.record(
          z.string().regex(/^[1-5]\d\d$/),
          z.union([
            reference,
            z.strictObject({ description: z.string(), content: z.strictObject({ 'application/json': media }) }),
          ]),
        ),
      }),
    }),
  ),
  components: z.strictObject({
    securitySchemes: z.record(
      z.string(),
      z.strictObject({
        type: z.literal('apiKey'),
        name: z.string(),
        in: z.enum(['query', 'header', 'cookie']),
        description: z.string(),
        'x-amazon-apigateway-authtype': z.literal('awsSigv4'),
      }),
    ),
    responses: z.record(
      z.string().regex(/^[\w.-]+$/),
      z.strictObject({
        description: z.string().min(1),
        headers: z.record(z.string(), z.strictObject({ description: z.string(), schema: z.unknown() })).optional(),
        content: z.strictObject({ 'application/problem+json': media }),
      }),
    ),
    schemas: z.record(z.string().regex(/^[\w.-]+$/), schema),
  }),
})

const document = openApi.parse(written)

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : referencesIn(inner)))
}

function lookUp(pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], written)
}

describe('docs/openapi.json', () => {
  it('is what the schemas say today: node scripts/write-openapi.ts writes it', () => {
    expect(JSON.parse(JSON.stringify(openApiDocument()))).toEqual(written)
  })

  it('has no reference that leads nowhere, and nothing that is referred to by nobody', () => {
    const references = new Set(referencesIn(written))
    for (const pointer of references) expect(lookUp(pointer), pointer).toBeDefined()
    const named = (section: 'schemas' | 'responses') =>
      Object.keys(document.components[section]).map(name => `#/components/${section}/${name}`)
    expect([...references].sort()).toEqual([...named('schemas'), ...named('responses')].sort())
  })

  it('has every operation under its own name, and an input that is asked for where it is needed', () => {
    expect(Object.keys(document.paths)).toEqual(Object.keys(commands).map(name => `/${name}`))
    for (const [path, { post }] of Object.entries(document.paths)) {
      expect(`/${post.operationId}`).toBe(path)
      expect(document.tags.map(({ name }) => name)).toContain(post.tags[0])
    }
    expect(document.paths['/GetMode'].post.requestBody.required).toBe(false)
    expect(document.paths['/GetGroupStatus'].post.requestBody.required).toBe(true)
  })

  it('names a signature as what every operation asks for', () => {
    expect(document.security).toEqual([{ sigv4: [] }])
    expect(Object.keys(document.components.securitySchemes)).toEqual(['sigv4'])
  })

  it('tells every kind of problem under its status', () => {
    for (const [kind, { status, title }] of Object.entries(problemKinds)) {
      expect(document.components.responses[`Problem${status}`].description).toContain(`${title} (${kind})`)
      expect(document.paths['/PutEvent'].post.responses[status]).toBeDefined()
    }
  })

  it('has the limits of the inputs', () => {
    const { properties, required, additionalProperties } = document.components.schemas.CreateShadowInstancesInput
    expect(properties.shadowPercentage).toMatchObject({ type: 'number', minimum: 0, maximum: 100 })
    expect(properties.autoScalingGroupName).toMatchObject({ type: 'string', minLength: 1, maxLength: 255 })
    expect([required, additionalProperties]).toEqual([['autoScalingGroupName', 'shadowPercentage'], false])
    expect(document.components.schemas.ExplainDecisionsInput.required).toEqual(['autoScalingGroupName'])
  })

  it('promises of an answer what a real one has: its required members, and no others than it names', async () => {
    const world = makeOperatorWorld()
    await world.addGroup('web', enabled)
    const { body } = await world.ask('GetGroupStatus', { autoScalingGroupName: 'web' })
    const { properties, required } = document.components.schemas.GetGroupStatusAnswer
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(body as object)))
    expect(Object.keys(body as object)).toEqual(expect.arrayContaining(required as string[]))
  })
})
