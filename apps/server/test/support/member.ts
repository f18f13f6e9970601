import { type Answer, json, type Options, type Send } from './raw-request.js'

export interface Member {
  readonly id: string
  readonly token: string
}

export interface Task {
  readonly id: string
  readonly title: string
}

/** An id as a task may have it, and none has. */
export const noTask = '0199e8f4-63a1-7d0e-8b11-000000000000'

export async function signUp(send: Send, email: string): Promise<Member> {
  const { body } = await send('/api/auth/signup', { method: 'POST', ...json({ email, password: 'Test123!' }) })
  const { token, user } = body as { token: string; user: { id: string } }
  return { id: user.id, token }
}

interface Calls {
  own(method: string, path: string, options?: Options): Promise<Answer>
  createTask(member?: Member): Promise<Task>
  titles(): Promise<string[]>
}

/** What one member asks for again and again. */
export function callsOf(member: () => Member, send: Send): Calls {
  const own: Calls['own'] = (method, path, options = {}) =>
    send(`/api/me/${path}`, { method, token: member().token, ...options })
  return {
    own,
    createTask: async ({ token } = member()) => {
      const { body } = await send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'A task' }) })
      return body as Task
    },
    titles: async () => {
      const { body } = await own('GET', 'tasks?limit=100')
      return (body as { items: Task[] }).items.map(({ title }) => title)
    },
  }
}
