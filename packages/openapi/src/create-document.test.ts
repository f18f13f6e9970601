import { type HeaderParameterName, headerParameters, type Place, type Problem, TaskStats } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import { all, document, pairs, visit } from '../test/documented.js'
import { compile } from '../test/json-schema.js'
import { createDocument, taskpact, toJson } from './index.js'
import type { Schema } from './schemas.js'

describe('the document', () => {
  it('has the same bytes each time', () => {
    expect(toJson(createDocument(all, { ...taskpact, version: document.info.version }))).toBe(toJson(document))
  })

  it('asks for a token where an operation says nothing else', () => {
    expect(document.security).toEqual([{ bearer: [] }])
  })

  it('names the version and the servers that it is given', () => {
    const servers = [{ url: 'https://tasks.test', description: 'Production' }]

    expect(createDocument(all, { ...taskpact, version: '2.3.4', servers })).toMatchObject({
      info: { version: '2.3.4' },
      servers,
    })
  })
})

describe('an operation', () => {
  it('has an operationId of its own', () => {
    expect(new Set(pairs.map(({ described }) => described.operationId)).size).toBe(all.length)
  })

  it.each(pairs)('asks for a token exactly where the contract does: $operation.name', ({ operation, described }) => {
    expect(described.security).toEqual(operation.metadata.access === 'user' ? [{ bearer: [] }] : [])
  })

  it.each(pairs)('answers what the contract declares and no more: $operation.name', ({ operation, described }) => {
    const examples = Object.keys(described.responses ?? {}).flatMap((status) => codesOf(described.responses?.[status]))

    expect(examples.toSorted()).toEqual([...new Set(operation.errors)].toSorted())
    expect(described.responses).toHaveProperty(`${operation.status}`)
  })

  it.each(pairs)('takes each field where the contract places it: $operation.name', ({ operation, described }) => {
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

  it('has a tag that is described', () => {
    const tags = document.tags?.filter(({ description }) => description).map(({ name }) => name)

    expect(new Set(pairs.flatMap(({ described }) => described.tags))).toEqual(new Set(tags))
  })
})

describe('schemas', () => {
  it('are told once: no two objects are equal, whether inline or named', () => {
    const objects = visit().filter(({ value }) => value.type === 'object' && value.properties)
    const shapes = objects.map(({ value: { description: _, examples: __, ...shape } }) => JSON.stringify(shape))

    expect(new Set(shapes).size).toBe(shapes.length)
  })

  it('take what the server counts, and nothing less', () => {
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

  it('carry no leftovers of their conversion', () => {
    const named = Object.values(document.components?.schemas ?? {})

    expect(visit().filter(({ value }) => '$schema' in value || '$id' in value || '$defs' in value)).toEqual([])
    expect(named.filter((schema) => 'id' in schema)).toEqual([])
  })

  it('are in use, as are the shared responses and headers', () => {
    const used = new Set(visit().map(({ value }) => value.$ref))
    const named = (['schemas', 'responses', 'headers', 'examples'] as const).flatMap((kind) =>
      Object.keys(document.components?.[kind] ?? {}).map((name) => `#/components/${kind}/${name}`),
    )

    expect(named.filter((ref) => !used.has(ref))).toEqual([])
  })
})

describe('what a caller reads', () => {
  it('is described, each field, parameter and header of it', () => {
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

describe('examples and defaults', () => {
  it('fit their schemas', () => {
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

/** Named examples stand beside a schema; within a schema they are a list. */
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

/** The codes that a response, or the one it refers to, has examples of. */
function codesOf(response: object | undefined): string[] {
  const [name] = response && '$ref' in response ? [String(response.$ref).split('/').at(-1)] : []
  const meant = name ? document.components?.responses?.[name] : response
  const names = visit(meant).flatMap(({ value }) => /^#.components.examples.(.*)$/.exec(String(value.$ref))?.[0] ?? [])
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

/** The problem that a response refers to. */
function exampleAt(ref: string): Problem {
  return (componentAt(ref) as { value: Problem }).value
}
