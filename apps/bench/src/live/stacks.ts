import { latestCursor } from '@taskpact/contract'
import type { Caller } from '../http/fixture.js'
import { type HttpRequest, toHttp } from '../http/request.js'
import { built, type Server, servers } from '../http/servers.js'

/** A server with streams of events, and its requests. */
export interface Stack {
  readonly server: Server
  /** Opens a stream of the later changes of a user. */
  stream(user: Caller): HttpRequest
  /** Makes a change of a user that has this title. */
  write(user: Caller, title: string): HttpRequest
}

const rest = servers.find(({ name }) => name === 'Taskpact REST')
if (!rest) throw new TypeError('No server has this name')

export const taskpact: Stack = {
  server: { ...rest, name: 'Taskpact', env: { ...rest.env, MAX_STREAMS: '20000', MAX_CONNECTIONS: '21000' } },
  stream({ token }) {
    const { headers, ...request } = toHttp('rest', { operation: 'tasks.watch', input: {} }, token)
    return { ...request, headers: { ...headers, 'last-event-id': latestCursor } }
  },
  write: ({ token }, title) => toHttp('rest', { operation: 'tasks.create', input: { title } }, token),
}

/** Stacks that emit events from memory. */
export const peers: readonly Stack[] = [
  {
    server: peer('tRPC', 'trpc', '/trpc/ready', ['@trpc/server', 'zod']),
    stream: ({ userId }) => get(`/trpc/live?input=${encodeURIComponent(JSON.stringify({ topic: userId }))}`),
    write: ({ userId }, title) => post('/trpc/create', { topic: userId, title }),
  },
  {
    server: peer('oRPC', 'orpc', '/ready', ['@orpc/server', '@orpc/openapi', 'zod']),
    stream: ({ userId }) => get(`/live/${userId}`),
    write: ({ userId }, title) => post(`/live/${userId}`, { title }),
  },
  {
    server: peer('Hono', 'hono', '/ready', ['hono', '@hono/node-server', '@hono/zod-validator', 'zod']),
    stream: ({ userId }) => get(`/live/${userId}`),
    write: ({ userId }, title) => post(`/live/${userId}`, { title }),
  },
]

function peer(name: string, file: string, readyPath: string, packages: readonly string[]): Server {
  return {
    ...{ name, readyPath, packages, kind: 'typical', protocol: 'rest', supports: [], env: {} },
    file: built(`bench/dist/peers/live/${file}.js`),
  }
}

function get(path: string): HttpRequest {
  return { method: 'GET', path, headers: {} }
}

function post(path: string, body: unknown): HttpRequest {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
