import {
  json,
  type RawResponse,
  type Send,
  sendTo,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  type User,
} from '@taskpact/testing'
import type { Env } from '../../../src/config/env.js'

export type SettingName = keyof Env

/** Changes a setting, and expects its effect. */
export type Effect = () => Promise<void>

export interface ServerWithSettings {
  readonly server: TestServer
  readonly send: Send
  signUp(): Promise<User>
  create(user: User): Promise<RawResponse>
}

/** Returns a function that calls `start` once, and returns its result at each call. */
export function once<T>(start: () => T): () => T {
  let started: { readonly result: T } | undefined
  return () => {
    started ??= { result: start() }
    return started.result
  }
}

let userCount = 0

/** Starts a server with the given settings and runs a function with it. */
export async function withSettings<T>(
  env: Partial<Record<SettingName, string>>,
  use: (served: ServerWithSettings) => Promise<T>,
  options: TestServerOptions<never> = {},
): Promise<T> {
  const opened = await startTestServer({ ...options, env })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opened.close() // a test may have closed it already
    return closing
  }
  const server = { ...opened, close }
  const send = sendTo(() => server)
  try {
    return await use({
      server,
      send,
      signUp: () => server.signUp(`person-${userCount++}@example.com`),
      create: ({ token }) => send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'A task' }) }),
    })
  } finally {
    await close()
  }
}
