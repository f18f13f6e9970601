import { randomUUID } from 'node:crypto'
import { type ApiError, type ClientOptions, createClient, createSession, type SessionOptions } from '@taskpact/client'
import { startTestServer } from '@taskpact/testing'
import { type RecordingFetch, recordingFetch } from './recording-fetch.js'

/** A test server with a manual clock. */
export interface SessionServer {
  readonly url: string
  /** Time of the server in milliseconds since the Unix epoch. */
  readonly now: number
  /** Access tokens live 15 minutes. */
  advance(minutes: number): void
  /** Creates a client with a session of its own; `signOuts` has the arguments of `onSignedOut`. */
  openClient(options?: SessionOptions, recording?: RecordingFetch): ReturnType<typeof createSessionClient>
  close(): Promise<void>
}

export async function startSessionServer(): Promise<SessionServer> {
  let now = Date.parse('2026-03-01T09:30:00.000Z')
  const { url, close } = await startTestServer({ now: () => new Date(now) })
  return {
    url,
    get now() {
      return now
    },
    advance(minutes) {
      now += minutes * 60_000
    },
    openClient: (options = {}, recording = recordingFetch()) => createSessionClient(url, options, recording),
    close,
  }
}

function createSessionClient(baseUrl: string, options: SessionOptions, recording: RecordingFetch) {
  const signOuts: (ApiError | undefined)[] = []
  const session = createSession({ ...options, onSignedOut: (error) => signOuts.push(error) })
  const client = createClient({ baseUrl, session, fetch: recording.fetch } satisfies ClientOptions)
  return { client, session, signOuts, recording }
}

export const refreshPath = '/api/auth/refresh'

export const newAccount = () => ({ email: `${randomUUID()}@example.com`, password: 'Test123!' })
