import type { TestServer, User } from '@taskpact/testing'

/** The tasks of one user outside the trash, by id, and the greatest revision that the user has seen. */
interface Known {
  readonly titles: Map<string, string>
  revision: number
}

/**
 * Lets each user call operations one after the other, each on any server: creates, updates, deletes and reads. Throws if a read lacks a
 * write that was acknowledged before, or contains more. Returns the number of operations.
 */
export async function runModel(servers: readonly TestServer[], users: readonly User[], each: number): Promise<number> {
  await Promise.all(
    users.map(async (user) => {
      const known: Known = { titles: new Map(), revision: 0 }
      for (let n = 0; n < each; n++) {
        const server = pick(servers)
        const call: Step['call'] = (name, input) => server.by('in-process').value(name, input, user.token)
        await pick(actions)({ server, user, known, n, call })
      }
    }),
  )
  return users.length * each
}

interface Step {
  readonly server: TestServer
  readonly user: User
  readonly known: Known
  readonly n: number
  readonly call: <T>(name: string, input?: Readonly<Record<string, unknown>>) => Promise<T>
}

type Action = (step: Step) => Promise<void>
type Task = { readonly id: string; readonly title: string; readonly revision: number }

const write: Action = async ({ call, known, n }) => {
  const [taskId] = known.titles.keys()
  if (taskId === undefined || known.titles.size < 5 || n % 3 === 0) {
    const { id, title, revision } = await call<Task>('tasks.create', { title: `Task ${n}` })
    known.titles.set(id, title)
    known.revision = revision
  } else if (n % 3 === 1) {
    const { title, revision } = await call<Task>('tasks.update', { taskId, title: `Updated ${n}` })
    known.titles.set(taskId, title)
    known.revision = revision
  } else {
    await call('tasks.remove', { taskId })
    known.titles.delete(taskId)
    known.revision += 1
  }
}

const list: Action = async ({ server, user, known }) => {
  const { headers, body } = await server.send('/api/me/tasks?limit=100', { token: user.token })
  expectSame('list', (body as { items: Task[] }).items, known)
  const [, revision] = /^W?\/?"\w+-(\d+)-/.exec(String(headers.etag)) ?? []
  if (Number(revision) !== known.revision)
    throw new Error(`The ETag of the list is ${headers.etag}, and the revision ${known.revision}`)
}

const search: Action = async ({ call, known }) => {
  const { items } = await call<{ items: Task[] }>('tasks.list', { limit: 100, search: 'a' })
  expectSame('search', items, known)
}

const count: Action = async ({ call, known }) => {
  const { total } = await call<{ total: number }>('tasks.stats')
  if (total !== known.titles.size) throw new Error(`stats counts ${total} tasks instead of ${known.titles.size}`)
}

const exportAll: Action = async ({ call, known }) => {
  const tasks = JSON.parse(await call<string>('tasks.export', { format: 'json' })) as Task[]
  expectSame('export', tasks, known)
}

const actions: readonly Action[] = [write, write, list, list, search, count, exportAll]

function expectSame(name: string, found: readonly Task[], { titles }: Known): void {
  const toText = (entries: Iterable<readonly [string, string]>) => JSON.stringify([...entries].sort())
  const [actual, expected] = [toText(found.map(({ id, title }) => [id, title])), toText(titles)]
  if (actual !== expected) throw new Error(`${name} returned ${actual} instead of ${expected}`)
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T
}
