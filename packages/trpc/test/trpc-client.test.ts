import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink, TRPCClientError } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesServer, startNotesServer } from './notes-server.js'

type Procedure = Record<'query' | 'mutate', (input: unknown) => Promise<unknown>>
type NotesClient = Record<'notes' | 'system', Record<string, Procedure>>

const links = { httpLink, httpBatchLink, httpBatchStreamLink }

describe.each(Object.entries(links))('client of @trpc/client with %s', (_name, link) => {
  let server: NotesServer
  let client: NotesClient
  const requested: string[] = []
  beforeAll(async () => {
    server = await startNotesServer()
    const options = {
      url: `${server.url}/trpc`,
      headers: { authorization: 'Bearer ada' },
      fetch: (url: string | URL | Request, init?: RequestInit) => {
        requested.push(String(url))
        return fetch(url, init)
      },
    }
    client = createTRPCClient<AnyTRPCRouter>({ links: [link(options as never)] }) as unknown as NotesClient
    await client.notes.create?.mutate({ text: 'a' })
  })
  afterAll(() => server?.close())

  it('calls queries and mutations', async () => {
    expect(await client.notes.create?.mutate({ text: 'b' })).toMatchObject({ text: 'b' })
    expect(await client.notes.list?.query({ limit: 1 })).toMatchObject({ items: [{ text: 'a' }] })
  })

  it('receives each outcome of concurrent calls', async () => {
    requested.length = 0
    const [found, missing, pinged] = await Promise.allSettled([
      client.notes.get?.query({ noteId: 'note 1' }),
      client.notes.get?.query({ noteId: 'none' }),
      client.system.ping?.query({ word: 'x' }),
    ])

    expect(found).toMatchObject({ status: 'fulfilled', value: { id: 'note 1' } })
    expect(pinged).toMatchObject({ status: 'fulfilled', value: { word: 'x' } })
    expect(missing.status === 'rejected' && missing.reason).toBeInstanceOf(TRPCClientError)
    expect(missing).toMatchObject({ reason: { data: { problem: { code: 'not_found' } } } })
    expect(requested).toHaveLength(link === httpLink ? 3 : 1)
  })

  it('collects a streamed output', async () => {
    expect(await client.notes.all?.query({})).toMatchObject({ notes: [{ text: 'a' }, { text: 'b' }] })
  })

  it('receives an unexpected failure as internal, which is reported', async () => {
    server.reported.length = 0
    const failed = client.system.fail?.mutate({ how: 'unexpected' })
    await expect(failed).rejects.toMatchObject({ data: { problem: { code: 'internal' } } })
    expect(server.reported).toHaveLength(1)
  })
})
