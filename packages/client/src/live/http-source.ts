import type { headerParameters, Problem } from '@taskpact/contract'
import { ApiError, unexpectedResponse } from '../api-error.js'
import { call } from '../call.js'
import type { ClientContext } from '../execute.js'
import type { Page } from '../pages.js'
import { sleep } from '../retry.js'
import type { NamedRoute } from '../route-table.js'
import { reasonOf } from '../timeout.js'
import { createEventParser } from './event-parser.js'
import { heldBack, type OnPage, type PageSource } from './follow-pages.js'

type Header = (typeof headerParameters)['lastEventId']

/** Seconds that a request waits: less than the timeouts of proxies. */
const waitSeconds = 25
/** Milliseconds without a byte after which a connection counts as lost. The server sends one every 20 seconds. */
const maxSilence = 45_000
/**
 * Milliseconds without a byte before the first page, which the server sends at once, after which something holds the stream back. A proxy
 * can pass on the beginning of a page and hold back its rest.
 */
const maxFirstSilence = 10_000
/** Seconds between two requests if the server does not wait. */
const minInterval = 1

/** A copy of the contract's name, checked by the compiler. */
const headers = { lastEventId: 'Last-Event-ID' } satisfies { lastEventId: Header['header'] }

type Input = Readonly<Record<string, unknown>>
type Method = (input: Input, options: object) => Promise<unknown>

/** Reads the pages of an operation by its stream, or by its method. */
export function createHttpSource(route: NamedRoute, input: Input, method: Method, client: ClientContext): PageSource {
  const { live = '', cursor: after = '' } = route
  const stream = { name: route.name, method: 'GET', path: live, headers, responseFile: true } as const

  return {
    async read(cursor, signal, waits) {
      const startedAt = performance.now()
      const wait = waits ? waitSeconds : 0
      const page = await method({ ...input, [after]: cursor, wait }, { signal, timeout: wait * 1000 + maxSilence })
      const isEarly = performance.now() - startedAt < minInterval * 1000
      if (waits && isEarly && (page as Page).items.length === 0) await sleep(minInterval, signal)
      return page as Page
    },
    async stream(cursor, signal, onPage) {
      if (!live) throw heldBack
      const ofPath = Object.entries(input).filter(([field]) => live.includes(`:${field}`))
      const silence = new AbortController()
      const abort = () => silence.abort(reasonOf(signal))
      signal.addEventListener('abort', abort)
      let end: ApiError | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      let hasPage = false
      const beforeBytes = () => {
        clearTimeout(timer)
        const [ms, reason] = hasPage ? [maxSilence, silent] : [maxFirstSilence, heldBack]
        timer = setTimeout(() => silence.abort(reason), ms)
      }
      beforeBytes()
      try {
        await call(stream, { ...Object.fromEntries(ofPath), lastEventId: cursor }, client, {
          signal: silence.signal,
          timeout: Number.POSITIVE_INFINITY,
          read: async (response) => {
            // Thrown below: the session would repeat a call that fails because its token expired.
            end = await readEvents(response, beforeBytes, (page) => {
              hasPage = true
              clearTimeout(timer) // the receiver of the page may take its time
              return onPage(page)
            })
            return ''
          },
        })
        if (end) throw end
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

const silent = new ApiError('timeout', 'The stream stopped.')

/** Passes on the pages of a response. Returns the problem of an event `end`. */
async function readEvents(response: Response, beforeBytes: () => void, onPage: OnPage): Promise<ApiError | undefined> {
  const reader = response.body?.getReader()
  if (!reader) throw heldBack // React Native
  if (!/event-stream/.test(response.headers.get('content-type') ?? '')) throw unexpectedResponse(response.status, {})
  const decoder = new TextDecoder()
  const parse = createEventParser()
  let retry: number | undefined
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return undefined
      for (const [name, data] of parse(decoder.decode(value, { stream: true }))) {
        if (name === 'retry') retry = Number(data) / 1000
        else if (name === 'end') {
          const problem = JSON.parse(data) as Problem
          return new ApiError(problem.code, problem.detail, { problem, retryAfter: retry })
        } else await onPage(JSON.parse(data))
      }
      beforeBytes()
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
