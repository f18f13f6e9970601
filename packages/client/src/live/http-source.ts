import type { headerParameters, Problem } from '@taskpact/contract'
import { ApiError, unexpectedResponse } from '../api-error.js'
import { call } from '../call.js'
import type { ClientContext } from '../execute.js'
import type { Page } from '../pages.js'
import { sleep } from '../retry.js'
import type { NamedRoute } from '../route-table.js'
import { reasonOf } from '../timeout.js'
import { abortWith } from './abort-with.js'
import { createEventParser } from './event-parser.js'
import { type OnPage, type PageSource, streamBuffered } from './follow-pages.js'

type Header = (typeof headerParameters)['lastEventId']

/** Seconds that a request waits: less than the timeouts of proxies. */
const waitSeconds = 25
/** Milliseconds without a byte after which a connection counts as lost. The server sends one every 20 seconds. */
const maxSilence = 45_000
/**
 * Milliseconds without a byte before the first page, which the server sends at once, after which the stream counts as buffered. A proxy
 * can pass on the beginning of a page and buffer its rest.
 */
const firstPageTimeout = 10_000
/** Seconds between two requests if the server does not wait. */
const minInterval = 1

/** A copy of the contract's name, checked by the compiler. */
const cursorHeader: Header['header'] = 'Last-Event-ID'

type Input = Readonly<Record<string, unknown>>
type Method = (input: Input, options: object) => Promise<unknown>

/** Reads the pages of an operation by its stream, or by its method. */
export function createHttpSource(route: NamedRoute, input: Input, method: Method, client: ClientContext): PageSource {
  const { live = '', cursor: after = '' } = route
  const { fetch = globalThis.fetch } = client
  const stream = { name: route.name, method: 'GET', path: live, responseFile: true } as const
  const ofPath = Object.fromEntries(Object.entries(input).filter(([field]) => live.includes(`:${field}`)))

  return {
    async read(cursor, signal, waits) {
      const startedAt = performance.now()
      const wait = waits ? waitSeconds : 0
      const page = await method(
        { ...input, [after]: cursor, wait },
        { signal, timeout: wait * 1000 + firstPageTimeout },
      )
      const isEarly = performance.now() - startedAt < minInterval * 1000
      if (waits && isEarly && (page as Page).items.length === 0) await sleep(minInterval, signal)
      return page as Page
    },
    async stream(cursor, signal, onPage) {
      if (!live) throw streamBuffered
      if (/[^!-~]/.test(String(cursor ?? ''))) throw new ApiError('invalid_cursor', 'This is not a cursor.')
      const connection = new AbortController()
      const abort = () => abortWith(connection, reasonOf(signal))
      signal.addEventListener('abort', abort)
      if (signal.aborted) abort()
      let timer: ReturnType<typeof setTimeout> | undefined
      let hasPage = false
      const awaitBytes = () => {
        clearTimeout(timer)
        if (connection.signal.aborted) throw reasonOf(connection.signal) // while a page was taken
        const [ms, reason] = hasPage ? [maxSilence, silent] : [firstPageTimeout, streamBuffered]
        timer = setTimeout(() => abortWith(connection, reason), ms)
      }
      const pass = (page: Page) => {
        hasPage = true
        clearTimeout(timer) // the receiver of the page may take its time
        return onPage(page)
      }
      let end: ApiError | undefined
      /** Its responses have a text that is complete when the stream ends. */
      const fetchStream: typeof fetch = async (url, init = {}) => {
        const headers = new Headers(init.headers)
        if (cursor) headers.set(cursorHeader, String(cursor))
        const response = await fetch(url, { ...init, headers, signal: connection.signal })
        const text = async () => {
          // Thrown below: the session would repeat a call that fails because its token expired.
          end = await readEvents(response, awaitBytes, pass)
          return ''
        }
        return response.ok ? Object.assign(response, { text }) : response
      }
      try {
        awaitBytes()
        await call(
          stream,
          ofPath,
          { ...client, fetch: fetchStream, retries: 0 },
          { signal: connection.signal, timeout: Number.POSITIVE_INFINITY },
        )
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        connection.abort()
      }
      if (end) throw end
    },
  }
}

const silent = new ApiError('timeout', 'The stream stopped.')

/**
 * Passes on the pages of a response. Returns why it ended, if the server says so: the problem of an event `end`, or `unavailable` if
 * the server stops.
 */
async function readEvents(response: Response, awaitBytes: () => void, onPage: OnPage): Promise<ApiError | undefined> {
  const reader = response.body?.getReader()
  if (!reader) throw streamBuffered // React Native
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) throw unexpectedResponse(response.status, {})
  const decoder = new TextDecoder()
  const parse = createEventParser()
  let hasPage = false
  let retryAfter: number | undefined
  try {
    for (;;) {
      const { done, value } = await reader.read()
      awaitBytes()
      if (done) {
        const stops = hasPage && retryAfter !== undefined
        return stops ? toError(null, retryAfter) : undefined
      }
      for (const [name, data] of parse(decoder.decode(value, { stream: true }))) {
        if (name === 'retry') {
          retryAfter = Number(data) / 1000
          continue
        }
        const event = JSON.parse(data)
        if (name === 'end') return toError(event, retryAfter)
        if (event?.nextCursor === undefined) continue // an event of a later version of the contract
        hasPage = true
        retryAfter = undefined
        await onPage(event)
        awaitBytes()
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

function toError(problem: Problem | null, retryAfter: number | undefined): ApiError {
  const { code = 'unavailable', detail = 'The stream ended.' } = problem ?? {}
  return new ApiError(code, detail, { ...(problem && { problem }), retryAfter })
}
