/** Callbacks for logging, tracing and extra headers. An exception thrown by one of them rejects the call. */
export interface Hooks {
  /** Called before each attempt; headers set here are sent. */
  readonly onRequest?: ((request: RequestEvent) => void | Promise<void>) | undefined
  /** Called after each response, including error responses; not called if there was no response. */
  readonly onResponse?: ((response: ResponseEvent) => void | Promise<void>) | undefined
  /** Called after each response of an operation that the server declares as deprecated. */
  readonly onDeprecated?: ((deprecation: Deprecation) => void) | undefined
}

export interface RequestEvent {
  /** Name of the operation, such as `tasks.create`. */
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly headers: Headers
}

export interface ResponseEvent extends Omit<RequestEvent, 'headers'> {
  /** HTTP status. */
  readonly status: number
  readonly headers: Headers
  /** Milliseconds from sending the request to receiving the status and headers. */
  readonly ms: number
}

/** A deprecated operation (RFC 9745). */
export interface Deprecation {
  /** Name of the operation, such as `tasks.create`. */
  readonly operation: string
  /** Date of the deprecation. */
  readonly since: Date
  /** Date of the removal (`Sunset`, RFC 8594), or undefined if not announced. */
  readonly sunset: Date | undefined
  /** URL of the replacement: the `Link` with `rel="successor-version"` (RFC 5829), or undefined if there is none. */
  readonly successor: string | undefined
}

/** Returns undefined without a valid `Deprecation` header, whose value is `@` and Unix seconds (RFC 9651, section 3.3.7). */
export function parseDeprecation(headers: Headers, operation: string): Deprecation | undefined {
  const [, seconds] = /^@(-?\d{1,15})$/.exec(headers.get('deprecation') ?? '') ?? []
  if (seconds === undefined) return undefined
  const sunset = Date.parse(headers.get('sunset') ?? '')
  const [, successor] = /<([^>]*)>(?:\s*;[^,]*)?;\s*rel="?successor-version\b/.exec(headers.get('link') ?? '') ?? []
  return {
    operation,
    since: new Date(Number(seconds) * 1000),
    sunset: Number.isNaN(sunset) ? undefined : new Date(sunset),
    successor,
  }
}
