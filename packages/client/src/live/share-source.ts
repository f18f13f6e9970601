import type { ApiError } from '../api-error.js'
import type { Page } from '../pages.js'
import { reasonOf } from '../timeout.js'
import { followPages, type OnStatus, type PageSource } from './follow-pages.js'
import type { LiveStatus } from './states.js'

/** Milliseconds. */
const beatInterval = 1000
/** Milliseconds without a message after which another tab takes the place of the leader: this, and up to as much again as the spread. */
const [maxBeatDelay, spread] = [4000, 1500]
/** Milliseconds for messages that arrived while the computer slept or this tab was busy. */
const grace = 250
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
  const { navigator, BroadcastChannel, document } = globalThis as unknown as Globals
  const locks = navigator?.locks
  if (!locks || !BroadcastChannel) return source
  return { ...source, stream: (...wanted) => share(source, nameOf, { locks, BroadcastChannel, document }, wanted) }
}

type Wanted = Parameters<PageSource['stream']>

async function share(
  source: PageSource,
  nameOf: () => string,
  { locks, BroadcastChannel, document }: Means,
  [start, signal, onPage, onStatus]: Wanted,
): Promise<void> {
  let cursor = start
  const queue: Page[] = []
  let queued = cursor // the cursor after the queue
  let isBehind = true
  let status: LiveStatus = 'live' // a page was read before this is used
  let channel: Channel | undefined
  let competing: AbortController | undefined
  let leading: AbortSignal | undefined
  let isEnded = false
  let failure: { readonly error: unknown } | undefined
  let isDenied = false
  let timer: ReturnType<typeof setTimeout> | undefined
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

  const leads = () => leading?.aborted === false

  /** Another tab leads: wait for its messages. Hidden tabs wait on, because their timers are slowed down. */
  const watch = () => {
    clearTimeout(timer)
    if (isEnded || failure || leads()) return
    timer = setTimeout(
      () => {
        if (document?.visibilityState === 'hidden') watch()
        else timer = setTimeout(compete, grace, true)
      },
      maxBeatDelay + Math.random() * spread,
    )
  }

  const lead = async (own: AbortSignal) => {
    if (isEnded || failure || own.aborted) return
    leading = own
    clearTimeout(timer)
    let led = queued
    const send = (page?: Page, before = led, error?: ApiError) => {
      if (own.aborted) return
      const message = { cursor: before, page, status }
      channel?.postMessage(message)
      receive(message, error)
    }
    const beat = setInterval(send, beatInterval, undefined)
    const pass = (page: Page, before: unknown) => {
      led = page.nextCursor
      send(page, before)
    }
    const report: OnStatus = (next, error) => {
      if (next === 'connecting') return
      status = next
      send(undefined, led, error)
    }
    try {
      send()
      await followPages(source, led, own, pass, report)
    } catch (error) {
      if (own.aborted) return
      failure = { error }
      notify()
    } finally {
      clearInterval(beat)
      if (leading === own) leading = undefined
    }
  }

  /** Asks for the lock, or takes it away from a leader that is silent. */
  const compete = (steals: boolean) => {
    competing?.abort()
    const own = new AbortController()
    competing = own
    watch()
    let isGranted = false
    const work = () => {
      isGranted = true
      return lead(own.signal)
    }
    const request = async () => locks.request(nameOf(), steals ? { steal: true } : { signal: own.signal }, work)
    request().catch((error) => {
      if (isEnded || own.signal.aborted) return
      own.abort()
      if (isGranted && error?.name === 'AbortError') return compete(false) // another tab took the lock
      isDenied = true
      notify()
    })
  }

  const open = () => {
    try {
      channel = new BroadcastChannel(nameOf())
      channel.onmessage = ({ data }) => {
        if (leads()) return // a former leader does not know it yet
        watch()
        receive(data)
      }
      compete(false)
    } catch {
      isDenied = true
    }
  }

  /** Called when the signal is aborted, also while the receiver still has a page, which it may never give back. */
  const leave = () => {
    isEnded = true
    signal.removeEventListener('abort', leave)
    clearTimeout(timer)
    competing?.abort()
    channel?.close()
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
      } else if (!channel) open()
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

interface Channel {
  onmessage: (event: { readonly data: Message }) => void
  postMessage(message: unknown): void
  close(): void
}

interface Means {
  readonly locks: { request(name: string, options: object, work: () => Promise<void>): Promise<void> }
  readonly BroadcastChannel: new (name: string) => Channel
  readonly document?: { readonly visibilityState: string } | undefined
}

interface Globals extends Partial<Pick<Means, 'BroadcastChannel' | 'document'>> {
  readonly navigator?: Partial<Pick<Means, 'locks'>>
}
