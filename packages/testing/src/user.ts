import { randomUUID } from 'node:crypto'
import type { Input, Outcome } from './outcome.js'
import { json, type Options, type RawResponse, type Send } from './raw-request.js'
import type { Transport } from './transports.js'

/** Conforms to the password rules. */
export const testPassword = 'Test123!'

/** Calls operations by name, such as `auth.me`, on one transport. */
export interface Calls {
  call(name: string, input?: Input, token?: string): Promise<Outcome>
  /** Returns the value of a call. Throws if it failed. */
  value<T = unknown>(name: string, input?: Input, token?: string): Promise<T>
}

export interface Via {
  /** Defaults to in-process. */
  readonly via?: Transport
}

/** A user with an account and a session. */
export interface User {
  readonly id: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
  readonly sessionId: string
  /** Calls an operation by name, such as `auth.me`. */
  call(name: string, input?: Input, via?: Via): Promise<Outcome>
  /** Returns the value of a call. Throws if it failed. */
  value<T = unknown>(name: string, input?: Input, via?: Via): Promise<T>
  /** Sends a request below `/api/me/` with the token of the user. */
  send(method: string, path: string, options?: Options): Promise<RawResponse>
  sendJson(method: string, path: string, body: unknown): Promise<RawResponse>
}

interface Session {
  readonly token: string
  readonly refreshToken: string
  readonly user: { readonly id: string; readonly email: string | null }
}

/** Signs a user up or in. Throws if that fails. */
export async function startSession(
  operation: 'auth.signup' | 'auth.signin',
  { email = `${randomUUID()}@example.com`, password = testPassword }: { email?: string; password?: string },
  by: (transport: Transport) => Calls,
  send: Send,
): Promise<User> {
  const { token, refreshToken, user } = await by('in-process').value<Session>(operation, { email, password })
  const request: User['send'] = (method, path, options = {}) => send(`/api/me/${path}`, { method, token, ...options })
  return {
    id: user.id,
    email,
    token,
    refreshToken,
    sessionId: sessionOf(token),
    call: (name, input, { via = 'in-process' } = {}) => by(via).call(name, input, token),
    value: (name, input, { via = 'in-process' } = {}) => by(via).value(name, input, token),
    send: request,
    sendJson: (method, path, body) => request(method, path, json(body)),
  }
}

function sessionOf(token: string): string {
  return String(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid)
}
