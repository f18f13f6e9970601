import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { openFloorStore } from './floor-store.js'
import { remembering } from './same/identify.js'
import { found, ownOnly, Refusal } from './same/refusal.js'
import type { Changes, NewTask } from './same/schemas.js'
import { settings } from './same/settings.js'

/** As little as does the work: no framework, no validation, no headers that nobody asked for. */
const store = openFloorStore(settings)

createServer((req, res) => {
  serve(req, res).catch((error) => send(res, error instanceof Refusal ? error.status : 500, { detail: String(error) }))
}).listen(settings.port, settings.host)

async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { method, url = '' } = req
  const caller = await remembering(req.headers.authorization)
  const queryAt = url.indexOf('?')
  const [, , named, , taskId, action] = (queryAt < 0 ? url : url.slice(0, queryAt)).split('/')
  ownOnly(named, caller)
  if (taskId === undefined) {
    if (method === 'POST') return send(res, 201, await store.create(caller, (await json(req)) as NewTask))
    const has = req.headers['if-none-match']
    if (has !== undefined && has === `"${await store.revision(caller)}-${caller}"`) return void res.writeHead(304).end()
    const query = new URLSearchParams(url.slice(queryAt))
    const { page, revision } = await store.list(caller, Number(query.get('limit') ?? 50), query.get('search'))
    res.setHeader('ETag', `"${revision}-${caller}"`)
    return send(res, 200, page)
  }
  if (taskId === 'batch') {
    const { operations } = (await json(req)) as { operations: NewTask[] }
    const made = await store.batch(caller, operations)
    return send(res, 200, { results: made.map((task) => ({ status: 201, task })) })
  }
  if (method === 'GET') return send(res, 200, found(await store.get(caller, taskId)))
  const body = await json(req)
  if (action === 'complete')
    return send(res, 200, found(await store.complete(caller, taskId, (body as { completed?: boolean }).completed)))
  return send(res, 200, found(await store.update(caller, taskId, body as Changes)))
}

function send(res: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body))
  res.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length }).end(bytes)
}
