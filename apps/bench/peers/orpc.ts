import { createServer } from 'node:http'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { ORPCError, os } from '@orpc/server'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import { Changes, Completion, ListQuery, NewTask, OfTask, OfUser, Page, Task } from './shared/schemas.js'
import { settings } from './shared/settings.js'
import { identify, store } from './shared/store.js'

const ownerProcedure = os.$context<{ authorization: string | undefined }>().use(async ({ context, next }, input) => {
  try {
    const caller = await identify(context.authorization)
    requireOwner((input as { userId?: string }).userId, caller)
    return await next({ context: { caller } })
  } catch (error) {
    throw error instanceof HttpError
      ? new ORPCError('REFUSED', { status: error.status, message: error.message })
      : error
  }
})

const router = {
  list: ownerProcedure
    .route({ method: 'GET', path: '/{userId}/tasks' })
    .input(OfUser.extend(ListQuery.shape))
    .output(Page)
    .handler(({ input, context }) => store.list(context.caller, input)),
  create: ownerProcedure
    .route({ method: 'POST', path: '/{userId}/tasks', successStatus: 201 })
    .input(NewTask.extend(OfUser.shape))
    .output(Task)
    .handler(({ input: { userId: _, ...task }, context }) => store.create(context.caller, task)),
  get: ownerProcedure
    .route({ method: 'GET', path: '/{userId}/tasks/{taskId}' })
    .input(OfTask)
    .output(Task)
    .handler(async ({ input, context }) => orNotFound(await store.get(context.caller, input.taskId))),
  update: ownerProcedure
    .route({ method: 'PATCH', path: '/{userId}/tasks/{taskId}' })
    .input(Changes.extend(OfTask.shape))
    .output(Task)
    .handler(async ({ input: { userId: _, taskId, ...changes }, context }) =>
      orNotFound(await store.update(context.caller, taskId, changes)),
    ),
  complete: ownerProcedure
    .route({ method: 'PATCH', path: '/{userId}/tasks/{taskId}/complete' })
    .input(Completion.extend(OfTask.shape))
    .output(Task)
    .handler(async ({ input, context }) =>
      orNotFound(await store.complete(context.caller, input.taskId, input.completed)),
    ),
}

const handler = new OpenAPIHandler(router)
createServer(async (req, res) => {
  const context = { authorization: req.headers.authorization }
  const { matched } = await handler.handle(req, res, { prefix: '/api', context })
  if (!matched) res.writeHead(404).end()
}).listen(settings.port, settings.host)
