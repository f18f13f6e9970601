import { type ClientOptions, createClient, createSession, isApiError, type SessionOptions } from '@taskpact/client'
import { settings } from './settings.js'

export const password = 'Test123!'

let count = 0
export const newEmail = () => `${settings.run}-${count++}@example.com`

/** Signs up a new user. */
export async function openUser(options: SessionOptions = {}) {
  const session = createSession(options)
  const client = createClient({ baseUrl: settings.server, session })
  const { user } = await client.auth.signup({ email: newEmail(), password })
  /** A client of the same user, in which the server is reached by another URL. */
  const clientOf = (baseUrl: string, options: Omit<ClientOptions, 'baseUrl'> = {}) =>
    createClient({ baseUrl, token: session.token, ...options })
  return { client, session, user, clientOf }
}

let user: ReturnType<typeof openUser> | undefined

/** The user of the steps that only need one. */
export function sharedUser() {
  user ??= openUser()
  return user
}

/** Resolves to the code of the ApiError with which a call rejects, or to the name of another error. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown: unknown = await call.then(
    () => 'none',
    (error: unknown) => error,
  )
  return isApiError(thrown) ? thrown.code : thrown instanceof Error ? thrown.name : String(thrown)
}

/** Throws an error if two values differ as JSON. */
export function equal(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (found !== wanted) throw new Error(`expected ${wanted}, received ${found}`)
}
