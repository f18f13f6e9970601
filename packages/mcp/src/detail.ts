import type { FieldError, Operation } from '@taskpact/contract/core'
import * as z from 'zod'
import { inlined, type JsonSchema } from './inlined.js'
import { isCursor, maxText, omittedFields } from './lean-output.js'

/** The field of a tool's input that selects how much it returns. */
export const detailField = 'detail'

const values = ['lean', 'full']

export const detailSchema: JsonSchema = {
  type: 'string',
  enum: values,
  default: 'lean',
  description: '`full`: all fields and whole texts.',
}

/** Whether an operation returns more than its tool does by default. */
export function hasDetail({ output }: Operation): boolean {
  const options = { io: 'output', unrepresentable: 'any' } as const
  return output !== undefined && isShortened(inlined(z.toJSONSchema(output, options) as JsonSchema))
}

/** Returns whether the input asks for everything, or the error of a wrong value. */
export function wantsFull(input: Readonly<Record<string, unknown>>): boolean | FieldError {
  const value = Object.hasOwn(input, detailField) ? input[detailField] : undefined
  if (value === undefined || values.includes(value as string)) return value === 'full'
  const message = `Enter ${values.map((one) => `"${one}"`).join(' or ')}.`
  return { in: 'body', pointer: `/${detailField}`, code: 'invalid_value', message, values: [...values] }
}

/** Whether values of a schema can have a field that tools omit, or in a list a text that they shorten. */
function isShortened(schema: unknown, isInList = false): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (Array.isArray(schema)) return schema.some((one) => isShortened(one, isInList))
  const { type, properties = {}, maxLength = Infinity, items, ...rest } = schema as TextOrObject
  return (
    omittedFields.some((name) => Object.hasOwn(properties, name)) ||
    (isInList && type === 'string' && maxLength > maxText && !('enum' in rest)) ||
    isShortened(items, true) ||
    Object.entries(properties).some(([name, one]) => !isCursor(name) && isShortened(one, isInList)) ||
    isShortened([...(rest.anyOf ?? []), ...(rest.oneOf ?? [])], isInList)
  )
}

interface TextOrObject {
  readonly type?: string
  readonly properties?: object
  readonly maxLength?: number
  readonly items?: unknown
  readonly anyOf?: readonly unknown[]
  readonly oneOf?: readonly unknown[]
}
