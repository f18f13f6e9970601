import { sleep } from '../retry.js'

interface Page {
  addEventListener?(event: string, listener: () => void): void
  removeEventListener?(event: string, listener: () => void): void
  readonly document?: { readonly visibilityState: string }
}

/** `visibilitychange` bubbles from the document to its window. */
const events = ['online', 'visibilitychange']

/** Resolves after some seconds, or earlier if the network comes back or the page is shown again. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const page = globalThis as Page
  let shorten = () => {}
  const shortened = new Promise<void>((resolve) => {
    shorten = () => page.document?.visibilityState !== 'hidden' && resolve()
  })
  for (const event of events) page.addEventListener?.(event, shorten)
  try {
    await Promise.race([sleep(seconds, signal), shortened])
  } finally {
    for (const event of events) page.removeEventListener?.(event, shorten)
  }
}
