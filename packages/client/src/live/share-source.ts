import type { ApiError } from '../api-error.js'
import type { Page } from '../pages.js'
import { reasonOf } from '../timeout.js'
import { followPages, type OnStatus, type PageSource } from './follow-pages.js'
import { findTabSupport, joinTabs, type TabSupport, type Tabs } from './leadership.js'
import type { LiveStatus } from './states.js'

/** Pages that wait for a slow receiver, which later reads by itself what did not fit. */
const maxQueue = 10

/** What the leader sends to all tabs: a page and the cursor before it, or only the cursor. */
interface Message {
  readonly cursor: unknown
  readonly page?: Page | undefined
  readonly status: LiveStatus
}

/**
 * Shares one stream between all tabs, windows and workers of an origin: the one with the lock reads it and passes the pages on. A
 * receiver that notices a gap reads by itself, so lost messages lose no page. Returns the source unchanged where there are no Web
 * Locks (https://www.w3.org/TR/web-locks/), and reads it without other tabs where a page may not use them.
 *
 * `nameOf` returns the name of the lock once the first page was read.
 */
export function shareSource(source: PageSource, nameOf: () => string): PageSource {
  const support = findTabSupport()
  return support ? { ...source, stream: (...wanted) => share(source, nameOf, support, wanted) } : source
}

type Wanted = Parameters<PageSource['stream']>

async function share(
  source: PageSource,
  nameOf: () => string,
  support: TabSupport,
  [start, signal, onPage, onStatus]: Wanted,
): Promise<void> {
  let cursor = start
  const queue: Page[] = []
  let queued = cursor // the cursor after the queue
  let isBehind = true
  let status: LiveStatus = 'live' // a page was read before this is used
  let led = cursor // the cursor after the last page that this tab sent
  let tabs: Tabs<Message> | undefined
  let failure: { readonly error: unknown } | undefined
  let isDenied = false
  let notify = () => {}

  const receive = ({ cursor: before, page, status: next }: Message, error?: ApiError) => {
    status = next
    onStatus(next, error)
    if (page && before === queued && queue.length < maxQueue) {
      queue.push(page)
      queued = page.nextCursor
    } else if ((page ? page.nextCursor : before) !== queued && next !== 'offline') isBehind = true
    notify()
  }

  /** Creates a message for all tabs. This one receives it at once. */
  const createMessage = (page?: Page, before = led, error?: ApiError) => {
    const message = { cursor: before, page, status }
    receive(message, error)
    return message
  }

  const lead = async (own: AbortSignal) => {
    led = queued
    const pass = (page: Page, before: unknown) => {
      if (own.aborted) return
      led = page.nextCursor
      tabs?.send(createMessage(page, before))
    }
    const report: OnStatus = (next, error) => {
      if (next === 'connecting' || own.aborted) return
      status = next
      tabs?.send(createMessage(undefined, led, error))
    }
    try {
      await followPages(source, led, own, pass, report)
    } catch (error) {
      if (own.aborted) return
      failure = { error }
      notify()
    }
  }

  const onError = () => {
    isDenied = true
    notify()
  }

  /** Called when the signal is aborted, also while the receiver still has a page, which it may never give back. */
  const leave = () => {
    signal.removeEventListener('abort', leave)
    tabs?.leave()
    notify()
  }
  signal.addEventListener('abort', leave)
  try {
    while (!signal.aborted && !failure && !isDenied) {
      let page = queue.shift()
      if (!page && isBehind) {
        isBehind = false
        page = await source.read(cursor, signal, false)
        isBehind ||= page.hasMore === true || queue.length > 0
        queue.length = 0
        queued = page.nextCursor
      }
      if (page) {
        await onPage(page)
        cursor = page.nextCursor
      } else if (!tabs) tabs = joinTabs({ name: nameOf(), lead, beat: createMessage, receive, onError }, support)
      else
        await new Promise<void>((resolve) => {
          notify = resolve
        })
    }
    if (signal.aborted) throw reasonOf(signal)
    if (failure) throw failure.error
  } finally {
    leave()
  }
  return source.stream(cursor, signal, onPage, onStatus)
}
