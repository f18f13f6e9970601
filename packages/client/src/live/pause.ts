import { sleep } from '../retry.js'

interface Page {
  addEventListener?(event: string, listener: () => void): void
  removeEventListener?(event: string, listener: () => void): void
  readonly document?: Page & { readonly visibilityState: string }
}

/** Resolves after some seconds, or earlier if the network comes back or the page is shown again. */
export async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  const page = globalThis as Page
  const { document } = page
  let shorten = () => {}
  const shortened = new Promise<void>((resolve) => {
    shorten = resolve
  })
  const show = () => document?.visibilityState === 'visible' && shorten()
  page.addEventListener?.('online', shorten)
  document?.addEventListener?.('visibilitychange', show)
  try {
    await Promise.race([sleep(seconds, signal), shortened])
  } finally {
    page.removeEventListener?.('online', shorten)
    document?.removeEventListener?.('visibilitychange', show)
  }
}
