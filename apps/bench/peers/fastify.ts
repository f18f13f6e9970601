import Fastify, { type FastifyError } from 'fastify'
import { completion, newTask, ofTask, page, query, task, taskChanges } from './fastify-schemas.js'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import type { Changes, ListQuery, NewTask } from './shared/schemas.js'
import { settings } from './shared/settings.js'
import { identify, store } from './shared/store.js'

declare module 'fastify' {
  interface FastifyRequest {
    caller: string
  }
}

type OfTask = { userId: string; taskId: string }

const app = Fastify()
app.decorateRequest('caller', '')
app.addHook('onRequest', async (request) => {
  request.caller = await identify(request.headers.authorization)
  requireOwner((request.params as { userId?: string }).userId, request.caller)
})
app.setErrorHandler((error: FastifyError | HttpError, _request, reply) => {
  const status = error instanceof HttpError ? error.status : (error.statusCode ?? 500)
  return reply.code(status).send({ detail: error.message })
})

app.get<{ Querystring: ListQuery }>(
  '/api/:userId/tasks',
  { schema: { querystring: query, response: { 200: page } } },
  (request) => store.list(request.caller, request.query),
)
app.post<{ Body: NewTask }>(
  '/api/:userId/tasks',
  { schema: { body: newTask, response: { 201: task } } },
  async (request, reply) => reply.code(201).send(await store.create(request.caller, request.body)),
)
app.get<{ Params: OfTask }>(
  '/api/:userId/tasks/:taskId',
  { schema: { params: ofTask, response: { 200: task } } },
  async (request) => orNotFound(await store.get(request.caller, request.params.taskId)),
)
app.patch<{ Params: OfTask; Body: Changes }>(
  '/api/:userId/tasks/:taskId',
  { schema: { params: ofTask, body: taskChanges, response: { 200: task } } },
  async (request) => orNotFound(await store.update(request.caller, request.params.taskId, request.body)),
)
app.patch<{ Params: OfTask; Body: { completed?: boolean } }>(
  '/api/:userId/tasks/:taskId/complete',
  { schema: { params: ofTask, body: completion, response: { 200: task } } },
  async (request) => orNotFound(await store.complete(request.caller, request.params.taskId, request.body.completed)),
)

await app.listen({ host: settings.host, port: settings.port })
