import { initContract } from '@ts-rest/core'
import { createExpressEndpoints, initServer } from '@ts-rest/express'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import { Changes, Completion, ListQuery, NewTask, OfTask, OfUser, Page, Task } from './shared/schemas.js'
import { settings } from './shared/settings.js'
import { identify, store } from './shared/store.js'

const contract = initContract().router({
  list: { method: 'GET', path: '/api/:userId/tasks', pathParams: OfUser, query: ListQuery, responses: { 200: Page } },
  create: { method: 'POST', path: '/api/:userId/tasks', pathParams: OfUser, body: NewTask, responses: { 201: Task } },
  get: { method: 'GET', path: '/api/:userId/tasks/:taskId', pathParams: OfTask, responses: { 200: Task } },
  update: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId',
    pathParams: OfTask,
    body: Changes,
    responses: { 200: Task },
  },
  complete: {
    method: 'PATCH',
    path: '/api/:userId/tasks/:taskId/complete',
    pathParams: OfTask,
    body: Completion,
    responses: { 200: Task },
  },
})

const ownerOnly: RequestHandler<{ userId: string }> = async (req, res, next) => {
  const caller = await identify(req.headers.authorization)
  requireOwner(req.params.userId, caller)
  res.locals.caller = caller
  next()
}

const refuse: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error instanceof HttpError ? error.status : 500).json({ detail: String(error.message) })
}

const router = initServer().router(contract, {
  list: async ({ query, res }) => ({ status: 200, body: await store.list(res.locals.caller, query) }),
  create: async ({ body, res }) => ({ status: 201, body: await store.create(res.locals.caller, body) }),
  get: async ({ params, res }) => ({
    status: 200,
    body: orNotFound(await store.get(res.locals.caller, params.taskId)),
  }),
  update: async ({ params, body, res }) => ({
    status: 200,
    body: orNotFound(await store.update(res.locals.caller, params.taskId, body)),
  }),
  complete: async ({ params, body, res }) => ({
    status: 200,
    body: orNotFound(await store.complete(res.locals.caller, params.taskId, body.completed)),
  }),
})

const app = express()
app.use(express.json())
app.use('/api/:userId', ownerOnly)
createExpressEndpoints(contract, router, app, { responseValidation: true, logInitialization: false })
app.use(refuse)
app.listen(settings.port, settings.host)
