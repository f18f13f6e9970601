import type { Operation, RawInput } from '@taskpact/contract/core'
import type { CallContext } from './call-context.js'
import type { Caller, Client } from './context.js'
import type { History } from './stores.js'

/** One call of an operation, as a transport hands it over. */
export interface Call {
  readonly operation: Operation
  /** The name of the transport, such as `rest`. */
  readonly transport: string
  /** The bearer token, if the request has one. */
  readonly token: string | undefined
  readonly request: CallRequest
  /** The user in the URL, if the transport has one there. It is checked before the input is read. */
  readonly owner?: unknown
  /** `If-None-Match`: its entity tags in quotes and without `W/`, or `*`. */
  readonly ifNoneMatch?: readonly string[] | undefined
  /** Whether the transport can send a streamed output. Default: false, and it is read whole. */
  readonly stream?: boolean
  /** Reads the input; an entity tag in it is valid in the epoch of `history` only. Called at most once, after access was granted. */
  readonly rawInput: (history: History) => RawInput | Promise<RawInput>
}

/** The request that contains a call. A batch has several calls. */
export interface CallRequest {
  readonly requestId: string
  readonly client: Client
  /** Aborted when the client disconnects, or when the server closes its connection on shutdown. Default: never. */
  readonly signal?: AbortSignal | undefined
}

/** What a call changes at the client besides its output. It applies to failures too. */
export interface Effects {
  rateLimit?: RateLimitStatus
  /** The refresh token to store, or null to remove the stored one. */
  setRefreshToken?: { readonly token: string; readonly expiresAt: Date } | null
  /** The token of the device to store. */
  setDeviceToken?: { readonly token: string; readonly expiresAt: Date }
}

/** The state of one rate limit for the caller (draft-ietf-httpapi-ratelimit-headers). */
export interface RateLimitStatus {
  readonly policy: string
  readonly quota: number
  readonly windowSeconds: number
  readonly remaining: number
  /** Seconds until the quota is full again. */
  readonly resetSeconds: number
}

/** The outcome of a successful call. */
export interface Result extends Effects {
  readonly output: unknown
  /** The entity tag of the output, without quotes. */
  readonly etag?: string | undefined
  /** The last revision of the user that the call took. Undefined if it wrote nothing. */
  readonly revision?: number | undefined
  /** The client already has this output, so there is none. */
  readonly notModified?: true
  /** The stored result of the first call with this idempotency key. */
  readonly replayed?: true
}

/** A call on its way through the steps, with what they found out. */
export interface CallState<Db = unknown> extends Call {
  /** Replaced by a step that reads the input before it is parsed. */
  rawInput: Call['rawInput']
  /** Known after authentication. Undefined if the operation is public or authentication failed. */
  caller?: Caller | undefined
  /** Why authentication failed, or the token does not allow the operation. */
  refusal?: unknown
  /** The validated input, without the idempotency key. */
  input: Record<string, unknown>
  idempotencyKey?: string | undefined
  context: CallContext<Db>
  /** Milliseconds for which the call has waited for a change. */
  waitedMs: number
  readonly effects: Effects
}

/** Handles a call. May throw synchronously too: its caller awaits it. */
export type Next<Db = unknown> = (call: CallState<Db>) => Promise<Result>

/** One step of every call: works on the call before or after the following steps, or ends it. */
export type Step<Db = unknown> = (next: Next<Db>) => Next<Db>

/** A step that does not use the database. */
export type AnyStep = <Db>(next: Next<Db>) => Next<Db>
