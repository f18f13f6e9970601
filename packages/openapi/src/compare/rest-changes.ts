import type { OpenAPIV3_1 } from 'openapi-types'
import type { Change } from './change.js'
import { type Components, type JsonSchema, resolveIn } from './json-schema.js'
import { type Comparison, schemaChanges } from './schema-changes.js'

type Document = OpenAPIV3_1.Document
type Described = OpenAPIV3_1.OperationObject
type Parameter = OpenAPIV3_1.ParameterObject
type Response = OpenAPIV3_1.ResponseObject
type Content = Readonly<Record<string, OpenAPIV3_1.MediaTypeObject>>

/** Returns the changes of URLs, statuses, headers and bodies for HTTP clients. */
export function restChanges(before: Document, after: Document): Change[] {
  const [old, now] = [byAddress(before), byAddress(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((address): Change[] => {
    const at = `rest ${address}`
    const [was, is] = [old.get(address), now.get(address)]
    if (!was) return [{ class: 'additive', at, what: 'was added' }]
    if (!is)
      return [{ class: 'breaking', at, what: 'was removed', ...(was.operationId && { removed: was.operationId }) }]
    return compareOperation(was, is, at, [before, after])
  })
}

/** Path parameters are compared by position, because clients do not send their names. */
function byAddress({ paths = {} }: Document): Map<string, Described> {
  const methods = ['get', 'put', 'post', 'delete', 'patch'] as const
  const found = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): [string, Described][] => {
      const described = item?.[method]
      return described ? [[`${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`, described]] : []
    }),
  )
  return new Map(found)
}

type Both = readonly [before: Document, after: Document]

function compareOperation(was: Described, is: Described, at: string, both: Both): Change[] {
  const changed = (class_: Change['class'], what: string): Change => ({ class: class_, at, what })
  const isOpen = ({ security }: Described) => security?.length === 0
  return [
    ...(was.operationId === is.operationId
      ? []
      : [changed('breaking', `operationId: ${was.operationId} → ${is.operationId}`)]),
    ...(isOpen(was) === isOpen(is) ? [] : [changed(isOpen(is) ? 'additive' : 'breaking', 'access has changed')]),
    ...(was.summary === is.summary && was.description === is.description
      ? []
      : [changed('cosmetic', 'documentation has changed')]),
    ...(Boolean(was.deprecated) === Boolean(is.deprecated) ? [] : [changed('cosmetic', 'deprecated has changed')]),
    ...parameterChanges(was, is, at, both),
    ...bodyChanges(was, is, at, both),
    ...responseChanges(was, is, at, both),
  ]
}

function parameterChanges(was: Described, is: Described, at: string, both: Both): Change[] {
  const [old, now] = [parametersOf(was), parametersOf(is)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Change[] => {
    const place = `${at} ${name}`
    const [before, after] = [old.get(name), now.get(name)]
    if (!before) return [{ class: after?.required ? 'breaking' : 'additive', at: place, what: 'was added' }]
    if (!after) return [{ class: 'breaking', at: place, what: 'was removed' }]
    const required = Boolean(after.required)
    return [
      ...(Boolean(before.required) === required
        ? []
        : [
            {
              class: required ? 'breaking' : 'additive',
              at: place,
              what: required ? 'became required' : 'became optional',
            } as const,
          ]),
      ...schemaChanges(schemaOf(before), schemaOf(after), place, comparing('input', both)),
    ]
  })
}

/** Path parameters are identified by their position. */
function parametersOf({ parameters = [] }: Described): Map<string, Parameter> {
  const named = (parameters as Parameter[]).map((parameter, index): [string, Parameter] => [
    parameter.in === 'path' ? `path ${index + 1}` : `${parameter.in} ${parameter.name}`,
    parameter,
  ])
  return new Map(named)
}

function bodyChanges(was: Described, is: Described, at: string, both: Both): Change[] {
  const [old, now] = [was.requestBody, is.requestBody] as (OpenAPIV3_1.RequestBodyObject | undefined)[]
  const needed = Boolean(now?.required)
  if (Boolean(old?.required) !== needed) {
    const change = {
      class: needed ? 'breaking' : 'additive',
      at,
      what: `body became ${needed ? 'required' : 'optional'}`,
    } as const
    return [change, ...contentChanges(old?.content, now?.content, `${at} body`, comparing('input', both))]
  }
  return contentChanges(old?.content, now?.content, `${at} body`, comparing('input', both))
}

function responseChanges(was: Described, is: Described, at: string, both: Both): Change[] {
  const statuses = new Set([...Object.keys(was.responses ?? {}), ...Object.keys(is.responses ?? {})])
  return [...statuses].flatMap((status): Change[] => {
    const place = `${at} ${status}`
    const [old, now] = [responseOf(was, status, both[0]), responseOf(is, status, both[1])]
    const isSuccess = status.startsWith('2')
    if (!old) return [{ class: 'breaking', at: place, what: 'was added' }]
    if (!now) return [{ class: isSuccess ? 'breaking' : 'additive', at: place, what: 'was removed' }]
    return [
      ...headerChanges(old, now, place),
      ...codeChanges(old, now, place),
      ...contentChanges(old.content, now.content, `${place} body`, comparing('output', both)),
    ]
  })
}

function headerChanges({ headers: was = {} }: Response, { headers: is = {} }: Response, at: string): Change[] {
  const removed = Object.keys(was).filter((name) => !(name in is))
  const added = Object.keys(is).filter((name) => !(name in was))
  return [
    ...removed.map((name): Change => ({ class: 'breaking', at: `${at} ${name}`, what: 'was removed' })),
    ...added.map((name): Change => ({ class: 'additive', at: `${at} ${name}`, what: 'was added' })),
  ]
}

/** The codes of an error response are the names of its examples. */
function codeChanges(was: Response, is: Response, at: string): Change[] {
  const [old, now] = [codesOf(was), codesOf(is)]
  return [
    ...old
      .filter((code) => !now.includes(code))
      .map((code): Change => ({ class: 'additive', at, what: `${code} was removed` })),
    ...now
      .filter((code) => !old.includes(code))
      .map((code): Change => ({ class: 'breaking', at, what: `${code} was added` })),
  ]
}

function codesOf({ content }: Response): string[] {
  return Object.keys(content?.['application/problem+json']?.examples ?? {})
}

function contentChanges(was: Content = {}, is: Content = {}, at: string, comparison: Comparison): Change[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((type): Change[] => {
    const place = `${at} ${type}`
    const [old, now] = [was[type]?.schema as JsonSchema, is[type]?.schema as JsonSchema]
    if (!old) return [{ class: 'additive', at: place, what: 'was added' }]
    if (!now) return [{ class: 'breaking', at: place, what: 'was removed' }]
    return schemaChanges(old, now, place, comparison)
  })
}

function responseOf({ responses = {} }: Described, status: string, document: Document): Response | undefined {
  const found = responses[status]
  if (!found || !('$ref' in found)) return found as Response | undefined
  return document.components?.responses?.[found.$ref.split('/').at(-1) ?? ''] as Response | undefined
}

function comparing(direction: Comparison['direction'], [before, after]: Both): Comparison {
  const resolver = ({ components }: Document) =>
    resolveIn((components?.schemas ?? {}) as Readonly<Record<string, object>> as Components)
  return { direction, resolve: [resolver(before), resolver(after)] }
}

function schemaOf({ schema }: Parameter): JsonSchema {
  return (schema ?? {}) as JsonSchema
}
