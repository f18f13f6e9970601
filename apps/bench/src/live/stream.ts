import { type ClientRequest, request } from 'node:http'
import { type HttpRequest, isServed } from '../http/request.js'

export interface Stream {
  close(): void
}

/**
 * Opens a stream of the later changes of a user. Resolves after its first event, and calls `onTitle` with the title of each
 * task of later ones. Rejects if the server refuses it.
 */
export function openStream(
  url: string,
  { path, headers }: HttpRequest,
  onTitle: (title: string) => void,
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(url + path, { headers, agent: false }, (response) => {
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
