import { type ClientRequest, request } from 'node:http'
import type { ChangePage } from '@taskpact/contract'
import type { Caller } from '../http/fixture.js'
import { isServed } from '../http/request.js'

export interface Stream {
  close(): void
}

/** Returns the cursor after all changes of a user so far. */
export async function latestCursor(url: string, { token }: Caller): Promise<string> {
  for (let since = ''; ; ) {
    const query = new URLSearchParams({ ...(since && { since }) })
    const response = await fetch(`${url}/api/me/changes?${query}`, { headers: { authorization: `Bearer ${token}` } })
    const { nextCursor, hasMore } = (await response.json()) as ChangePage
    if (!hasMore) return nextCursor
    since = nextCursor
  }
}

/**
 * Opens a stream of the changes of a user after a cursor. Resolves after its first event, and calls `onTitle` with the title of each
 * task of later ones. Rejects if the server refuses it.
 */
export function openStream(
  url: string,
  { token }: Caller,
  cursor: string,
  onTitle: (title: string) => void,
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'last-event-id': cursor }
    const sent: ClientRequest = request(`${url}/api/me/changes/live`, { headers, agent: false }, (response) => {
      if (!isServed(response.statusCode ?? 0, {})) {
        sent.destroy()
        return reject(new Error(`The stream was refused with ${response.statusCode}`))
      }
      let text = ''
      let isFirst = true
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
        const end = text.lastIndexOf('\n\n')
        if (end < 0) return
        const events = text.slice(0, end)
        text = text.slice(end + 2)
        if (!events.includes('data:')) return
        if (isFirst) resolve({ close: () => sent.destroy() })
        else for (const [, title = ''] of events.matchAll(/"title":"([^"]*)"/g)) onTitle(title)
        isFirst = false
      })
      response.on('error', () => {}) // closed here
    })
    sent.on('error', reject).end()
  })
}
