/** A page that lists, gets and creates tasks by one client. */
export interface Page {
  readonly name: string
  readonly packages: readonly string[]
  readonly code: string
}

const provided = `const baseUrl = 'https://tasks.example.org'
const token = localStorage.token
`

export const pages: readonly Page[] = [
  {
    name: 'Taskpact',
    packages: ['@taskpact/client'],
    code: `import { createClient } from '@taskpact/client'
${provided}
const client = createClient({ baseUrl, token })
export const list = () => client.tasks.list({ limit: 5 })
export const get = (taskId) => client.tasks.get({ taskId })
export const create = (title) => client.tasks.create({ title })
`,
  },
  {
    name: 'Taskpact with sessions',
    packages: ['@taskpact/client'],
    code: `import { createClient, createSession } from '@taskpact/client'
${provided}
const client = createClient({ baseUrl, session: createSession() })
export const list = () => client.tasks.list({ limit: 5 })
export const get = (taskId) => client.tasks.get({ taskId })
export const create = (title) => client.tasks.create({ title })
`,
  },
  {
    name: 'Taskpact with options for TanStack Query',
    packages: ['@taskpact/client'],
    code: `import { createClient } from '@taskpact/client'
import { createQueries } from '@taskpact/client/tanstack'
${provided}
const queries = createQueries(createClient({ baseUrl, token }))
export const list = () => queries.tasks.list.queryOptions({ limit: 5 })
export const get = (taskId) => queries.tasks.get.queryOptions({ taskId })
export const create = () => queries.tasks.create.mutationOptions()
`,
  },
  {
    name: 'Hono (hc)',
    packages: ['hono'],
    code: `import { hc } from 'hono/client'
${provided}
const client = hc(baseUrl, { headers: { authorization: \`Bearer \${token}\` } })
export const list = async () => (await client.api.tasks.$get({ query: { limit: '5' } })).json()
export const get = async (id) => (await client.api.tasks[':id'].$get({ param: { id } })).json()
export const create = async (title) => (await client.api.tasks.$post({ json: { title } })).json()
`,
  },
  {
    name: 'tRPC (httpBatchLink)',
    packages: ['@trpc/client', '@trpc/server'],
    code: `import { createTRPCClient, httpBatchLink } from '@trpc/client'
${provided}
const headers = { authorization: \`Bearer \${token}\` }
const client = createTRPCClient({ links: [httpBatchLink({ url: baseUrl, headers })] })
export const list = () => client.tasks.list.query({ limit: 5 })
export const get = (taskId) => client.tasks.get.query({ taskId })
export const create = (title) => client.tasks.create.mutate({ title })
`,
  },
  {
    name: 'oRPC (RPCLink)',
    packages: ['@orpc/client'],
    code: `import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
${provided}
const headers = { authorization: \`Bearer \${token}\` }
const client = createORPCClient(new RPCLink({ url: baseUrl, headers }))
export const list = () => client.tasks.list({ limit: 5 })
export const get = (taskId) => client.tasks.get({ taskId })
export const create = (title) => client.tasks.create({ title })
`,
  },
  {
    name: 'ts-rest, with a contract of these three',
    packages: ['@ts-rest/core', 'zod'],
    code: `import { initClient, initContract } from '@ts-rest/core'
import * as z from 'zod'
${provided}
const Task = z.object({ id: z.string(), title: z.string(), completed: z.boolean() })
const contract = initContract().router({
  list: { method: 'GET', path: '/tasks', query: z.object({ limit: z.int() }), responses: { 200: z.array(Task) } },
  get: { method: 'GET', path: '/tasks/:id', pathParams: z.object({ id: z.string() }), responses: { 200: Task } },
  create: { method: 'POST', path: '/tasks', body: z.object({ title: z.string() }), responses: { 201: Task } },
})
const client = initClient(contract, { baseUrl, baseHeaders: { authorization: \`Bearer \${token}\` } })
export const list = () => client.list({ query: { limit: 5 } })
export const get = (id) => client.get({ params: { id } })
export const create = (title) => client.create({ body: { title } })
`,
  },
]
