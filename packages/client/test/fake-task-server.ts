import type { BatchOperation, BatchResult, ChangePage, Problem, Task } from '@taskpact/contract'
import { ApiError } from '../src/api-error.js'
import type { ReplicaClient } from '../src/replica/synchronize.js'

type Operation = 'batch' | 'changes' | 'live'
/** Called before a request is processed; `after` is called before its reply. */
export type Intercept = (operation: Operation, input: { operations?: BatchOperation[] }) => unknown

export const problemOf = (code: Problem['code'], currentRevision?: number) =>
  ({ code, detail: code, ...(currentRevision && { currentRevision }) }) as Problem

/** The tasks of one user, with the rules of the server for revisions, ids and the trash. */
export function fakeTaskServer() {
  const tasks = new Map<string, Task>()
  let revision = 0
  const waiting = new Set<() => void>()
  /** Status changes of the live connection without a change of tasks. */
  const reconnects: string[] = []
  const batches: BatchOperation[][] = []
  const intercepts: { before: Intercept; after: Intercept } = { before: () => {}, after: () => {} }

  const put = (task: Task) => {
    const stored = { ...task, revision: ++revision, updatedAt: new Date().toISOString() }
    tasks.set(task.id, stored)
    for (const wake of [...waiting]) wake()
    return stored
  }
  const perform = (operation: BatchOperation): BatchResult => {
    const { op, ...input } = operation
    const id = 'taskId' in input ? input.taskId : ((input as { id?: string }).id ?? crypto.randomUUID())
    const found = tasks.get(id)
    const fail = (code: Problem['code']) => ({ status: 400, problem: problemOf(code, found?.revision) })
    if (op === 'create') {
      if (found) return fail('conflict')
      const { title, description = null, priority, tags, dueDate = null, dueAt = null } = operation
      const at = new Date().toISOString()
      const times = { completedAt: null, deletedAt: null, createdAt: at, updatedAt: at }
      const fields = { title, description, completed: false, priority: priority ?? 'none', tags: tags ?? [] } as const
      return { status: 201, task: put({ id, userId: 'ada', ...fields, dueDate, dueAt, ...times, revision: 0 }) }
    }
    if (!found || (found.deletedAt === null) !== (op !== 'restore')) return fail('not_found')
    const { taskId: _, ifMatch, ...changes } = input as { taskId: string; ifMatch?: number }
    if (ifMatch !== undefined && ifMatch !== found.revision) return fail('revision_mismatch')
    if (op === 'remove') {
      put({ ...found, deletedAt: new Date().toISOString() })
      return { status: 204 }
    }
    return { status: 200, task: put({ ...found, ...changes, deletedAt: null }) }
  }
  const pageAfter = (since: string | undefined): ChangePage => {
    const after = Number(since ?? 0)
    const items = [...tasks.values()]
      .filter((task) => task.revision > after)
      .sort((a, b) => a.revision - b.revision)
      .map((task) =>
        task.deletedAt === null
          ? { type: 'put' as const, revision: task.revision, task }
          : { type: 'delete' as const, revision: task.revision, id: task.id },
      )
    return { items, nextCursor: String(revision), hasMore: false, revision } as unknown as ChangePage
  }

  type Options = { signal?: AbortSignal; onStatus?: (status: string) => void }
  const unlessAborted = async <T>(work: T | Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    signal?.throwIfAborted()
    let abort = () => {}
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal?.reason)
    })
    signal?.addEventListener('abort', abort)
    try {
      return await Promise.race([work, aborted])
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
  const changes = async ({ since }: { since?: string } = {}, { signal }: Options = {}) => {
    signal?.throwIfAborted()
    await intercepts.before('changes', {})
    return pageAfter(since)
  }
  async function* pages(input: { since?: string }, options?: Options) {
    yield await changes(input, options)
  }
  async function* live({ since }: { since?: string }, { signal, onStatus }: Options = {}) {
    onStatus?.('connecting')
    await unlessAborted(intercepts.before('live', {}), signal)
    onStatus?.('live')
    for (let cursor = since; ; ) {
      const page = pageAfter(cursor)
      yield page
      cursor = page.nextCursor
      do {
        for (const status of reconnects.splice(0)) onStatus?.(status)
        await unlessAborted(new Promise<void>((resolve) => waiting.add(resolve)), signal)
      } while (reconnects.length > 0)
    }
  }
  const batch = async ({ operations }: { operations: BatchOperation[] }, { signal }: Options = {}) => {
    signal?.throwIfAborted()
    batches.push(operations)
    const replaced = await unlessAborted(intercepts.before('batch', { operations }), signal)
    const results = (replaced as BatchResult[] | undefined) ?? operations.map(perform)
    await unlessAborted(intercepts.after('batch', { operations }), signal)
    return { results }
  }
  const client = {
    tasks: { changes: Object.assign(changes, { pages, live: { pages: live } }), batch },
  } as unknown as ReplicaClient
  return {
    client,
    tasks,
    batches,
    intercepts,
    perform,
    put,
    /** Lets the live connection be lost for a while. */
    reconnect() {
      reconnects.push('offline', 'connecting', 'live')
      for (const wake of [...waiting]) wake()
    },
    /** Deletes a task for good. */
    purge: (id: string) => tasks.delete(id),
  }
}

export function failure(code: ConstructorParameters<typeof ApiError>[0], options = {}): never {
  throw new ApiError(code, code, options)
}
