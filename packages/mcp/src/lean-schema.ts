import { type Operation, ownerParameter } from '@taskpact/contract/core'
import * as z from 'zod'
import { detailSchema, hasDetail } from './detail.js'
import { inlined, type JsonSchema } from './inlined.js'
import { mergeVariants } from './merge-variants.js'
import { isPaged, pageSize } from './paging.js'

/** Fields that transports set, so models do not see them. */
export const hiddenFields: readonly string[] = [ownerParameter, 'idempotencyKey']

/** Keywords that models cannot use, or that clients reject. The engine validates everything, with messages for each field. */
const omitted = new Set([
  '$schema',
  'title',
  'id',
  'pattern',
  'format',
  'examples',
  'not',
  'minLength',
  'maxLength',
  'uniqueItems',
])

/** Characters of the description of a field, if its first sentence is not longer. */
const maxDescription = 140

/**
 * Returns the input of an operation as a short JSON Schema for models: without references, which several clients reject, and with one
 * type a schema. It accepts more than the operation.
 */
export function leanSchema(operation: Operation): JsonSchema {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const lean = trim(inlined(schema)) as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
  }
  const properties = Object.fromEntries(
    Object.entries(lean.properties ?? {}).filter(([name]) => !hiddenFields.includes(name)),
  )
  if (isPaged(operation)) properties.limit = { ...properties.limit, default: pageSize }
  if (hasDetail(operation)) properties.detail = detailSchema
  const required = lean.required?.filter((name) => !hiddenFields.includes(name)) ?? []
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function trim({ anyOf, oneOf, type, ...rest }: JsonSchema): JsonSchema {
  const lean: Record<string, unknown> = typeof type === 'string' ? { type } : {}
  for (const [keyword, value] of Object.entries(rest)) {
    if (!omitted.has(keyword) && !isNoBound(keyword, value)) lean[keyword] = trimKeyword(keyword, value)
  }
  const types = Array.isArray(type) ? type.map((one: unknown) => ({ type: one })) : undefined
  const variants = (anyOf ?? oneOf ?? types) as readonly JsonSchema[] | undefined
  return variants ? mergeVariants(lean, variants.map(trim)) : lean
}

function trimKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'description') return firstSentences(String(value))
  if (keyword === 'items') return withoutDescription(trim(value as JsonSchema))
  // Its members are names of fields, which may be those of keywords.
  if (keyword === 'properties')
    return Object.fromEntries(
      Object.entries(value as Record<string, JsonSchema>).map(([name, one]) => [name, trim(one)]),
    )
  return value
}

/** Returns the sentences that fit into `maxDescription`, at least the first one. */
function firstSentences(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+/)
  let kept = sentences[0] as string
  for (const sentence of sentences.slice(1)) {
    if (kept.length + sentence.length >= maxDescription) break
    kept += ` ${sentence}`
  }
  return kept
}

/** The list has a description, and an item of plain values needs none. */
function withoutDescription({ description, ...schema }: JsonSchema): JsonSchema {
  return schema.properties === undefined ? schema : { ...schema, description }
}

/** A bound of all integers. */
function isNoBound(keyword: string, value: unknown): boolean {
  return /^(?:min|max)imum$/.test(keyword) && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
}
