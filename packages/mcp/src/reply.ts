import type { CoreErrorCode, ErrorTable } from '@taskpact/contract/core'

/** A complete HTTP response. */
export interface Reply {
  readonly status: number
  readonly type: string | null
  readonly text: string
}

/** Errors of JSON-RPC (https://www.jsonrpc.org/specification, section 5.1), each with the code that has its HTTP status. */
const rpcErrors = {
  parseError: { code: -32700, like: 'invalid_json' },
  invalidRequest: { code: -32600, like: 'invalid_input' },
  methodNotFound: { code: -32601, like: 'not_found' },
  invalidParams: { code: -32602, like: 'invalid_input' },
} as const satisfies Readonly<Record<string, { code: number; like: CoreErrorCode }>>

export type RpcErrorName = keyof typeof rpcErrors

/** Returns the response with an error of JSON-RPC. `id` is that of the request, or null if it is unknown. */
export function rpcError(
  table: ErrorTable,
  name: RpcErrorName,
  { message, id }: { readonly message: string; readonly id: string | number | null },
): Reply {
  const { code, like } = rpcErrors[name]
  return {
    status: table[like].status,
    type: 'application/json',
    text: JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }),
  }
}
