/** What a client tells of its calls, such as to a log or a trace. A hook that throws fails the call. */
export interface Hooks {
  /** Before each try; what it sets in `headers` is sent. */
  readonly onRequest?: (request: RequestFacts) => void | Promise<void>
  /** After each answer, failures too; not where none came. */
  readonly onResponse?: (response: ResponseFacts) => void | Promise<void>
  /** After each answer of an operation that is to be given up, as the server says. */
  readonly onDeprecated?: (deprecation: Deprecation) => void
}

export interface RequestFacts {
  /** Such as `tasks.create`. */
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly headers: Headers
}

export interface ResponseFacts extends Omit<RequestFacts, 'headers'> {
  /** The HTTP status. */
  readonly status: number
  readonly headers: Headers
  /** Milliseconds from the request until its status and headers were there. */
  readonly ms: number
}

/** That an operation is deprecated (RFC 9745). */
export interface Deprecation {
  readonly operation: string
  /** Since when. */
  readonly since: Date
  /** When it is to go (RFC 8594); undefined where that is not said. */
  readonly sunset: Date | undefined
  /** What to use instead: the target of the `Link` with `rel="successor-version"` (RFC 5829). */
  readonly successor: string | undefined
}

/** Undefined where the headers do not say so. A date is a whole number of seconds (RFC 9651, section 3.3.7). */
export function deprecationIn(headers: Headers, operation: string): Deprecation | undefined {
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
