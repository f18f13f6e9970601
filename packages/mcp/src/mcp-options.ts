import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorTable, Operation } from '@taskpact/contract/core'
import type { Caller, Effects, Perform } from '@taskpact/engine'
import type { RequestContext } from '@taskpact/engine/http'
import type { Prompt } from './prompts.js'
import type { RequestSummary } from './request-summary.js'
import type { Resource } from './resources.js'

export interface McpOptions {
  readonly operations: readonly Operation[]
  /** The error table that statuses, titles and advice come from. */
  readonly errors: ErrorTable
  readonly perform: Perform
  /** The path of the endpoint, such as `/mcp`. */
  readonly path: string
  /** Returns the caller of a token. Rejects with a ServiceError if the token is invalid. */
  readonly identify: (token: string, context: RequestContext) => Promise<Caller>
  /**
   * Counts a request that calls no operation, such as one for a list or with an invalid token. Rejects with `rate_limited`. Default: these
   * requests have no limit. `perform` counts calls.
   */
  readonly countRequest?: (caller: Caller | undefined, context: RequestContext) => Promise<Effects>
  /** Whether pages of an origin may send requests. Requests without an `Origin` are not from pages. */
  readonly isAllowedOrigin: (origin: string) => boolean
  /** What the app knows of a request. */
  readonly contextOf: (req: IncomingMessage, res: ServerResponse) => RequestContext
  /** What the server is, for people and models. */
  readonly server: ServerIdentity
  readonly resources?: readonly Resource[]
  readonly prompts?: readonly Prompt[]
  /** The path of the protected resource whose metadata challenges name (RFC 9728). Default: they name none. */
  readonly resource?: string
  /** Called after each request that called no operation. Calls are seen by the interceptors of `perform`. Default: ignored. */
  readonly onRequest?: (summary: RequestSummary) => void
  /** Called for each failure that is not the client's. Default: ignored. */
  readonly onInternalError?: (error: unknown, requestId: string) => void
}

export interface ServerIdentity {
  readonly name: string
  readonly title: string
  readonly version: string
  /** How to use the tools, for models. */
  readonly instructions: string
}
