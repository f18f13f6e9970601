import { type HeaderParameterName, headerParameters, type Place, type Problem, TaskStats } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import { createCommitted } from '../scripts/create-committed.js'
import { all, document, pairs, visit } from '../test/documented.js'
import { compile } from '../test/json-schema.js'
import { createDocument, taskpact, toJson } from './index.js'
import type { Schema } from './schemas.js'

describe('OpenAPI document', () => {
  it('is deterministic', () => {
    expect(toJson(createCommitted(document.info.version))).toBe(toJson(document))
  })

  it('requires a bearer token by default', () => {
    expect(document.security).toEqual([{ bearer: [] }])
  })

  it('contains the given version and servers', () => {
    const servers = [{ url: 'https://tasks.test', description: 'Production' }]

    expect(createDocument(all, { ...taskpact, version: '2.3.4', servers })).toMatchObject({
      info: { version: '2.3.4' },
      servers,
    })
  })
})

describe('operations in the document', () => {
  it('have unique operation ids', () => {
    expect(new Set(pairs.map(({ described }) => described.operationId)).size).toBe(all.length)
  })

  it.each(pairs)('require a token as in the contract: $operation.name', ({ operation, described }) => {
    const { access, scope } = operation.metadata
    const scoped = scope === null ? [] : [{ personalToken: [] }, { oauth: [scope] }]

    expect(described.security).toEqual(access === 'user' ? [{ bearer: [] }, ...scoped] : [])
    expect(described).toMatchObject(scope === null ? {} : { 'x-required-scope': scope })
  })

  it.each(pairs)('list exactly the responses of the contract: $operation.name', ({ operation, described }) => {
    const examples = Object.keys(described.responses ?? {}).flatMap((status) => codesOf(described.responses?.[status]))

    expect(examples.toSorted()).toEqual([...new Set(operation.errors)].toSorted())
    expect(described.responses).toHaveProperty(`${operation.status}`)
  })

  it.each(pairs)('list each input field in its place: $operation.name', ({ operation, described }) => {
    const parameters = (described.parameters ?? []) as OpenAPIV3_1.ParameterObject[]
    const placed = Object.entries<Place>(operation.places).flatMap(([field, place]) =>
      place === 'body'
        ? []
        : [`${place} ${place === 'header' ? headerParameters[field as HeaderParameterName].header : field}`],
    )

    const declared = parameters.filter(({ name }) => name !== 'If-None-Match')
    expect(declared.map(({ in: place, name }) => `${place} ${name}`)).toEqual(placed)
    expect('requestBody' in described).toBe(operation.takesBody)
  })

  it('have a tag with a description', () => {
    const tags = document.tags?.filter(({ description }) => description).map(({ name }) => name)

    expect(new Set(pairs.flatMap(({ described }) => described.tags))).toEqual(new Set(tags))
  })
})

describe('schemas in the document', () => {
  it('are described once: no two object schemas are equal', () => {
    const objects = visit().filter(({ value }) => value.type === 'object' && value.properties)
    const shapes = objects.map(({ value: { description: _, examples: __, ...shape } }) => JSON.stringify(shape))

    expect(new Set(shapes).size).toBe(shapes.length)
  })

  it('accept the limits of the server', () => {
    const stats = {
      ...{ total: 3, pending: 2, completed: 1, overdue: 1, dueToday: 0 },
      byPriority: { none: 1, low: 0, medium: 0, high: 2 },
      byTag: [{ tag: 'home', count: 2 }],
    }
    const validate = compile({ $ref: '#/components/schemas/TaskStats' })

    expect(validate(TaskStats.parse(stats))).toBe(true)
    expect(validate({ ...stats, byPriority: { high: 2 } })).toBe(false)
    expect(validate({ ...stats, byPriority: { ...stats.byPriority, urgent: 1 } })).toBe(false)
  })

  it('contain no artifacts of the conversion', () => {
    const named = Object.values(document.components?.schemas ?? {})

    expect(visit().filter(({ value }) => '$schema' in value || '$id' in value || '$defs' in value)).toEqual([])
    expect(named.filter((schema) => 'id' in schema)).toEqual([])
  })

  it('are all referenced, like the shared responses and headers', () => {
    const used = new Set(visit().map(({ value }) => value.$ref))
    const named = (['schemas', 'responses', 'headers', 'examples'] as const).flatMap((kind) =>
      Object.keys(document.components?.[kind] ?? {}).map((name) => `#/components/${kind}/${name}`),
    )

    expect(named.filter((ref) => !used.has(ref))).toEqual([])
  })
})

describe('descriptions in the document', () => {
  it('exist for each field, parameter and header', () => {
    const parts = visit()
      .filter(({ pointer }) => !pointer.includes('/examples/') && !pointer.endsWith('/not'))
      .flatMap(({ pointer, value: { properties = {}, headers = {}, parameters } }) =>
        [properties, headers, Array.isArray(parameters) ? parameters : {}].flatMap((named) =>
          Object.entries(named as Readonly<Record<string, object>>).map(([name, part]) => ({
            name: `${pointer} ${name}`,
            part,
          })),
        ),
      )
    const undescribed = parts.filter(({ part }) => !isDescribed(part)).map(({ name }) => name)

    expect(undescribed).toEqual([])
  })
})

describe('examples and defaults in the document', () => {
  it('match their schemas', () => {
    const shown = visit().flatMap(({ pointer, value }) =>
      valuesIn(value).map((example) => ({
        pointer,
        example,
        fits: compile((value.schema ?? value) as Schema)(example),
      })),
    )

    expect(shown.filter(({ fits }) => !fits)).toEqual([])
    expect(shown.length).toBeGreaterThan(pairs.length)
  })
})

/** Examples have names beside a schema and are a list within a schema. */
function valuesIn({ schema, ...value }: Readonly<Record<string, unknown>>): unknown[] {
  const named = schema ? Object.values(value.examples ?? {}).map(toValue) : []
  return [
    ...('example' in value ? [value.example] : []),
    ...('default' in value ? [value.default] : []),
    ...(Array.isArray(value.examples) ? value.examples : named),
  ]
}

function toValue(example: { $ref: string } | { value: unknown }): unknown {
  return '$ref' in example ? exampleAt(example.$ref) : example.value
}

/** Returns the codes of the examples of a response or of the component it refers to. */
function codesOf(response: object | undefined): string[] {
  const [name] = response && '$ref' in response ? [String(response.$ref).split('/').at(-1)] : []
  const expected = name ? document.components?.responses?.[name] : response
  const names = visit(expected).flatMap(
    ({ value }) => /^#.components.examples.(.*)$/.exec(String(value.$ref))?.[0] ?? [],
  )
  return names.map((name) => exampleAt(name).code)
}

function isDescribed(part: object): boolean {
  return 'description' in part || ('$ref' in part && isDescribed(componentAt(String(part.$ref))))
}

function componentAt(ref: string): object {
  const [kind = '', name = ''] = ref.split('/').slice(2)
  const kinds: Readonly<Record<string, Readonly<Record<string, object>>>> = { ...document.components }
  return kinds[kind]?.[name] ?? {}
}

/** Returns the problem that an example refers to. */
function exampleAt(ref: string): Problem {
  return (componentAt(ref) as { value: Problem }).value
}
