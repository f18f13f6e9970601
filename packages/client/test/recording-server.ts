import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface RecordingServer {
  readonly baseUrl: string
  /** The requests that were received whole, in their order. */
  readonly seen: readonly Seen[]
  close(): Promise<void>
}

/** A server on a socket of its own that keeps what it received and answers as it is told. */
export async function openRecordingServer(answer: (res: ServerResponse) => void): Promise<RecordingServer> {
  const seen: Seen[] = []
  const http = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    seen.push({ method: req.method, url: req.url, headers: req.headers, body })
    answer(res)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    seen,
    async close() {
      const closed = new Promise((resolve) => http.close(resolve))
      http.closeAllConnections()
      await closed
    },
  }
}
