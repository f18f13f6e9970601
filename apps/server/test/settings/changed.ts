import type { Env } from '../../src/config/env.js'
import { type Member, signUp } from '../support/member.js'
import { type Answer, json, type Send, sendTo } from '../support/raw-request.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'

export type SettingName = keyof Env

/** Changes the setting, and sees what that changes. */
export type Effect = () => Promise<void>

export interface Served {
  readonly server: TestServer
  readonly send: Send
  join(): Promise<Member>
  create(member: Member): Promise<Answer>
}

let people = 0

/** What a real server does under these settings. */
export async function under<T>(
  env: Partial<Record<SettingName, string>>,
  look: (served: Served) => Promise<T>,
  options: TestServerOptions<never> = {},
): Promise<T> {
  const opened = await startTestServer({ ...options, env })
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= opened.close() // a test may have closed it, to see how
    return closing
  }
  const server = { ...opened, close }
  const send = sendTo(() => server)
  try {
    return await look({
      server,
      send,
      join: () => signUp(send, `person-${people++}@example.com`),
      create: ({ token }) => send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'A task' }) }),
    })
  } finally {
    await close()
  }
}
