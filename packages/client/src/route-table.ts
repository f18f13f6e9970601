import type { HeaderParameterName } from '@taskpact/contract'

/** Run-time description of an operation: what a client needs to build its requests, without schemas. */
export interface ClientRoute {
  readonly method: string
  /** Path template below the base URL; parameters are written `:name`. */
  readonly path: string
  /** The fields are sent as a JSON body, or as a file if there is `requestFile`. Absent: in the query string. */
  readonly body?: true
  /** Fields that are sent in the query string although there is a JSON body. */
  readonly query?: readonly string[]
  /** Fields that are sent as headers. */
  readonly headers?: readonly HeaderField[]
  /**
   * Media types by the values of the field `format` that they determine; the first is the default. Other values are sent in the query.
   * The field `content` is the request body, unchanged.
   */
  readonly requestFile?: Readonly<Record<string, string>>
  /** The output is the text of the response body, which is no JSON: a file, or events. */
  readonly responseFile?: true
  /** Whether there is an output that is not an object: `none`, or any JSON. Absent: an object. */
  readonly output?: 'none' | 'any'
  /** A request without an idempotency key can be repeated although its method is not GET. */
  readonly retry?: true
  /** The field that takes the `nextCursor` of the previous page. */
  readonly cursor?: string
  /** The path of the stream of its pages, or an empty string if only its calls can wait for new ones. */
  readonly live?: string
  /** Needs no access token. */
  readonly public?: true
  /** Effect of a success on the session; `check` only reads its cookie. */
  readonly session?: 'start' | 'refresh' | 'end' | 'check'
  /** The field `session` selects where the refresh token is stored: `cookie`, or in the response. */
  readonly sessionField?: true
}

/** The fields that requests send as headers. Streams send another one. */
export type HeaderField = Exclude<HeaderParameterName, 'lastEventId'>

export type NamedRoute = ClientRoute & { readonly name: string }

/** Routes by the name of the operation, such as `tasks.create`. */
export type RouteTable = Readonly<Record<string, ClientRoute>>
