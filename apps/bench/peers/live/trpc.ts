import { on } from 'node:events'
import { initTRPC, tracked } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { z } from 'zod'
import { settings } from '../shared/settings.js'
import { changes, opened, toChange } from './changes.js'

const t = initTRPC.create()
const router = t.router({
  ready: t.procedure.query(() => true),
  live: t.procedure.input(z.object({ topic: z.string() })).subscription(async function* ({ input, signal }) {
    const events = on(changes, input.topic, { ...(signal && { signal }) })
    yield tracked(opened.id, opened)
    for await (const [change] of events) yield tracked(change.id, change)
  }),
  create: t.procedure.input(z.object({ topic: z.string(), title: z.string() })).mutation(({ input }) => {
    const change = toChange(input.title)
    changes.emit(input.topic, change)
    return change
  }),
})

createHTTPServer({ router, basePath: '/trpc/' }).listen(settings.port, settings.host)
