import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { openFloorStore } from './floor-store.js'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import { createActiveUsers, identifyCached } from './shared/identify.js'
import type { Changes, NewTask } from './shared/schemas.js'
import { settings } from './shared/settings.js'

/** The minimum that performs the operations: no framework, validation, limits, log or optional headers. */
const store = openFloorStore(settings)
const requireActive = createActiveUsers(store.userExists)

createServer((req, res) => {
  serve(req, res).catch((error) =>
    send(res, error instanceof HttpError ? error.status : 500, JSON.stringify({ detail: String(error) })),
  )
}).listen(settings.port, settings.host)

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method, url = '', headers } = req
  const known = identifyCached(headers.authorization)
  const caller = typeof known === 'string' ? known : await known
  const active = requireActive(caller)
  if (active) await active
  const queryAt = url.indexOf('?')
  const [, , owner, , taskId, action] = (queryAt < 0 ? url : url.slice(0, queryAt)).split('/')
  requireOwner(owner, caller)
  if (method === 'GET') {
    if (taskId !== undefined) return send(res, 200, JSON.stringify(orNotFound(await store.get(caller, taskId))))
    return list(caller, new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt)), headers['if-none-match'], res)
  }
  const body = await read(req)
  if (taskId === undefined) return send(res, 201, await create(caller, headers['idempotency-key'], body))
  return send(res, 200, JSON.stringify(await change(caller, taskId, action, JSON.parse(body))))
}

async function list(caller: string, query: URLSearchParams, etag: string | undefined, res: ServerResponse) {
  if (etag !== undefined && etag === etagOf(await store.revision(caller), caller)) return void res.writeHead(304).end()
  const { page, revision } = await store.list(caller, Number(query.get('limit') ?? 50), query.get('search'))
  send(res, 200, JSON.stringify(page), etagOf(revision, caller))
}

function etagOf(revision: unknown, caller: string): string {
  return `"${revision}-${caller}"`
}

async function create(caller: string, key: unknown, body: string): Promise<string> {
  if (typeof key === 'string') return store.createOnce(caller, key, body)
  return JSON.stringify(await store.create(caller, JSON.parse(body) as NewTask))
}

type Body = Changes & { completed?: boolean; operations?: NewTask[] }

async function change(caller: string, taskId: string, action: string | undefined, body: Body): Promise<object> {
  if (taskId === 'batch') {
    const tasks = await store.batch(caller, body.operations ?? [])
    return { results: tasks.map((task) => ({ status: 201, task })), revision: tasks.at(-1)?.revision }
  }
  const changing =
    action === 'complete' ? store.complete(caller, taskId, body.completed) : store.update(caller, taskId, body)
  return orNotFound(await changing)
}

/** Reads the body by events: iterating over the stream costs several promises for each chunk. */
function read(req: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    req.setEncoding('utf8')
    req.on('data', (chunk: string) => {
      text += chunk
    })
    req.on('end', () => resolve(text))
    req.on('error', reject)
  })
}

/** Sends a string together with the headers, in one system call. */
function send(res: ServerResponse, status: number, body: string, etag?: string): void {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
  res.writeHead(status, etag === undefined ? headers : { ...headers, ETag: etag }).end(body)
}
