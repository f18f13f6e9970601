import { serve } from '@hono/node-server'
import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { settings } from '../shared/settings.js'
import { type Change, changes, opened, toChange } from './changes.js'

const app = new Hono()
app.get('/ready', (c) => c.json(true))
app.get('/live/:topic', (c) =>
  streamSSE(c, async (stream) => {
    const topic = c.req.param('topic')
    const send = (change: Change) => stream.writeSSE({ id: change.id, data: JSON.stringify(change) })
    changes.on(topic, send)
    await send(opened)
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    changes.off(topic, send)
  }),
)
app.post('/live/:topic', zValidator('json', z.object({ title: z.string() })), (c) => {
  const change = toChange(c.req.valid('json').title)
  changes.emit(c.req.param('topic'), change)
  return c.json(change)
})

serve({ fetch: app.fetch, hostname: settings.host, port: settings.port })
