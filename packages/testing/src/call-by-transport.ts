import { ApiError, createClientOf, toRouteTable } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import {
  type FieldError,
  type HeaderParameterName,
  headerParameters,
  type Operation,
  Problem,
} from '@taskpact/contract'
import { type EventStream, type Perform, ServiceError } from '@taskpact/engine'
import { TRPCClientError } from '@trpc/client'
import type { DocumentCheck } from './document-check.js'
import { firstEvent } from './first-event.js'
import type { Input, Outcome } from './outcome.js'
import { subscribe } from './subscribe.js'
import type { Transport } from './transports.js'

/** Calls an operation on one transport. */
export type CallOperation = (operation: Operation, input: Input, token?: string) => Promise<Outcome>

export interface Served {
  readonly url: string
  readonly perform: Perform
  readonly operations: readonly Operation[]
  /** Creates the check of responses against the document. Only called for `rest`. */
  readonly check: () => Promise<DocumentCheck>
}

export function callByTransport(transport: Transport, served: Served): CallOperation {
  return { rest: byFetch, client: byClient, trpc: byTrpc, 'in-process': inProcess }[transport](served)
}

type CallOf = (served: Served) => CallOperation

/** Sends plain HTTP, as other clients do. Compares every response with the published document. */
const byFetch: CallOf = ({ url, check }) => {
  let created: Promise<DocumentCheck> | undefined
  const checked = () => {
    created ??= check()
    return created
  }
  return async (
    { name, kind, route, places, takesBody, metadata: { requestFile: takes, responseFile: sends } },
    input,
    token,
  ) => {
    const known = Object.entries(input).filter(([, value]) => value !== undefined)
    const rest = takesBody && !takes ? 'body' : 'query'
    const at = (place: string) =>
      known.filter(([field]) => (Object.hasOwn(places, field) ? places[field] : rest) === place)
    const path = route.path.replace(/:(\w+)/g, (_, field) => segment(String(input[field] ?? 'me')))
    const query = new URLSearchParams(at('query').map(([field, value]) => [field, String(value)] as [string, string]))
    const { format = 'json', content } = input as { format?: string; content?: string }
    const json = rest === 'body' ? { body: JSON.stringify(Object.fromEntries(at('body'))) } : {}
    const body = takes ? { body: content ?? '' } : json
    const headers = at('header').map(([field, value]) => [
      headerParameters[field as HeaderParameterName].header,
      kind === 'stream' ? String(value) : `"${value}"`,
    ])

    const response = await fetch(`${url}${path}?${query}`, {
      method: route.method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        'content-type': (takes && (takes[format] ?? takes.json)?.mediaType) ?? 'application/json',
        ...Object.fromEntries(headers),
      },
      ...body,
    })

    const type = response.headers.get('content-type')
    if (kind === 'stream' && response.ok) {
      const value = await firstEvent(response)
      ;(await checked()).expectDocumented(name, response.status, type, value)
      return { ok: true, value }
    }
    const text = await response.text()
    const value: unknown = text === '' ? undefined : /json/.test(type ?? '') ? JSON.parse(text) : text
    ;(await checked()).expectDocumented(name, response.status, type, value)
    return response.ok ? { ok: true, value: sends ? text : value } : refused(Problem.parse(value))
  }
}

/** Encodes a lone surrogate as the bytes that it would have, which no decoder accepts. */
function segment(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80'
}

const byClient: CallOf = ({ url, operations }) => {
  const routes = toRouteTable(operations)
  return async ({ name }, input, token) => {
    const client = createClientOf(routes, { baseUrl: url, token, retries: 0 })
    try {
      return { ok: true, value: await method(client, name)(input) }
    } catch (error) {
      if (error instanceof ApiError) return refused(error)
      throw error
    }
  }
}

const byTrpc: CallOf = ({ url }) => {
  return async ({ name, kind }, input, token) => {
    if (kind === 'stream') return await subscribe(url, { name, input, token })
    const client = createTrpcClient({ baseUrl: url, token })
    try {
      return { ok: true, value: await method(client, `${name}.${kind === 'query' ? 'query' : 'mutate'}`)(input) }
    } catch (error) {
      if (!(error instanceof TRPCClientError)) throw error
      // The HTTP server itself refuses some requests with a problem that is not in the tRPC envelope.
      return refused(Problem.parse(error.data?.problem ?? error.meta?.responseJSON))
    }
  }
}

const inProcess: CallOf = ({ perform }) => {
  return async (operation, input, token) => {
    const call = {
      operation,
      transport: 'in-process',
      token,
      request: { requestId: 'in-process', client: {} },
    }
    try {
      const { output } = await perform({ ...call, rawInput: () => ({ fields: input }) })
      if (operation.kind !== 'stream') return { ok: true, value: output }
      for await (const { data } of output as EventStream) return { ok: true, value: data }
      throw new Error('The stream ended before its first event')
    } catch (error) {
      if (error instanceof ServiceError && error.code !== 'internal') return refused(error)
      throw error
    }
  }
}

type Method = (input: Input) => Promise<unknown>

function method(client: unknown, name: string): Method {
  return name.split('.').reduce((part, key) => (part as Record<string, unknown>)[key], client) as Method
}

interface Refusal {
  readonly code: string
  readonly errors?: readonly FieldError[] | undefined
  /** Of a problem. */
  readonly ticket?: string | undefined
  /** Of an error of the typed client. */
  readonly problem?: { readonly ticket?: string | undefined } | undefined
  /** Of an error of a handler. */
  readonly facts?: { readonly ticket?: string | undefined } | undefined
}

export function refused({ code, errors, ...error }: Refusal): Outcome {
  const ticket = error.ticket ?? error.problem?.ticket ?? error.facts?.ticket
  const fields = (errors ?? []).map(({ in: place, pointer }) => `${place}${pointer}`)
  return { ok: false, code, fields, ...(ticket !== undefined && { ticket }) }
}
