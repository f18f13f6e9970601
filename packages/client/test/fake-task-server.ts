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
  /** Ids of tasks that were purged. */
  let revision = 0
  const waiting = new Set<() => void>()
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
      .filter((task) => task.revision > after && (since !== undefined || task.deletedAt === null))
      .sort((a, b) => a.revision - b.revision)
      .map((task) =>
        task.deletedAt === null
          ? { type: 'put' as const, revision: task.revision, task }
          : { type: 'delete' as const, revision: task.revision, id: task.id },
      )
    return { items, nextCursor: String(revision), hasMore: false, revision } as unknown as ChangePage
  }

  type Options = { signal?: AbortSignal; onStatus?: (status: string) => void }
  const aborted = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      if (signal?.aborted) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
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
    await Promise.race([intercepts.before('live', {}), aborted(signal)])
    onStatus?.('live')
    for (let cursor = since; ; ) {
      const page = pageAfter(cursor)
      yield page
      cursor = page.nextCursor
      await Promise.race([new Promise<void>((resolve) => waiting.add(resolve)), aborted(signal)])
    }
  }
  const batch = async ({ operations }: { operations: BatchOperation[] }, { signal }: Options = {}) => {
    signal?.throwIfAborted()
    batches.push(operations)
    const replaced = await Promise.race([intercepts.before('batch', { operations }), aborted(signal)])
    const results = (replaced as BatchResult[] | undefined) ?? operations.map(perform)
    await Promise.race([intercepts.after('batch', { operations }), aborted(signal)])
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
    /** Deletes a task for good. */
    purge: (id: string) => tasks.delete(id),
  }
}

export function failure(code: ConstructorParameters<typeof ApiError>[0], options = {}): never {
  throw new ApiError(code, code, options)
}
