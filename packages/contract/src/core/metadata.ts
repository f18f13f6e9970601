import type * as z from 'zod'
import type { AppRoute } from './route.js'

/** The properties of a route on every transport: enforced by `perform`, typed in the clients, published in OpenAPI. */
export interface Metadata<Code extends string = string, Scope extends string = string> {
  /** `user`: requires a valid token, and a `userId` in the input must be the caller's. */
  readonly access: 'public' | 'user'
  /**
   * The scope that a token with scopes needs (RFC 6749, section 3.3). A session needs none. `null` with `access: 'user'`: tokens with scopes
   * are refused.
   */
  readonly scope: Scope | null
  /** How language models can call the operation as a tool. `false`: they cannot. */
  readonly tool: Tool | false
  /**
   * The rate limit class. Each counts by user or, without a valid token, by client network. `renewal` counts by the session of the
   * refresh token. `none` for health checks.
   */
  readonly limit: 'credentials' | 'renewal' | 'read' | 'write' | 'none'
  /** `key`: accepts an idempotency key, so that repeating the request has no further effect. */
  readonly idempotency: 'none' | 'key'
  /** `revision`: accepts the revision that the change is based on. */
  readonly concurrency: 'none' | 'revision'
  /** What a success does to the session of the caller; `check` only reads its cookie. Clients that store tokens use it. */
  readonly session?: 'start' | 'refresh' | 'end' | 'check'
  /** The source of the `ETag` of a success: the revision of the resource, or the last revision of the user. */
  readonly etag?: 'revision' | 'user-revision'
  /** Fields that make the response depend on the clock. If one is given, the response has no `ETag`. */
  readonly clock?: readonly string[]
  /**
   * Where a query is read. `replica`: all of its data has the revisions of the user, so a replica of the database that has the last one
   * may return it. Default: the primary.
   */
  readonly reads?: 'replica'
  /**
   * `user-revision`: a success takes one or more revisions of the user, and returns the last one; if it changed nothing, it returns none.
   * An output has it as `revision`.
   */
  readonly writes?: 'user-revision'
  /**
   * A query of one user that can wait for a change, for up to `wait` seconds. Nothing has changed as long as the field `next` of the output
   * equals the field `after` of the input. The output has the `revision` of the user up to which it is complete.
   */
  readonly longPoll?: {
    /** The field of the input with the cursor. */
    readonly after: string
    /** The field of the output with the next cursor. */
    readonly next: string
    /** The field of the output that is true if there are more changes already. */
    readonly more: string
  }
  /**
   * A stream of the pages of the operation with this name, which has `longPoll`. The stream has no handler: that of the operation reads each
   * page, from the cursor in `lastEventId` on. The id of an event is the cursor after its page.
   */
  readonly streams?: string
  /** The output is a file. The field `format` selects its type. */
  readonly responseFile?: FileTypes
  /**
   * The field `content` is a file. The field `format` selects its type. On REST the file is the request body, and without a `format` it is
   * the first one with the media type of the request.
   */
  readonly requestFile?: FileTypes
  /** The body that a REST request without one stands for. Default: `{}`. */
  readonly absentBody?: Readonly<Record<string, unknown>>
  /** The codes of its own, in addition to those that access and input imply. */
  readonly errors?: readonly Code[]
  /** The operation will be removed. Announced in the document and in the headers of each response. */
  readonly deprecated?: {
    /** The date of the deprecation. */
    readonly since: string
    /** The date from which it can be removed. */
    readonly sunset: string
    /** The name of the operation to call instead. */
    readonly use: string
  }
}

/** A tool for language models (https://modelcontextprotocol.io). */
export interface Tool {
  /** Verb first, such as `list_things`. Unique. */
  readonly name: string
  /** What a call does to existing data. `adds`: creates something, and changes nothing else. `destroys`: takes something away. */
  readonly effect: 'reads' | 'adds' | 'changes' | 'destroys'
  /** When to use it and how, for a model. */
  readonly description: string
}

/** File types by the value of `format` that selects them. */
export type FileTypes = Readonly<Record<string, FileType>>

export interface FileType {
  readonly mediaType: string
  /** The schema of the content: text, or the parsed value for JSON. */
  readonly schema: z.ZodType
}

/** A ts-rest route with documentation and metadata. */
export type Route<Code extends string = string, Scope extends string = string> = AppRoute & {
  readonly summary: string
  readonly description: string
  readonly metadata: Metadata<Code, Scope>
}
