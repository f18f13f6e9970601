import { beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../packages/contract/src/index.js'
import { openEditor } from './quick-info.js'

const task = `{
    id: string;
    userId: string;
    title: string;
    description: string | null;
    completed: boolean;
    completedAt: string | null;
    priority: "none" | "low" | "medium" | "high";
    tags: string[];
    dueDate: string | null;
    dueAt: string | null;
    deletedAt: string | null;
    revision: number;
    createdAt: string;
    updatedAt: string;
}`

const newTask = `{
    userId?: string | undefined;
    title: string;
    dueDate?: string | null | undefined;
    dueAt?: string | null | undefined;
    description?: string | null | undefined;
    priority?: "none" | "low" | "medium" | "high" | null | undefined;
    tags?: string[] | null | undefined;
    id?: string | undefined;
    idempotencyKey?: string | undefined;
}`

const text = `import { createClient } from '../src/index.js'
import { createQueries } from '../src/tanstack.js'
import { createTrpcClient } from '../src/trpc.js'
import { createMockTransport } from '../../contract/src/mock.js'

const client = createClient({ baseUrl: 'https://tasks.example.org' })
const made = await client.tasks.create({ title: 'Buy milk' })
const page = await client.tasks.list({ limit: 5 })
for await (const each of client.tasks.list.all()) console.log(each.title, made, page)
export const create = client.tasks.create
export const get = client.tasks.get
export const queries = createQueries(client)
queries.tasks.stats.queryOptions()
queries.auth.sessions.list.queryOptions()
createTrpcClient({ baseUrl: 'https://tasks.example.org' }).tasks.restore.mutate({ taskId: 'x' })
createMockTransport().responses.tasks.purge.after(50)
`

const deeper = (type: string) => type.replaceAll('\n', '\n    ')

/** Plain object types: what an editor shows is what is sent and what comes. */
describe('an editor', () => {
  let hover: (at: string) => string
  let documentation: (at: string) => string
  beforeAll(() => {
    // Two editors: after a signature that is too long for a hover, TypeScript also shortens its parts elsewhere.
    const [one, other] = [openEditor(text), openEditor(text)]
    hover = (at) => one(at).signature
    documentation = (at) => other(at).documentation
  })

  it.each([
    ['a method', 'create({', contract.tasks.create],
    ['a reference to a method', 'create\n', contract.tasks.create],
    ['the options of a query', 'stats.', contract.tasks.stats],
    ['an operation of a nested resource', 'list.queryOptions', contract.auth.sessions.list],
    ['a tRPC procedure', 'restore.', contract.tasks.restore],
    ['the mock of an operation', 'purge.', contract.tasks.purge],
  ])('shows summary and description of the contract for %s', (_, at, { summary, description }) => {
    expect(documentation(at)).toBe(`${summary}.\n\n${description}`)
  })

  it('shows the fields of a task', () => {
    expect(hover('made =')).toBe(`const made: ${task}`)
    expect(hover('each of')).toBe(`const each: ${task}`)
  })

  it('shows the fields of a page', () => {
    const page = `{
    items: ${deeper(task)}[];
    nextCursor: string | null;
}`
    expect(hover('page =')).toBe(`const page: ${page}`)
  })

  it('shows what a call takes, and first what it needs', () => {
    expect(hover('create({')).toContain(`(property) create: (input: ${newTask}, options?: CallOptions`)
    // In which order a union is shown depends on what the compiler has read before.
    expect(hover('list({')).toMatch(/ status\?: (?=.*"all")(?=.*"pending")(?=.*"completed")(?:"\w+" \| ){3}undefined;/)
  })

  it('shows of a method what it takes and gives, not the route that it is of', () => {
    const input = `{
    taskId: string;
    userId?: string | undefined;
}`
    expect(hover('get =')).toContain(`Method<[input: ${input}, options?: CallOptions | undefined], ${task}, `)
  })

  it('shows the client and its parts by their names', () => {
    expect(hover('client =')).toBe('const client: Client<Contract>')
    expect(hover('queries =')).toBe('const queries: Queries<Contract>')
    expect(hover('tasks.create(')).toBe('(property) tasks: Client<Tasks>')
  })
})
