import { contract, notModified, type Operation, operations, type Place } from '@taskpact/contract'

/** How a call is spelled over HTTP. */
export type Wire = 'rest' | 'trpc'

/** One call of an operation. */
export interface Ask {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** Only where the answer is another than the caller has. */
  readonly unless?: true
  /** With an idempotency key. */
  readonly keyed?: true
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether each time that it is sent needs an idempotency key of its own. */
  readonly needsFreshKey?: true
}

/** Returns the headers of a request, with a new idempotency key if it needs one. */
export function freshHeaders({ headers, needsFreshKey }: HttpRequest): HttpRequest['headers'] {
  return needsFreshKey ? { ...headers, 'idempotency-key': `"${crypto.randomUUID().replaceAll('-', '')}"` } : headers
}

const byName = new Map(operations(contract).map((operation) => [operation.name, operation]))

export function toHttp(wire: Wire, { operation: name, input, keyed }: Ask, token?: string): HttpRequest {
  const operation = byName.get(name)
  if (!operation) throw new TypeError(`${name} is not an operation`)
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { body, ...request } = wire === 'rest' ? inRest(operation, input) : inTrpc(operation, input)
  if (body === undefined) return { ...request, headers: authorization }
  return {
    ...request,
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(keyed && { needsFreshKey: true }),
  }
}

type Spelled = Pick<HttpRequest, 'method' | 'path'> & { readonly body?: unknown }

function inRest({ route, places, takesBody }: Operation, input: Ask['input']): Spelled {
  const given = { userId: 'me', ...input }
  const at = (place: Place) => Object.entries(given).filter(([field]) => places[field] === place)
  const inPath = Object.fromEntries(at('path'))
  const path = route.path.replace(/:(\w+)/g, (_, field: string) => encodeURIComponent(String(inPath[field])))
  const query = new URLSearchParams(at('query').map(([field, value]): [string, string] => [field, String(value)]))
  return {
    method: route.method,
    path: query.size > 0 ? `${path}?${query}` : path,
    ...(takesBody && { body: Object.fromEntries(at('body')) }),
  }
}

function inTrpc({ name, kind }: Operation, input: Ask['input']): Spelled {
  if (kind === 'mutation') return { method: 'POST', path: `/trpc/${name}`, body: input }
  return { method: 'GET', path: `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}` }
}

/** Whether a status says that a call was served as it was meant. */
export function isServed(status: number, { unless }: Pick<Ask, 'unless'>): boolean {
  return unless ? status === notModified : Math.floor(status / 100) === 2
}

/** What an answer holds, whichever wire it came by. */
export function outputOf(wire: Wire, body: unknown): unknown {
  return wire === 'rest' ? body : (body as { result?: { data?: unknown } } | undefined)?.result?.data
}
