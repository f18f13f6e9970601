import {
  type FieldError,
  idempotencyKeyMeta,
  type Operation,
  type RawInput,
  unknownField,
} from '@taskpact/contract/core'
import type { Call } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import { detailField, wantsFull } from './detail.js'
import { hiddenFields } from './lean-schema.js'
import { isPaged, pageSize } from './paging.js'
import type { Tool } from './tools.js'

/** What every call of a request has. */
export interface CallOrigin {
  readonly token: string
  readonly context: RequestContext
}

/** The fields of an input, not yet validated. */
export type Fields = Readonly<Record<string, unknown>>

/** Turns a call of a tool into a call of the engine. `meta` is what the client, not the model, adds to it. */
export function toCall(
  { operation, hasDetail }: Tool,
  { token, context }: CallOrigin,
  { input, meta }: { readonly input: Fields; readonly meta: unknown },
): Call {
  return {
    operation,
    transport: 'mcp',
    token,
    request: context,
    rawInput: () => rawInput(operation, { hasDetail, input, key: keyIn(meta) }),
  }
}

/** Turns the variables of a URI into a call of the engine. The SDK leaves them percent-encoded (RFC 3986, section 2.1). */
export function toReadCall(operation: Operation, { token, context }: CallOrigin, variables: Fields): Call {
  const fields = () => Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, decoded(value)]))
  return { operation, transport: 'mcp', token, request: context, rawInput: () => ({ fields: fields() }) }
}

/** Text that is not well-formed stays as it is, and names nothing. */
function decoded(value: unknown): unknown {
  try {
    return typeof value === 'string' ? decodeURIComponent(value) : value
  } catch {
    return value
  }
}

function rawInput(
  operation: Operation,
  { hasDetail, input, key }: { readonly hasDetail: boolean; readonly input: Fields; readonly key: unknown },
): RawInput {
  const errors: FieldError[] = hiddenFields
    .filter((name) => Object.hasOwn(input, name))
    .map((name) => unknownField('body', [name]))
  const fields = without(input, hasDetail ? [...hiddenFields, detailField] : hiddenFields)
  const detail = hasDetail ? wantsFull(input) : false
  if (typeof detail === 'object') errors.push(detail)
  if (isPaged(operation)) fields.limit ??= pageSize
  if (key !== undefined && operation.metadata.idempotency === 'key') fields.idempotencyKey = key
  return { fields, errors }
}

/** Keeps a field named `__proto__`, which the engine then refuses. */
function without(input: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)))
}

function keyIn(meta: unknown): unknown {
  return typeof meta === 'object' && meta !== null && Object.hasOwn(meta, idempotencyKeyMeta)
    ? (meta as Fields)[idempotencyKeyMeta]
    : undefined
}
