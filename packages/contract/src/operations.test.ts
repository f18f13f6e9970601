import { initContract } from '@ts-rest/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { contract } from './contract.js'
import type { Route } from './core/metadata.js'
import { type Operation, operations } from './core/operations.js'
import { errorCodes } from './errors.js'

const c = initContract()
const route = {
  method: 'POST',
  path: '/things/:id',
  summary: 'Make a thing',
  description: 'Creates a thing.',
  metadata: { access: 'public', scope: null, tool: false, limit: 'write', idempotency: 'none', concurrency: 'none' },
  pathParams: z.object({ id: z.string() }),
  body: z.strictObject({ name: z.string() }),
  responses: { 201: z.object({ id: z.string() }) },
} as const satisfies Route

describe('operations', () => {
  it('have the keys of their routes as names, in the order of the contract', () => {
    const names = operations(contract).map(({ name }) => name)

    expect(names.filter((name) => /^(system|tasks|auth\.sessions)\./.test(name))).toEqual([
      'system.health',
      'system.live',
      'system.ready',
      'auth.sessions.list',
      'auth.sessions.revoke',
      'auth.sessions.revokeOthers',
      'tasks.list',
      'tasks.create',
      'tasks.batch',
      'tasks.export',
      'tasks.import',
      'tasks.stats',
      'tasks.changes',
      'tasks.watch',
      'tasks.get',
      'tasks.update',
      'tasks.complete',
      'tasks.remove',
      'tasks.restore',
      'tasks.purge',
    ])
  })

  it('are queries or mutations by method, or streams', () => {
    const kinds = operations(contract).map(({ route: { method }, kind }) => `${method} ${kind}`)

    expect(new Set(kinds)).toEqual(
      new Set(['GET query', 'GET stream', 'POST mutation', 'PATCH mutation', 'DELETE mutation']),
    )
    expect(named('tasks.watch').kind).toBe('stream')
  })

  it('contain the place of each field', () => {
    expect(named('auth.sessions.list').places).toEqual({ limit: 'query', cursor: 'query' })
    expect(named('tasks.stats').places).toEqual({ userId: 'path', timeZone: 'query' })
    expect(named('tasks.complete').places).toEqual({
      userId: 'path',
      taskId: 'path',
      ifMatch: 'header',
      completed: 'body',
    })
    expect(named('system.health').places).toEqual({})
  })

  it('contain the status and the output of success', () => {
    expect(named('tasks.create')).toMatchObject({ status: 201, output: contract.tasks.create.responses[201] })
    expect(named('tasks.list')).toMatchObject({ status: 200, output: contract.tasks.list.responses[200] })
    expect(named('tasks.remove')).toMatchObject({ status: 204, output: undefined })
  })

  it('contain the location of created resources only', () => {
    const located = operations(contract).flatMap(({ name, location }) => (location ? [[name, location]] : []))

    expect(located).toEqual([['tasks.create', '/api/:userId/tasks/:taskId']])
  })

  it('contain no location if no operation gets the created resource', () => {
    const deeper = { ...route, method: 'GET', path: '/things/:id/parts/:part/more' } as const
    const get = { ...deeper, pathParams: z.object({ id: z.string(), part: z.string() }), body: undefined }

    expect(only({ make: route, get })).toMatchObject({ location: undefined })
  })

  it('derive error codes from access and input', () => {
    expect(named('system.health').errors).toEqual([
      'invalid_input',
      'not_acceptable',
      'request_timeout',
      'headers_too_large',
      'internal',
    ])
    expect(named('tasks.remove').errors).not.toContain('not_acceptable')
    expect(named('auth.me').errors).not.toContain('forbidden')
    expect(named('tasks.get').errors).toEqual(expect.arrayContaining(['unauthenticated', 'forbidden', 'not_found']))
    expect(named('tasks.get').errors).not.toContain('payload_too_large')
    expect(named('tasks.create').errors).toEqual(expect.arrayContaining(['invalid_json', 'unsupported_media_type']))
  })

  it('list each error code once, and only codes of the table', () => {
    for (const { name, errors } of operations(contract)) {
      expect(new Set(errors), name).toHaveLength(errors.length)
      expect(errorCodes, name).toEqual(expect.arrayContaining([...errors]))
    }
  })
})

describe('flat input', () => {
  it('contains the fields of path, query and body', () => {
    const input = only({
      make: { ...route, query: z.strictObject({ dry: z.string().optional() }) },
    }).input

    expect(input.parse({ id: '1', name: 'a', dry: 'yes' })).toEqual({ id: '1', name: 'a', dry: 'yes' })
  })

  it.each(operations(contract).map((operation) => [operation.name, operation] as const))(
    'refuses an unknown field: %s',
    (_name, { input }) => {
      const issues = input.safeParse({ nonsense: 1 }).error?.issues

      expect(issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys', keys: ['nonsense'] }))
    },
  )

  it('defaults userId to the caller', () => {
    expect(named('tasks.list').input.parse({})).toMatchObject({ userId: 'me' })
    expect(named('tasks.list').input.safeParse({ userId: '' }).success).toBe(false)
  })

  it('keeps the refinement of the body', () => {
    const body = z
      .strictObject({ from: z.int(), to: z.int() })
      .refine(({ from, to }) => from <= to, { path: ['to'], error: 'Must not be before from' })
    const { input, places } = only({ make: { ...route, body } })

    expect(input.parse({ id: '1', from: 1, to: 2 })).toEqual({ id: '1', from: 1, to: 2 })
    expect(input.safeParse({ id: '1', from: 2, to: 1 }).error?.issues).toMatchObject([{ path: ['to'] }])
    expect(input.safeParse({ id: '1', from: 1, to: 2, more: 3 }).success).toBe(false)
    expect(places).toEqual({ id: 'path', from: 'body', to: 'body' })
  })

  it('keeps every refinement of the body', () => {
    const body = z
      .strictObject({ a: z.int(), b: z.int() })
      .refine(({ a }) => a > 0)
      .superRefine(({ b }, ctx) => {
        if (b <= 0) ctx.addIssue({ code: 'custom', path: ['b'], message: 'Must be positive' })
      })
    const { input } = only({ make: { ...route, body } })

    expect(input.safeParse({ id: '1', a: 0, b: 1 }).success).toBe(false)
    expect(input.safeParse({ id: '1', a: 1, b: 0 }).success).toBe(false)
    expect(input.safeParse({ id: '1', a: 1, b: 1 }).success).toBe(true)
  })
})

describe('invalid contract is refused by the name of the route', () => {
  const id = z.object({ id: z.string() })
  const name = z.strictObject({ name: z.string() })
  const ofUser = { path: '/things/:userId', pathParams: z.object({ userId: z.string() }) }
  const takesRevision = { ...route.metadata, access: 'user', writes: 'user-revision' } as const
  const polls = {
    ...ofUser,
    method: 'GET',
    body: undefined,
    query: z.strictObject({ wait: z.int(), since: z.string() }),
    responses: { 200: z.object({ next: z.string(), revision: z.int(), more: z.boolean() }) },
    metadata: { ...route.metadata, access: 'user', longPoll: { after: 'since', next: 'next', more: 'more' } },
  } as const
  const onReplica = { access: 'user', reads: 'replica' } as const
  const cases: Readonly<Record<string, [different: object, says: RegExp]>> = {
    'with a field in path and body': [{ body: z.strictObject({ id: z.string() }) }, /id is both in path and in body/],
    'with a field in path and query': [
      { query: z.strictObject({ id: z.string() }) },
      /id is both in path and in query/,
    ],
    'with a field in query and body': [{ query: name }, /name is both in query and in body/],
    'with a refined query': [{ query: z.strictObject({ dry: z.string() }).refine(() => true) }, /query .*refined/],
    'with a super-refined query': [
      { query: z.strictObject({ dry: z.string() }).superRefine(() => {}) },
      /query .*refined/,
    ],
    'with refined path parameters': [{ pathParams: id.refine(() => true) }, /path .*refined/],
    'with a body that accepts unknown fields': [{ body: z.object({ name: z.string() }) }, /body .*strict/],
    'with a loose body': [{ body: z.looseObject({ name: z.string() }) }, /body .*strict/],
    'with a body that accepts further numbers': [
      { body: z.object({ name: z.string() }).catchall(z.int()) },
      /body .*strict/,
    ],
    'with a query that accepts unknown fields': [{ query: z.object({ dry: z.string() }) }, /query .*strict/],
    'with a body that is an array': [{ body: z.array(z.string()) }, /body .*object/],
    'with a body that is a union': [{ body: z.union([name, name]) }, /body .*object/],
    'with a body that is transformed': [{ body: name.transform((body) => body) }, /body .*object/],
    'with a body that is optional': [{ body: name.optional() }, /body .*object/],
    'with a body that is not a schema': [{ body: { name: z.string() } }, /body .*object/],
    'with a query that is not an object': [{ query: z.record(z.string(), z.string()) }, /query .*object/],
    'with path parameters that are not an object': [{ pathParams: z.string() }, /path .*object/],
    'without a success': [{ responses: { 404: z.object({}) } }, /2xx/],
    'without a response': [{ responses: {} }, /2xx/],
    'with two successes': [{ responses: { 200: z.object({}), 201: z.object({}) } }, /2xx/],
    'with a success that is not a schema': [{ responses: { 200: { ok: true } } }, /zod/],
    'with a parameter that is not declared': [{ pathParams: undefined }, /pathParams/],
    'with an additional path parameter': [{ path: '/things' }, /pathParams/],
    'with a parameter of another name': [{ path: '/things/:thing' }, /pathParams/],
    'with a missing path parameter': [{ path: '/things/:id/:part' }, /pathParams/],
    'with `writes` on a GET': [
      { ...ofUser, method: 'GET', body: undefined, metadata: takesRevision },
      /writes: user-revision requires/,
    ],
    'with `writes` but no user': [{ metadata: takesRevision }, /writes: user-revision/],
    'with a write that does not return its revision': [
      { ...ofUser, metadata: takesRevision },
      /a revision in the output/,
    ],
    'with a long poll without its field in the query': [
      { ...polls, query: z.strictObject({ wait: z.int() }) },
      /longPoll requires GET, a user, userId in the path, and its fields/,
    ],
    'with a long poll that has an ETag': [
      { ...polls, metadata: { ...polls.metadata, etag: 'user-revision' } },
      /longPoll does not go with etag/,
    ],
    'with a long poll that changes something': [{ ...polls, method: 'POST' }, /longPoll requires GET/],
    'with a long poll without its field in the output': [
      { ...polls, responses: { 200: z.object({ revision: z.int(), more: z.boolean() }) } },
      /longPoll requires a revision, next and more/,
    ],
    'with a long poll without a revision': [
      { ...polls, responses: { 200: z.object({ next: z.string(), more: z.boolean() }) } },
      /longPoll requires a revision, next and more/,
    ],
    'with a long poll that does not show whether there is more': [
      { ...polls, responses: { 200: z.object({ next: z.string(), revision: z.int() }) } },
      /longPoll requires a revision, next and more/,
    ],
    'with a stream of nothing': [
      { ...polls, metadata: { ...route.metadata, access: 'user', streams: 'things.none' } },
      /streams: things\.none is not an operation with longPoll/,
    ],
    'with a change that is read on a replica': [{ metadata: { ...route.metadata, ...onReplica } }, /reads: replica/],
    'with a replica for data without a user': [
      { method: 'GET', body: undefined, metadata: { ...route.metadata, ...onReplica } },
      /reads: replica/,
    ],
    'without metadata': [{ metadata: undefined }, /metadata/],
  }

  it.each(Object.entries(cases))('%s', (_what, [different, says]) => {
    const boot = () => only({ make: { ...route, ...different } as Route })

    expect(boot).toThrow(TypeError)
    expect(boot).toThrow(/^things\.make: /)
    expect(boot).toThrow(says)
  })

  const streams = {
    ...polls,
    path: '/things/:userId/live',
    query: undefined,
    metadata: { ...route.metadata, access: 'user', streams: 'things.poll' },
  } as const
  const unlike: Readonly<Record<string, [different: object, says: RegExp]>> = {
    'with another response': [{ responses: { 200: z.object({}) } }, /streams requires the response of things\.poll/],
    'with a query': [{ query: z.strictObject({ a: z.string() }) }, /streams requires GET, and goes with neither/],
    'with another method': [{ method: 'POST' }, /streams requires GET/],
    'with an ETag': [{ metadata: { ...streams.metadata, etag: 'user-revision' } }, /streams requires GET/],
    'with other access': [{ metadata: { ...streams.metadata, access: 'public' } }, /streams requires the access/],
    'with another limit': [
      { metadata: { ...streams.metadata, limit: 'read' } },
      /streams requires the access, the scope and the limit/,
    ],
    'with another scope': [{ metadata: { ...streams.metadata, scope: 'things:write' } }, /the scope and the limit/],
    'with other path parameters': [
      { path: '/things/:userId/:id/live', pathParams: z.object({ userId: z.string(), id: z.string() }) },
      /streams requires userId as the only path parameter/,
    ],
    'without an error': [{}, /streams requires the errors of things\.poll: not_found/],
  }

  it.each(Object.entries(unlike))(
    'with a stream unlike the operation whose pages it sends: %s',
    (what, [different, says]) => {
      const errors = what === 'without an error' ? ['not_found'] : []
      const poll = { ...polls, metadata: { ...polls.metadata, errors } } as unknown as Route

      expect(() => operations({ things: { poll, live: { ...streams, ...different } as unknown as Route } })).toThrow(
        says,
      )
      expect(
        operations({ things: { poll: polls as unknown as Route, live: streams as unknown as Route } }),
      ).toHaveLength(2)
    },
  )

  it('with two routes with the same method and path', () => {
    expect(() => only({ make: route, again: route })).toThrow(/again/)
  })

  it('only for these reasons: the unchanged contract is accepted', () => {
    expect(only({ make: route })).toMatchObject({ name: 'things.make', status: 201 })
    expect(only({ make: { ...route, responses: { 204: c.noBody() } } })).toMatchObject({ output: undefined })
  })
})

function named(name: string): Operation {
  return operations(contract).find((operation) => operation.name === name) as Operation
}

/** Returns the first operation of a contract for one test. */
function only(things: Readonly<Record<string, Route>>): Operation {
  return operations({ things })[0] as Operation
}
