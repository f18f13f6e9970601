import type { Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import {
  json,
  type RawResponse,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  type User,
} from '@taskpact/testing'

/** A server with its database handle. */
export interface OpenServer extends TestServer {
  readonly db: Database
}

export async function startOpenServer(options: TestServerOptions<Contract> = {}): Promise<OpenServer> {
  const server = await startTestServer(options)
  return { ...server, db: await server.database() }
}

export interface Task {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly deletedAt: string | null
}

/** A user who works on tasks over REST. */
export interface RestUser extends User {
  createTask(title?: string, more?: object): Promise<Task>
  deleteTask(task: Pick<Task, 'id'>): Promise<RawResponse>
  listTasks(query?: string): Promise<Task[]>
}

export async function signUpUser(server: TestServer): Promise<RestUser> {
  return withTasks(await server.signUp())
}

/** Returns the user with a new session, for example after the previous tokens have expired. */
export async function signInAgain(server: TestServer, { email }: Pick<RestUser, 'email'>): Promise<RestUser> {
  return withTasks(await server.signIn(email))
}

function withTasks(user: User): RestUser {
  return {
    ...user,
    createTask: async (title = 'Buy milk', more = {}) =>
      (await user.send('POST', 'tasks', json({ title, ...more }))).body as Task,
    deleteTask: ({ id }) => user.send('DELETE', `tasks/${id}`),
    listTasks: async (query = '') =>
      ((await user.send('GET', `tasks?limit=100&${query}`)).body as { items: Task[] }).items,
  }
}
