import { InfiniteQueryObserver, QueryClient } from '@tanstack/query-core'
import { createClient, createSession, type ErrorOf, isErrorOf } from '@taskpact/client'
import { createReplica, memoryStore } from '@taskpact/client/replica'
import { createQueries } from '@taskpact/client/tanstack'
import { createTrpcClient } from '@taskpact/client/trpc'
import { contract, type NewTask, operations, type Task } from '@taskpact/contract'
import { createMockTransport } from '@taskpact/contract/mock'
import { createDocument, taskpact } from '@taskpact/openapi'
import published from '@taskpact/openapi/openapi.json' with { type: 'json' }

declare const process: { readonly argv: string[] }

const [, , baseUrl = '', email = ''] = process.argv
const session = createSession()
const client = createClient({ baseUrl, session })

const { user } = await client.auth.signup({ email, password: 'Test123!' })
const wanted: NewTask = { title: 'Buy milk', tags: ['home'], priority: 'high' }
const task: Task = await client.tasks.create(wanted)
const listed: string[] = []
for await (const { title } of client.tasks.list.all({ status: 'pending', limit: 1 })) listed.push(title)

const queryClient = new QueryClient()
const queries = createQueries(client)
const fetched = await queryClient.fetchQuery(queries.tasks.get.queryOptions({ taskId: task.id }))
const pages = new InfiniteQueryObserver(queryClient, queries.tasks.list.infiniteQueryOptions({ limit: 1 }))
const { data } = await pages.refetch()

const trpc = createTrpcClient({ baseUrl, token: session.token })
const completed = await trpc.tasks.complete.mutate({ taskId: task.id })

const stale = await client.tasks
  .update({ taskId: task.id, title: 'Buy oat milk', ifMatch: task.revision })
  .catch((error: unknown) => (isErrorOf(client.tasks.update, error) ? toCode(error) : undefined))

const replica = createReplica(client, { userId: user.id, store: memoryStore() })
await replica.tasks.create({ title: 'Buy bread' })
const stored = replica.status.pending
await replica.sync()
const replicated = replica.tasks.list().map(({ title, isPending }) => `${title}${isPending ? ', pending' : ''}`)

const mock = createMockTransport()
mock.responses.tasks.get.fails('not_found', { times: 1 })
const mocked = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
const { title: exampled } = await mocked.tasks.create({ title: 'Buy eggs' })

const { name: renamed } = await client.auth.updateMe({ name: 'Ada' })
await client.auth.signout()

const outcome = {
  signedUp: user.email === email,
  created: task.title,
  listed,
  fetched: fetched.tags,
  pages: data?.pages.map(({ items }) => items.length),
  completed: completed.completed,
  stale,
  stored,
  replicated,
  exampled,
  renamed,
  document: createDocument(operations(contract), { ...taskpact, version: published.info.version }).info.version,
  signedOut: (await session.token()) === undefined,
}
console.log(JSON.stringify(outcome))

function toCode({ code }: ErrorOf<typeof client.tasks.update>) {
  return code
}

/** Never called: does not compile unless the types are as exact as within the workspace. */
export async function exact() {
  // @ts-expect-error - a title is needed
  await client.tasks.create({})
  // @ts-expect-error - there is no such status
  await client.tasks.list({ status: 'late' })
  // @ts-expect-error - a revision is a number
  const revision: string = task.revision
  // @ts-expect-error - a task that is read is of no revision
  mock.responses.tasks.get.fails('revision_mismatch')
  // @ts-expect-error - a query is not a mutation
  await trpc.tasks.list.mutate()
  // @ts-expect-error - a title is needed in a replica as well
  replica.tasks.create({})
  // @ts-expect-error - what is fetched is a task
  fetched.nextCursor
  return revision
}
