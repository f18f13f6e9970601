import type { ChangePage, Task, TaskChange, TaskPage } from '@taskpact/contract'
import type { TRPCClient } from '@trpc/client'
import { isApiError } from './api-error.js'
import { type Client, type ErrorOf, isErrorOf } from './create-client.js'
import type { TrpcRouter } from './trpc.js'

declare const client: Client
declare const trpc: TRPCClient<TrpcRouter>

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <_T extends true>() => {}

// The input is flat, and userId is optional.
const created = client.tasks.create({ title: 'Buy milk' })
same<Equal<typeof created, Promise<Task>>>()
client.tasks.create({ userId: 'me', title: 'Buy milk', description: null })

const page = client.tasks.list()
same<Equal<typeof page, Promise<TaskPage>>>()
client.tasks.list({ limit: 5, status: 'pending' }, { signal: AbortSignal.timeout(1000) })

const removed = client.tasks.remove({ taskId: 'x' })
same<Equal<typeof removed, Promise<undefined>>>()

client.tasks.list({ tags: ['a', 'b'] })

// Header parameters are fields of the input.
client.tasks.update({ taskId: 'x', title: 'Buy milk', ifMatch: 7 })
client.tasks.create({ title: 'Buy milk', idempotencyKey: 'a' })
client.tasks.batch({ operations: [], idempotencyKey: 'a' })
client.tasks.import({ content: '[]', idempotencyKey: 'a' })
client.tasks.restore({ taskId: 'x', ifMatch: 7, idempotencyKey: 'a' })

const exported = client.tasks.export({ format: 'csv' })
same<Equal<typeof exported, Promise<string>>>()

// Only paginated operations have iterators.
const items = client.tasks.list.all({ status: 'pending' }, { signal: AbortSignal.timeout(1000) })
same<Equal<typeof items, AsyncGenerator<Task, void, undefined>>>()
const changes = client.tasks.changes.all({ since: 'x' })
same<Equal<typeof changes, AsyncGenerator<TaskChange, void, undefined>>>()
const pages = client.tasks.changes.pages()
same<Equal<typeof pages, AsyncGenerator<ChangePage, void, undefined>>>()
// @ts-expect-error - the operation is not paginated
client.tasks.get.all({ taskId: 'x' })
// @ts-expect-error - unknown status
client.tasks.list.all({ status: 'late' })

// @ts-expect-error - a query takes no If-Match
client.tasks.get({ taskId: 'x', ifMatch: 7 })
// @ts-expect-error - update takes no Idempotency-Key
client.tasks.update({ taskId: 'x', idempotencyKey: 'a' })
// @ts-expect-error - a revision is a number
client.tasks.update({ taskId: 'x', ifMatch: '"7"' })
// @ts-expect-error - unknown format
client.tasks.import({ format: 'pdf', content: '' })
// @ts-expect-error - title is required
client.tasks.create({})
// @ts-expect-error - a limit is a number
client.tasks.list({ limit: '5' })
// @ts-expect-error - unknown status
client.tasks.list({ status: 'late' })
// @ts-expect-error - unknown operation
client.tasks.archive({ taskId: 'x' })

export const viaTrpc: Promise<Task> = trpc.tasks.create.mutate({ title: 'Buy milk' })
trpc.tasks.list.query()
trpc.tasks.list.query({ limit: 5 })
// @ts-expect-error - a query is not a mutation
trpc.tasks.list.mutate()
// @ts-expect-error - title is required
trpc.tasks.create.mutate({})

// Errors are narrowed by codes, and by the errors that an operation declares.
export function narrowed(thrown: unknown): string {
  if (isApiError(thrown, 'not_found', 'conflict')) {
    same<Equal<typeof thrown.code, 'not_found' | 'conflict'>>()
    return thrown.code
  }
  if (isErrorOf(client.tasks.get, thrown)) {
    switch (thrown.code) {
      case 'not_found':
      case 'unreachable':
        return 'known'
      // @ts-expect-error - get does not declare revision_mismatch
      case 'revision_mismatch':
        return 'never'
    }
  }
  return 'unknown'
}
type SignUpCode = ErrorOf<typeof client.auth.signup>['code']
same<Equal<Extract<SignUpCode, 'email_taken' | 'not_found' | 'timeout'>, 'email_taken' | 'timeout'>>()
