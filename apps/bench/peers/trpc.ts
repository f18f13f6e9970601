import { initTRPC, TRPCError } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import { Changes, Completion, ListQuery, NewTask, OfTask, OfUser, Page, Task } from './shared/schemas.js'
import { settings } from './shared/settings.js'
import { identify, store } from './shared/store.js'

const t = initTRPC.context<{ authorization: string | undefined }>().create()
const codes = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' } as const

const ownerProcedure = t.procedure.input(OfUser.partial()).use(async ({ ctx, next, input }) => {
  try {
    const caller = await identify(ctx.authorization)
    requireOwner(input.userId ?? 'me', caller)
    return await next({ ctx: { caller } })
  } catch (error) {
    throw toTRPCError(error)
  }
})

function toTRPCError(error: unknown): unknown {
  return error instanceof HttpError ? new TRPCError({ code: codes[error.status], message: error.message }) : error
}

/** Needed in handlers: tRPC wraps their exceptions before the middleware can convert them. */
async function orRefused<T>(task: Promise<T | undefined>): Promise<T> {
  try {
    return orNotFound(await task)
  } catch (error) {
    throw toTRPCError(error)
  }
}

const ownerInput = OfUser.partial().shape
const ofTask = OfTask.partial({ userId: true })
const router = t.router({
  tasks: {
    list: ownerProcedure
      .input(ListQuery)
      .output(Page)
      .query(({ input, ctx }) => store.list(ctx.caller, input)),
    get: ownerProcedure
      .input(ofTask)
      .output(Task)
      .query(({ input, ctx }) => orRefused(store.get(ctx.caller, input.taskId))),
    create: ownerProcedure
      .input(NewTask.extend(ownerInput))
      .output(Task)
      .mutation(({ input: { userId: _, ...task }, ctx }) => store.create(ctx.caller, task)),
    update: ownerProcedure
      .input(Changes.extend(ofTask.shape))
      .output(Task)
      .mutation(({ input: { userId: _, taskId, ...changes }, ctx }) =>
        orRefused(store.update(ctx.caller, taskId, changes)),
      ),
    complete: ownerProcedure
      .input(Completion.extend(ofTask.shape))
      .output(Task)
      .mutation(({ input, ctx }) => orRefused(store.complete(ctx.caller, input.taskId, input.completed))),
  },
})

createHTTPServer({
  router,
  basePath: '/trpc/',
  createContext: ({ req }) => ({ authorization: req.headers.authorization }),
}).listen(settings.port, settings.host)
