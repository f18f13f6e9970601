import { randomUUID } from 'node:crypto'
import { type ApiError, type ClientOptions, createClient, createSession, type SessionOptions } from '@taskpact/client'
import { startTestServer } from '../support/test-server.js'
import { type CountingFetch, countingFetch } from './counting-fetch.js'

/** People with sessions of a server whose clock only the test moves. */
export interface People {
  readonly url: string
  /** On the server's clock, in milliseconds. */
  readonly now: number
  pass(minutes: number): void
  someone(options?: SessionOptions, counting?: CountingFetch): ReturnType<typeof openSession>
  close(): Promise<void>
}

export async function openPeople(): Promise<People> {
  let now = Date.parse('2026-03-01T09:30:00.000Z')
  const { url, close } = await startTestServer({ now: () => new Date(now) })
  return {
    url,
    get now() {
      return now
    },
    pass(minutes) {
      now += minutes * 60_000
    },
    someone: (options = {}, counting = countingFetch()) => openSession(url, options, counting),
    close,
  }
}

function openSession(baseUrl: string, options: SessionOptions, counting: CountingFetch) {
  const ends: (ApiError | undefined)[] = []
  const session = createSession({ ...options, onSignedOut: (error) => ends.push(error) })
  const client = createClient({ baseUrl, session, fetch: counting.fetch } satisfies ClientOptions)
  return { client, session, ends, counting }
}

export const refresh = '/api/auth/refresh'

export const account = () => ({ email: `${randomUUID()}@example.com`, password: 'Test123!' })
