/// <reference lib="dom" />
import { createClient, createSession, isApiError, type TaskChange } from '@taskpact/client'

/** The script of a page that follows the changes of its user. The query of its URL is that of the server. */
const key = 'tokens'
const storage = {
  get: () => localStorage.getItem(key) ?? undefined,
  set: (tokens: string) => localStorage.setItem(key, tokens),
  remove: () => localStorage.removeItem(key),
  shared: true,
}
const session = createSession({ storage })
const client = createClient({ baseUrl: location.search.slice(1), session })
const received: TaskChange[] = []
let status = ''

async function watch(): Promise<void> {
  const changes = client.tasks.changes.live({}, { onStatus: (next) => (status = next) })
  for await (const change of changes) received.push(change)
}

const tab = {
  signIn: (account: { email: string; password: string }) => client.auth.signin(account).then(() => {}),
  signOut: () => client.auth.signout(),
  watch(): void {
    watch().catch((error) => {
      status = isApiError(error) ? error.code : String(error)
    })
  },
  status: () => status,
  titles: () => received.map((change) => (change.type === 'put' ? change.task.title : change.type)),
  count: async () => (await client.tasks.list()).items.length,
  requests: () => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  /** Keeps the page from doing anything. */
  block(ms: number): void {
    const until = performance.now() + ms
    while (performance.now() < until);
  },
}
export type Tab = typeof tab

Object.assign(globalThis, { tab })
