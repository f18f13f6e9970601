import type { Page } from '../pages.js'
import { reasonOf } from '../timeout.js'
import { followPages, type PageSource } from './follow-pages.js'
import type { LiveStatus } from './states.js'

/** Milliseconds. */
const beatInterval = 1000
/** Milliseconds without a message after which another tab takes the place of the leader: this, and up to as much again as the spread. */
const [maxBeatDelay, spread] = [4000, 1500]
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
 * Locks (https://www.w3.org/TR/web-locks/).
 *
 * `nameOf` returns the name of the lock once the first page was read.
 */
export function shareSource(source: PageSource, nameOf: () => string): PageSource {
  const { navigator, BroadcastChannel, document } = globalThis as unknown as Globals
  const locks = navigator?.locks
  if (!locks || !BroadcastChannel) return source

  return {
    ...source,
    async stream(cursor, signal, onPage, onStatus) {
      const queue: Page[] = []
      let queued = cursor // the cursor after the queue
      let isBehind = true
      let channel: Channel | undefined
      let competing: AbortController | undefined
      let failure: { readonly error: unknown } | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      let notify = () => {}

      const receive = ({ cursor: before, page, status }: Message) => {
        onStatus(status)
        if (page && before === queued && queue.length < maxQueue) {
          queue.push(page)
          queued = page.nextCursor
        } else if ((page ? page.nextCursor : before) !== queued) isBehind = true
        notify()
      }

      /** Another tab leads: wait for its messages. Hidden tabs wait on, because their timers are slowed down. */
      const watch = () => {
        clearTimeout(timer)
        timer = setTimeout(
          () => (document?.visibilityState === 'hidden' ? watch() : compete(true)),
          maxBeatDelay + Math.random() * spread,
        )
      }

      const lead = async (own: AbortSignal) => {
        clearTimeout(timer)
        let status: LiveStatus = 'live'
        let led = queued
        const send = (page?: Page, before = led) => {
          const message = { cursor: before, page, status }
          channel?.postMessage(message)
          receive(message)
        }
        const beat = setInterval(send, beatInterval, undefined)
        send()
        try {
          await followPages(
            source,
            led,
            own,
            (page, before) => {
              led = page.nextCursor
              send(page, before)
            },
            (now) => {
              if (now === 'connecting') return
              status = now
              send()
            },
          )
        } finally {
          clearInterval(beat)
        }
      }

      /** Asks for the lock, or takes it away from a leader that is silent. */
      const compete = (steal: boolean) => {
        competing?.abort()
        const own = new AbortController()
        competing = own
        watch()
        locks
          .request(nameOf(), steal ? { steal } : { signal: own.signal }, () => lead(own.signal))
          .catch((error) => {
            if (own.signal.aborted) return
            own.abort()
            if (error?.name === 'AbortError') return compete(false) // another tab took the lock
            failure = { error }
            notify()
          })
      }

      const wake = () => notify()
      signal.addEventListener('abort', wake)
      try {
        while (!signal.aborted && !failure) {
          let page = queue.shift()
          if (!page && isBehind) {
            isBehind = false
            page = await source.read(cursor, signal, false)
            isBehind ||= page.hasMore === true || queue.length > 0
            queue.length = 0
            queued = page.nextCursor
          }
          if (page) {
            cursor = page.nextCursor
            await onPage(page)
          } else {
            if (!channel) {
              channel = new BroadcastChannel(nameOf())
              channel.onmessage = ({ data }) => {
                watch()
                receive(data)
              }
              compete(false)
            }
            await new Promise<void>((resolve) => {
              notify = resolve
            })
          }
        }
        throw failure ? failure.error : reasonOf(signal)
      } finally {
        signal.removeEventListener('abort', wake)
        clearTimeout(timer)
        competing?.abort()
        channel?.close()
      }
    },
  }
}

interface Channel {
  onmessage: (event: { readonly data: Message }) => void
  postMessage(message: unknown): void
  close(): void
}

interface Globals {
  readonly navigator?: {
    readonly locks?: { request(name: string, options: object, work: () => Promise<void>): Promise<void> }
  }
  readonly BroadcastChannel?: new (name: string) => Channel
  readonly document?: { readonly visibilityState: string }
}
