import { type Answer, json, type Options, type Send, type User } from '@taskpact/testing'

export interface Task {
  readonly id: string
  readonly title: string
}

/** A well-formed id that no task has. */
export const noTask = '0199e8f4-63a1-7d0e-8b11-000000000000'

interface Calls {
  own(method: string, path: string, options?: Options): Promise<Answer>
  createTask(user?: Pick<User, 'token'>): Promise<Task>
  titles(): Promise<string[]>
}

/** Requests of one user that many tests send. */
export function callsOf(user: () => User, send: Send): Calls {
  const own: Calls['own'] = (method, path, options = {}) =>
    send(`/api/me/${path}`, { method, token: user().token, ...options })
  return {
    own,
    createTask: async ({ token } = user()) => {
      const { body } = await send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'A task' }) })
      return body as Task
    },
    titles: async () => {
      const { body } = await own('GET', 'tasks?limit=100')
      return (body as { items: Task[] }).items.map(({ title }) => title)
    },
  }
}
