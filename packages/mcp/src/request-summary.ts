/** What an app can log of a request that called no operation. It contains no input. */
export interface RequestSummary {
  readonly requestId: string
  /** The method of the protocol. `other` if it is unknown, or if the request was refused before its body was read. */
  readonly method: string
  /** `ok`, the code of the problem, or `protocol_error`. */
  readonly outcome: string
  readonly status: number
  readonly userId: string | undefined
  /** The id of the personal access token, if the request has one. */
  readonly tokenId?: string
  /** The app that acts for the user. */
  readonly clientId?: string
  readonly ms: number
}

const methods = new Set([
  'initialize',
  'notifications/cancelled',
  'notifications/initialized',
  'ping',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/templates/list',
  'server/discover',
  'tools/call',
  'tools/list',
])

/** Returns the name of a method for logs, which must not contain text of clients. */
export function methodName(method: string | undefined): string {
  return method !== undefined && methods.has(method) ? method : 'other'
}
