/** A message of JSON-RPC 2.0: a request, a notification (without `id`) or a response (without `method`). */
export interface Message {
  readonly jsonrpc?: string
  readonly id?: string | number | null
  readonly method?: string
  readonly params?: Params
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: unknown
}

export interface Params {
  readonly [name: string]: unknown
  readonly _meta?: Readonly<Record<string, unknown>>
}

/** Codes of JSON-RPC; `failed` is the first one that servers may define. */
export const codes = { parse: -32700, invalidRequest: -32600, invalidParams: -32602, failed: -32000 } as const

export function errorResponse(id: Message['id'], code: number, message: string): Message {
  return { jsonrpc: '2.0', id: id ?? null, error: { code, message } }
}

/** Returns the message of a line; undefined if it is not one. */
export function toMessage(text: string): Message | undefined {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

/** Whether this is the response to a request. */
export function isResponse({ id, method }: Message): boolean {
  return method === undefined && id !== undefined
}
