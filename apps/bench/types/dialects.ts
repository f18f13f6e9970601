/** The same contract, and client calls of each endpoint, as written with one library. */
export interface Dialect {
  /** Imports of a contract module in addition to zod. */
  readonly imports: string
  /** Packages whose versions the page lists. */
  readonly packages: readonly string[]
  /** One resource, exported as `things${n}`. */
  resource(n: number): string
  /** The whole contract, and a typed client. */
  client(ns: readonly number[]): string
  /** Calls of all endpoints of a resource. */
  calls(n: number): string
}

/** Does not compile if outputs are `any`, which would cost nothing. */
const isExact = '// @ts-expect-error - a title is text\n'

const all = (ns: readonly number[]) => ns.map((n) => `  things${n}: api.things${n},\n`).join('')

const taskpact: Dialect = {
  imports: `import { noBody, routes } from '@taskpact/contract'
const read = { access: 'user', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' } as const
const write = { access: 'user', scope: null, tool: false, limit: 'write', idempotency: 'none', concurrency: 'none' } as const`,
  packages: ['@taskpact/client', '@taskpact/contract'],
  resource: (n) => `
export const things${n} = routes({
  list: {
    method: 'GET',
    path: '/things${n}',
    summary: 'List things',
    description: 'A page at a time.',
    metadata: read,
    query: ThingQuery${n},
    responses: { 200: ThingPage${n} },
  },
  get: {
    method: 'GET',
    path: '/things${n}/:thingId',
    summary: 'Get a thing',
    description: 'Refused with \`not_found\` when there is none.',
    metadata: { ...read, errors: ['not_found'] },
    pathParams: ThingId${n},
    responses: { 200: Thing${n} },
  },
  create: {
    method: 'POST',
    path: '/things${n}',
    summary: 'Create a thing',
    description: 'Refused when the title is blank.',
    metadata: { ...write, errors: ['quota_exceeded'] },
    body: NewThing${n},
    responses: { 201: Thing${n} },
  },
  update: {
    method: 'PATCH',
    path: '/things${n}/:thingId',
    summary: 'Change a thing',
    description: 'Refused with \`not_found\` when there is none.',
    metadata: { ...write, concurrency: 'revision', errors: ['not_found'] },
    pathParams: ThingId${n},
    body: ThingChanges${n},
    responses: { 200: Thing${n} },
  },
  remove: {
    method: 'DELETE',
    path: '/things${n}/:thingId',
    summary: 'Delete a thing',
    description: 'Refused with \`not_found\` when there is none.',
    metadata: { ...write, errors: ['not_found'] },
    pathParams: ThingId${n},
    responses: { 204: noBody },
  },
})
`,
  client: (ns) => `import { createClientOf, toRouteTable } from '@taskpact/client'
import { operations } from '@taskpact/contract'
const contract = {
${all(ns)}}
const client = createClientOf<typeof contract>(toRouteTable(operations(contract)), { baseUrl: '' })
`,
  calls: (n) => flatCalls(n),
}

const trpc: Dialect = {
  imports: `import { initTRPC } from '@trpc/server'
const t = initTRPC.create()
const made = () => null as never`,
  packages: ['@trpc/client', '@trpc/server'],
  resource: (n) => `
export const things${n} = t.router({
  list: t.procedure.input(ThingQuery${n}).output(ThingPage${n}).query(made),
  get: t.procedure.input(ThingId${n}).output(Thing${n}).query(made),
  create: t.procedure.input(NewThing${n}).output(Thing${n}).mutation(made),
  update: t.procedure.input(z.strictObject({ ...ThingId${n}.shape, ...ThingChanges${n}.shape })).output(Thing${n}).mutation(made),
  remove: t.procedure.input(ThingId${n}).output(z.undefined()).mutation(made),
})
`,
  client: (ns) => `import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
const router = initTRPC.create().router({
${all(ns)}})
const client = createTRPCClient<typeof router>({ links: [httpBatchLink({ url: '' })] })
`,
  calls: (n) => flatCalls(n, { query: '.query', mutation: '.mutate' }),
}

const orpc: Dialect = {
  imports: `import { oc } from '@orpc/contract'`,
  packages: ['@orpc/client', '@orpc/contract'],
  resource: (n) => `
export const things${n} = {
  list: oc.route({ method: 'GET', path: '/things${n}' }).input(ThingQuery${n}).output(ThingPage${n}),
  get: oc.route({ method: 'GET', path: '/things${n}/{thingId}' }).input(ThingId${n}).output(Thing${n}),
  create: oc.route({ method: 'POST', path: '/things${n}' }).input(NewThing${n}).output(Thing${n}),
  update: oc
    .route({ method: 'PATCH', path: '/things${n}/{thingId}' })
    .input(z.strictObject({ ...ThingId${n}.shape, ...ThingChanges${n}.shape }))
    .output(Thing${n}),
  remove: oc.route({ method: 'DELETE', path: '/things${n}/{thingId}' }).input(ThingId${n}).output(z.undefined()),
}
`,
  client: (ns) => `import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
const contract = {
${all(ns)}}
const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ url: '' }))
`,
  calls: (n) => flatCalls(n),
}

const tsRest: Dialect = {
  imports: `import { initContract } from '@ts-rest/core'
const c = initContract()`,
  packages: ['@ts-rest/core'],
  resource: (n) => `
export const things${n} = c.router({
  list: { method: 'GET', path: '/things${n}', query: ThingQuery${n}, responses: { 200: ThingPage${n} } },
  get: { method: 'GET', path: '/things${n}/:thingId', pathParams: ThingId${n}, responses: { 200: Thing${n} } },
  create: { method: 'POST', path: '/things${n}', body: NewThing${n}, responses: { 201: Thing${n} } },
  update: {
    method: 'PATCH',
    path: '/things${n}/:thingId',
    pathParams: ThingId${n},
    body: ThingChanges${n},
    responses: { 200: Thing${n} },
  },
  remove: { method: 'DELETE', path: '/things${n}/:thingId', pathParams: ThingId${n}, responses: { 204: c.noBody() } },
})
`,
  client: (ns) => `import { initClient, initContract } from '@ts-rest/core'
const contract = initContract().router({
${all(ns)}})
const client = initClient(contract, { baseUrl: '', baseHeaders: {} })
`,
  calls: (n) => `
export async function use${n}() {
  const page = await client.things${n}.list({ query: { limit: 5 } })
  const got = await client.things${n}.get({ params: { thingId: '1' } })
  const made = await client.things${n}.create({ body: { title: 'a', field${n}: 1 } })
  const changed = await client.things${n}.update({ params: { thingId: '1' }, body: { title: 'b' } })
  await client.things${n}.remove({ params: { thingId: '1' } })
  ${n === 0 ? `${isExact}  got.status === 200 && (got.body.title satisfies number)` : ''}
  const title: string = got.status === 200 ? got.body.title : ''
  const field: number = changed.status === 200 ? changed.body.field${n} : 0
  return [page.status === 200 ? page.body.items[0]?.done : false, made.status === 201 ? made.body.id : '', title, field]
}
`,
}

/** Only the schemas and their types: the share of zod in all other results. */
const schemas: Dialect = {
  imports: '',
  packages: ['zod'],
  resource: (n) => `
export const things${n} = {
  query: ThingQuery${n},
  page: ThingPage${n},
  one: Thing${n},
  id: ThingId${n},
  made: NewThing${n},
  changes: ThingChanges${n},
}
`,
  client: (ns) => `import type * as z from 'zod'
const contract = {
${all(ns)}}
`,
  calls: (n) => `
type Page${n} = z.output<typeof contract.things${n}.page>
type Thing${n} = z.output<typeof contract.things${n}.one>
export function use${n}(page: Page${n}, thing: Thing${n}) {
  const query: z.input<typeof contract.things${n}.query> = { limit: 5 }
  const id: z.input<typeof contract.things${n}.id> = { thingId: '1' }
  const made: z.input<typeof contract.things${n}.made> = { title: 'a', field${n}: 1 }
  const changed: z.input<typeof contract.things${n}.changes> = { title: 'b' }
  const title: string = thing.title
  const field: number = thing.field${n}
  return [page.items[0]?.done, made, title, field, query, id, changed]
}
`,
}

/** For clients whose methods take flat input and return the output. */
function flatCalls(n: number, { query = '', mutation = '' } = {}): string {
  return `
export async function use${n}() {
  const page = await client.things${n}.list${query}({ limit: 5 })
  const got = await client.things${n}.get${query}({ thingId: '1' })
  const made = await client.things${n}.create${mutation}({ title: 'a', field${n}: 1 })
  const changed = await client.things${n}.update${mutation}({ thingId: '1', title: 'b' })
  await client.things${n}.remove${mutation}({ thingId: '1' })
  ${n === 0 ? `${isExact}  got.title satisfies number` : ''}
  const title: string = got.title
  const field: number = changed.field${n}
  return [page.items[0]?.done, made.id, title, field]
}
`
}

export const dialects = { taskpact, trpc, orpc, 'ts-rest': tsRest, schemas } satisfies Record<string, Dialect>
export type DialectName = keyof typeof dialects
