import { contract, notModified, type Operation, operations, type Place } from '@taskpact/contract'

export type Protocol = 'rest' | 'trpc'

/** One call of an operation. */
export interface Call {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Sent with `If-None-Match`: the caller already has the current response. */
  readonly conditional?: true
  /** Sent with an idempotency key. */
  readonly keyed?: true
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether each repetition needs a new idempotency key. */
  readonly needsFreshKey?: true
}

/** Returns the headers of a request, with a new idempotency key if it needs one. */
export function freshHeaders({ headers, needsFreshKey }: HttpRequest): HttpRequest['headers'] {
  return needsFreshKey ? { ...headers, 'idempotency-key': `"${crypto.randomUUID().replaceAll('-', '')}"` } : headers
}

const byName = new Map(operations(contract).map((operation) => [operation.name, operation]))

export function toHttp(protocol: Protocol, { operation: name, input, keyed }: Call, token?: string): HttpRequest {
  const operation = byName.get(name)
  if (!operation) throw new TypeError(`${name} is not an operation`)
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { body, ...request } = protocol === 'rest' ? inRest(operation, input) : inTrpc(operation, input)
  if (body === undefined) return { ...request, headers: authorization }
  return {
    ...request,
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(keyed && { needsFreshKey: true }),
  }
}

type Spelled = Pick<HttpRequest, 'method' | 'path'> & { readonly body?: unknown }

function inRest({ route, places, takesBody }: Operation, input: Call['input']): Spelled {
  const fields = { userId: 'me', ...input }
  const at = (place: Place) => Object.entries(fields).filter(([field]) => places[field] === place)
  const inPath = Object.fromEntries(at('path'))
  const path = route.path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(inPath[field])))
  const query = new URLSearchParams(at('query').map(([field, value]): [string, string] => [field, String(value)]))
  return {
    method: route.method,
    path: query.size > 0 ? `${path}?${query}` : path,
    ...(takesBody && { body: Object.fromEntries(at('body')) }),
  }
}

function inTrpc({ name, kind }: Operation, input: Call['input']): Spelled {
  if (kind === 'mutation') return { method: 'POST', path: `/trpc/${name}`, body: input }
  return { method: 'GET', path: `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}` }
}

/** Returns whether the status is the expected one. */
export function isServed(status: number, { conditional }: Pick<Call, 'conditional'>): boolean {
  return conditional ? status === notModified : Math.floor(status / 100) === 2
}

/** Returns the output of an operation from a response body. */
export function outputOf(protocol: Protocol, body: unknown): unknown {
  return protocol === 'rest' ? body : (body as { result?: { data?: unknown } } | undefined)?.result?.data
}
