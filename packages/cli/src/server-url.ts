import { UsageError } from './usage-error.js'

/** The address of a server with default settings. */
const defaultUrl = 'http://localhost:8000'

/**
 * Returns the URL of the server without a slash at its end: that of `--url`, `$TASKPACT_URL` or the default. Throws a UsageError for a URL
 * that no request can be sent to, or that contains a password.
 */
export function serverUrl(option: string | undefined): string {
  const text = option ?? (process.env.TASKPACT_URL || defaultUrl)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`--url must be an http(s) URL: ${text}`)
  // The message omits the URL because it may contain a password.
  if (url.username || url.password) throw new UsageError('--url must not contain a user name or a password')
  if (url.search || url.hash) throw new UsageError(`--url must not have a query or a fragment: ${text}`)
  return url.href.replace(/\/+$/, '')
}

/** Throws a UsageError if a token for this server could be read on the way: plain HTTP to another computer. */
export function checkTransport(url: string, insecure: boolean): void {
  const { protocol, hostname } = new URL(url)
  const isLoopback = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  if (protocol === 'https:' || isLoopback || insecure) return
  throw new UsageError(`The token would be readable on the way to ${url}. Use https, or --insecure to send it anyway`)
}
