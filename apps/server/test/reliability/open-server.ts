import { type Contract, contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { taskpact } from '../../src/server.js'
import { type Member, signUp } from '../support/member.js'
import { type Answer, json, type Options, type Send, sendTo } from '../support/raw-request.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'

/** A server whose database the test sees too: PGlite lets nobody else open it. */
export interface OpenServer extends TestServer {
  readonly db: Database
  readonly send: Send
}

export async function startOpenServer(options: TestServerOptions<Contract> = {}): Promise<OpenServer> {
  let db: Database | undefined
  const createService: typeof taskpact.createService = (service) => ({
    ...service,
    system: {
      ...service.system,
      health: (input, ctx) => {
        db = ctx.db
        return service.system.health(input, ctx)
      },
    },
  })
  const server = await startTestServer({ ...options, api: { contract, createService } })
  await fetch(`${server.url}/health`)
  if (!db) throw new TypeError('The handler of health has a context')
  return { ...server, db, send: sendTo(() => server) }
}

export interface Task {
  readonly id: string
  readonly title: string
  readonly revision: number
  readonly deletedAt: string | null
}

/** Calls over REST of someone with an account. */
export interface Someone extends Member {
  readonly email: string
  call(method: string, path: string, options?: Options): Promise<Answer>
  make(title?: string, more?: object): Promise<Task>
  remove(task: Pick<Task, 'id'>): Promise<Answer>
  list(query?: string): Promise<Task[]>
}

let people = 0

export async function someoneAt(send: Send): Promise<Someone> {
  people += 1
  const email = `someone-${people}@example.com`
  return { ...callsAs(send, await signUp(send, email)), email }
}

/** Signed in anew, as after so long a time that the tokens of before have expired. */
export async function signInAgain(send: Send, { email }: Pick<Someone, 'email'>): Promise<Someone> {
  const answer = await send('/api/auth/signin', { method: 'POST', ...json({ email, password: 'Test123!' }) })
  const { token, user } = answer.body as { token: string; user: { id: string } }
  return { ...callsAs(send, { id: user.id, token }), email }
}

function callsAs(send: Send, member: Member): Omit<Someone, 'email'> {
  const call: Someone['call'] = (method, path, options = {}) =>
    send(`/api/me/${path}`, { method, token: member.token, ...options })
  return {
    ...member,
    call,
    make: async (title = 'Buy milk', more = {}) => (await call('POST', 'tasks', json({ title, ...more }))).body as Task,
    remove: ({ id }) => call('DELETE', `tasks/${id}`),
    list: async (query = '') => ((await call('GET', `tasks?limit=100&${query}`)).body as { items: Task[] }).items,
  }
}
