import type { ErrorTable } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { parseJson } from '@taskpact/engine/http'
import { type Reply, type RpcErrorName, rpcError } from './reply.js'

/** A request or a notification of JSON-RPC, not yet validated. */
export interface Message {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** The whole message. */
  readonly body: object
}

/** Characters of a method or a name. Those of the protocol are shorter (SEP-986). */
const maxName = 128
/** Characters of a URI. */
const maxUri = 2000

/** Methods that open a stream. Its events would have to be authorized one by one. */
const refused = new Set(['subscriptions/listen', 'resources/subscribe', 'resources/unsubscribe'])

/**
 * Returns the message in a body, or the reply that refuses it: malformed JSON, a batch, which the protocol does not have any more, or a
 * name of a length that no name has, which replies would repeat.
 */
export function parseMessage(
  text: string | undefined,
  errors: ErrorTable,
): { readonly message: Message } | { readonly reply: Reply } {
  const refuse = (name: RpcErrorName, message: string, id: string | number | null = null) => ({
    reply: rpcError(errors, name, { message, id }),
  })
  const body = parsed(text)
  if (body instanceof ServiceError) return refuse('parseError', body.detail)
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse('invalidRequest', 'Send one JSON-RPC message. Batches are not supported.')
  const { method, params = {}, id = null } = body as Record<string, unknown>
  if (!isId(id)) return refuse('invalidRequest', `The id must be a number, or a text of up to ${maxName} characters.`)
  if (typeof method !== 'string' || method.length > maxName)
    return refuse('invalidRequest', `The message needs a method of up to ${maxName} characters.`, id)
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    return refuse('invalidParams', 'The params must be an object.', id)
  if (refused.has(method)) return refuse('methodNotFound', 'Subscriptions are not supported.', id)
  const { name, uri } = params as Record<string, unknown>
  if (isLonger(name, maxName) || isLonger(uri, maxUri))
    return refuse('invalidParams', 'The name or the URI is too long.', id)
  return { message: { method, params: params as Message['params'], body } }
}

/** Deeply nested values would exhaust the stack of validators, so the text is always scanned. */
function parsed(text: string | undefined): unknown {
  try {
    return parseJson(text ?? '', false)
  } catch (error) {
    return ServiceError.from(error)
  }
}

function isId(id: unknown): id is string | number | null {
  return id === null || typeof id === 'number' || (typeof id === 'string' && id.length <= maxName)
}

function isLonger(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.length > max
}
