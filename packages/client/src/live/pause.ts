import { reasonOf } from '../timeout.js'

interface Page {
  addEventListener?(event: string, listener: () => void): void
  removeEventListener?(event: string, listener: () => void): void
  readonly document?: { readonly visibilityState: string }
}

/** `visibilitychange` bubbles from the document to its window. */
const events = ['online', 'visibilitychange']

/** Resolves after some seconds, or earlier if the network comes back or the page is shown again. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const page = globalThis as Page
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      for (const event of events) page.removeEventListener?.(event, shorten)
      if (signal.aborted) reject(reasonOf(signal))
      else resolve()
    }
    const shorten = () => page.document?.visibilityState !== 'hidden' && end()
    const timer = setTimeout(end, seconds * 1000)
    signal.addEventListener('abort', end)
    for (const event of events) page.addEventListener?.(event, shorten)
    if (signal.aborted) end()
  })
}
