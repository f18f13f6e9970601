import { json, type Options, type RawResponse, type Send, type User } from '@taskpact/testing'

export interface Task {
  readonly id: string
  readonly title: string
}

/** A valid id without a task. */
export const unknownTaskId = '0199e8f4-63a1-7d0e-8b11-000000000000'

interface Calls {
  sendAsUser(method: string, path: string, options?: Options): Promise<RawResponse>
  createTask(user?: Pick<User, 'token'>): Promise<Task>
  titles(): Promise<string[]>
}

/** Returns requests of one user. */
export function userRequests(user: () => User, send: Send): Calls {
  const sendAsUser: Calls['sendAsUser'] = (method, path, options = {}) =>
    send(`/api/me/${path}`, { method, token: user().token, ...options })
  return {
    sendAsUser: sendAsUser,
    createTask: async ({ token } = user()) => {
      const { body } = await send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'A task' }) })
      return body as Task
    },
    titles: async () => {
      const { body } = await sendAsUser('GET', 'tasks?limit=100')
      return (body as { items: Task[] }).items.map(({ title }) => title)
    },
  }
}
