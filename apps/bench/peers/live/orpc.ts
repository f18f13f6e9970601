import { createServer } from 'node:http'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { EventPublisher, os, withEventMeta } from '@orpc/server'
import { z } from 'zod'
import { settings } from '../shared/settings.js'
import { type Change, opened, toChange } from './changes.js'

const publisher = new EventPublisher<Record<string, Change>>()
const withId = (change: Change) => withEventMeta({ ...change }, { id: change.id })

const router = {
  ready: os.route({ method: 'GET', path: '/ready' }).handler(() => true),
  live: os
    .route({ method: 'GET', path: '/live/{topic}' })
    .input(z.object({ topic: z.string() }))
    .handler(async function* ({ input, signal }) {
      const events = publisher.subscribe(input.topic, { signal })
      yield withId(opened)
      for await (const change of events) yield withId(change)
    }),
  create: os
    .route({ method: 'POST', path: '/live/{topic}' })
    .input(z.object({ topic: z.string(), title: z.string() }))
    .handler(({ input }) => {
      const change = toChange(input.title)
      publisher.publish(input.topic, change)
      return change
    }),
}

const handler = new OpenAPIHandler(router)
createServer(async (req, res) => {
  const { matched } = await handler.handle(req, res)
  if (!matched) res.writeHead(404).end()
}).listen(settings.port, settings.host)
