import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Task } from '@taskpact/contract'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { toJson } from './write-json.js'

const [milk] = z.tuple([Task]).parse(Task.meta()?.examples)

it('writes an array of all fields of the tasks', async () => {
  const tasks = [milk, { ...milk, title: 'Say "hi"\r\n', tags: [] }]

  const json = await text(toJson(Readable.from(tasks)))

  expect(json).toBe(JSON.stringify(tasks))
})

it('writes an empty array for no tasks', async () => {
  expect(await text(toJson(Readable.from([])))).toBe('[]')
})

it('reads tasks on demand, and closes the source when the reader stops', async () => {
  const events: string[] = []
  async function* source() {
    try {
      for (;;) {
        events.push('read')
        yield milk
      }
    } finally {
      events.push('closed')
    }
  }

  for await (const chunk of toJson(source())) {
    events.push(chunk.slice(0, 1))
    if (events.length === 4) break
  }

  expect(events).toEqual(['read', '[', 'read', ',', 'closed'])
})
