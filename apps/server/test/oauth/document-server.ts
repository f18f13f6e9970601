import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Fetch } from '@taskpact/service'
import { generate } from 'selfsigned'
import { afterAll, beforeAll } from 'vitest'
import { createPublicFetch } from '../../src/oauth/public-fetch.js'

/** A website with client metadata documents. */
export interface DocumentServer {
  /** Without a slash at the end. */
  readonly url: string
  /** The paths that were requested. */
  readonly requests: readonly string[]
  /** Publishes the document of an app. Returns its URL, which is the client id. */
  publish(name: string, metadata: Readonly<Record<string, unknown>>): string
  /** For `startTestServer`: fetches from this website as if it were public. */
  readonly fetch: Fetch
  close(): Promise<void>
}

/** Starts a website on this machine, with a certificate of its own. */
export async function startDocumentServer(): Promise<DocumentServer> {
  const documents = new Map<string, string>()
  const requests: string[] = []
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  const server = createServer({ key, cert }, ({ url = '' }, res) => {
    requests.push(url)
    const document = documents.get(url)
    res.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(document)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    requests,
    publish(name, metadata) {
      const id = `${url}/${name}.json`
      documents.set(`/${name}.json`, JSON.stringify({ client_id: id, ...metadata }))
      return id
    },
    fetch: createPublicFetch({ isAllowed: () => true, ca: cert }),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Starts a website before the tests, and closes it after them. The object has no fields before that. */
export function useDocumentServer(): DocumentServer {
  const documents = {} as DocumentServer
  beforeAll(async () => void Object.assign(documents, await startDocumentServer()))
  afterAll(() => documents.close?.())
  return documents
}
