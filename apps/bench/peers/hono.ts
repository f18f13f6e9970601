import { serve } from '@hono/node-server'
import { zValidator } from '@hono/zod-validator'
import { Hono } from 'hono'
import { HttpError, orNotFound, requireOwner } from './shared/http-error.js'
import { Changes, Completion, ListQuery, NewTask, OfTask } from './shared/schemas.js'
import { settings } from './shared/settings.js'
import { identify, store } from './shared/store.js'

const app = new Hono<{ Variables: { caller: string } }>()
app.onError((error, c) => c.json({ detail: error.message }, error instanceof HttpError ? error.status : 500))
app.use('/api/:userId/*', async (c, next) => {
  const caller = await identify(c.req.header('authorization'))
  requireOwner(c.req.param('userId'), caller)
  c.set('caller', caller)
  await next()
})

app.get('/api/:userId/tasks', zValidator('query', ListQuery), async (c) =>
  c.json(await store.list(c.get('caller'), c.req.valid('query'))),
)
app.post('/api/:userId/tasks', zValidator('json', NewTask), async (c) =>
  c.json(await store.create(c.get('caller'), c.req.valid('json')), 201),
)
app.get('/api/:userId/tasks/:taskId', zValidator('param', OfTask), async (c) =>
  c.json(orNotFound(await store.get(c.get('caller'), c.req.valid('param').taskId))),
)
app.patch('/api/:userId/tasks/:taskId', zValidator('param', OfTask), zValidator('json', Changes), async (c) =>
  c.json(orNotFound(await store.update(c.get('caller'), c.req.valid('param').taskId, c.req.valid('json')))),
)
app.patch(
  '/api/:userId/tasks/:taskId/complete',
  zValidator('param', OfTask),
  zValidator('json', Completion),
  async (c) =>
    c.json(
      orNotFound(await store.complete(c.get('caller'), c.req.valid('param').taskId, c.req.valid('json').completed)),
    ),
)

serve({ fetch: app.fetch, hostname: settings.host, port: settings.port })
