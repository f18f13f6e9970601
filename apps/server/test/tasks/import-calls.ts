import type { TaskPage } from '@taskpact/contract'
import { type RawResponse, sendTo } from '@taskpact/testing'
import type { TaskServer, TaskUser } from './task-calls.js'

interface ImportCalls {
  send: ReturnType<typeof sendTo>
  /** Sends a file as the request body. */
  post(body: string | Buffer, type?: string, headers?: Record<string, string>): Promise<RawResponse>
  /** Returns the titles of the account, in the order of the last change. */
  titles(): Promise<string[]>
}

/** Returns calls for the import tests, for the current user. */
export function importCallsTo(server: () => TaskServer, user: () => TaskUser): ImportCalls {
  const send = sendTo(server)
  return {
    send,
    post: (body, type = 'application/json', headers = {}) =>
      send('/api/me/tasks/import', {
        method: 'POST',
        token: user().token,
        headers: { 'content-type': type, ...headers },
        body,
      }),
    titles: async () => {
      const query = { sort: 'updated', order: 'asc', limit: 100 }
      const { items } = await user().direct.value<TaskPage>('list', query)
      return items.map(({ title }) => title)
    },
  }
}

/** Returns an import input of the given rows. */
export function file(...rows: unknown[]): { content: string } {
  return { content: JSON.stringify(rows) }
}
