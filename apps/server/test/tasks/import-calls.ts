import type { TaskPage } from '@taskpact/contract'
import { type Answer, sendTo } from '@taskpact/testing'
import type { TaskServer, TaskUser } from './task-ways.js'

interface ImportCalls {
  send: ReturnType<typeof sendTo>
  /** Sends a body as the file that it is. */
  post(body: string | Buffer, type?: string, headers?: Record<string, string>): Promise<Answer>
  /** All that the account holds, as it was last written. */
  titles(): Promise<string[]>
}

/** What tests of imports ask for again and again, for the member of the moment. */
export function importCallsTo(server: () => TaskServer, member: () => TaskUser): ImportCalls {
  const send = sendTo(server)
  return {
    send,
    post: (body, type = 'application/json', headers = {}) =>
      send('/api/me/tasks/import', {
        method: 'POST',
        token: member().token,
        headers: { 'content-type': type, ...headers },
        body,
      }),
    titles: async () => {
      const query = { sort: 'updated', order: 'asc', limit: 100 }
      const { items } = await member().direct.must<TaskPage>('list', query)
      return items.map(({ title }) => title)
    },
  }
}

/** The input that has some rows as its file. */
export function file(...rows: unknown[]): { content: string } {
  return { content: JSON.stringify(rows) }
}
