import type { Problem, Task } from '@taskpact/contract'
import { jsonType, sendTo } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
let task: Task
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
})
afterAll(() => server?.close())
beforeEach(async () => {
  task = await ada.direct.value('create', { title: 'Buy milk' })
})

const send = sendTo(() => server)

interface Result {
  readonly code: string
  readonly fields: readonly string[]
  readonly value?: unknown
}

/** Sends the same JSON text over REST and tRPC, and its parsed value in-process. */
const senders: Readonly<
  Record<string, (operation: 'create' | 'update' | 'batch' | 'import', text: string) => Promise<Result>>
> = {
  rest: async (operation, text) => {
    const paths = { create: 'tasks', update: `tasks/${task.id}`, batch: 'tasks/batch', import: 'tasks/import' }
    const method = operation === 'update' ? 'PATCH' : 'POST'
    const path = `/api/me/${paths[operation]}`
    const { body } = await send(path, { method, token: ada.token, headers: jsonType, body: text })
    return toResult(body as Problem, body)
  },
  tRPC: async (operation, text) => {
    const input = operation === 'import' ? JSON.stringify({ content: text }) : text
    const body = operation === 'update' ? `{"taskId":"${task.id}",${input.slice(1)}` : input
    const path = `/trpc/tasks.${operation}`
    const response = await send(path, { method: 'POST', token: ada.token, headers: jsonType, body })
    const { error, result } = response.body as { error?: { data: { problem: Problem } }; result?: { data: unknown } }
    return toResult(error?.data.problem, result?.data)
  },
  'in-process': async (operation, text) => {
    const input = operation === 'import' ? { content: text } : JSON.parse(text)
    if (operation === 'update') input.taskId = task.id
    const outcome = await ada.direct.call(operation, input)
    return outcome.ok
      ? { code: 'ok', fields: [], value: outcome.value }
      : { code: outcome.code, fields: outcome.fields }
  },
}

function toResult(problem: Problem | undefined, value: unknown): Result {
  if (problem?.code === undefined) return { code: 'ok', fields: [], value }
  return { code: problem.code, fields: (problem.errors ?? []).map(({ in: place, pointer }) => place + pointer) }
}

describe.each(Object.entries(senders))('%s', (_transport, call) => {
  const deepArray = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

  it.each<['create' | 'update' | 'batch', string, string[]]>([
    ['create', '{"title":"a","__proto__":{"polluted":true}}', ['body/__proto__']],
    ['update', '{"title":"a","__proto__":{"polluted":true}}', ['body/__proto__']],
    ['update', '{"title":"a","constructor":{"prototype":{"polluted":true}}}', ['body/constructor']],
    ['update', '{"title":"a","prototype":1,"toString":1}', ['body/prototype', 'body/toString']],
    ['create', '{"title":"a","tags":{"__proto__":["a"]}}', ['body/tags']],
    ['create', '{"title":"a","tags":[{"__proto__":"a"}]}', ['body/tags/0']],
    ['create', '{"title":{"__proto__":"a"}}', ['body/title']],
    ['create', '{"title":"a","a/b~c":1}', ['body/a~1b~0c']],
    [
      'batch',
      '{"operations":[{"op":"create","title":"a","__proto__":{"polluted":true}}]}',
      ['body/operations/0/__proto__'],
    ],
    ['batch', '{"operations":[{"op":"create","title":"a","constructor":1}]}', ['body/operations/0/constructor']],
    ['batch', '{"operations":[{"op":"create","title":"a"}],"__proto__":{"polluted":true}}', ['body/__proto__']],
    ['batch', '{"operations":{"__proto__":[]}}', ['body/operations']],
    ['batch', '{"operations":[{"__proto__":{"op":"create","title":"a"}}]}', ['body/operations/0/op']],
    ['batch', '{"operations":[{"op":"constructor"}]}', ['body/operations/0/op']],
    ['create', '{"title":1e400}', ['body/title']],
    ['create', '{"title":"a","tags":1e400}', ['body/tags']],
    ['create', '{"title":"a","dueAt":1e400}', ['body/dueAt']],
    ['create', '{"title":"a","priority":-0}', ['body/priority']],
    ['update', '{"completed":1e400}', ['body/completed']],
    [
      'batch',
      '{"operations":[{"op":"remove","taskId":"x","ifMatch":1e400}]}',
      ['body/operations/0/taskId', 'body/operations/0/ifMatch'],
    ],
    [
      'batch',
      '{"operations":[{"op":"remove","taskId":"x","ifMatch":9223372036854775808}]}',
      ['body/operations/0/taskId', 'body/operations/0/ifMatch'],
    ],
    ['create', `{"title":${deepArray}}`, ['body/title']],
    ['create', `{"title":"a","tags":${deepArray}}`, ['body/tags/0']],
    ['create', `{"title":"a","x":${deepArray}}`, ['body/x']],
    ['update', `{"description":${deepArray}}`, ['body/description']],
    ['batch', `{"operations":${deepArray}}`, ['body/operations/0']],
    ['batch', `{"operations":[{"op":${deepArray}}]}`, ['body/operations/0/op']],
    ['batch', `{"operations":[{"op":"create","title":"a","tags":${deepArray}}]}`, ['body/operations/0/tags/0']],
  ])('refuses an input of %s by field name: %.80s', async (operation, text, fields) => {
    expect(await call(operation, text)).toEqual({ code: 'invalid_input', fields })
    expect({}).not.toHaveProperty('polluted')
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it.each(['create', 'update', 'batch'] as const)(
    'reads the last of duplicate members in the input of %s',
    async (operation) => {
      const change = { create: '"op":"create"', update: '"op":"update"', batch: '"op":"create"' }[operation]
      const fields = '"title":"first","title":"last","tags":["a"],"tags":["b"]'
      const text = operation === 'batch' ? `{"operations":[],"operations":[{${change},${fields}}]}` : `{${fields}}`
      const { value } = await call(operation, text)

      const created = operation === 'batch' ? (value as { results: { task: Task }[] }).results[0]?.task : value
      expect(created).toMatchObject({ title: 'last', tags: ['b'] })
    },
  )

  it('ignores unknown members of imported rows', async () => {
    const rows = [
      '{"title":"a","__proto__":{"title":"b","polluted":true},"constructor":1}',
      `{"title":"c","userId":"someone","revision":-1,"updatedAt":"never","x":${'['.repeat(60)}${']'.repeat(60)}}`,
      '{"__proto__":{"title":"inherited"}}',
      '{"title":"first","title":"last"}',
      '[[]]',
      '{"title":"1e400","priority":1e400}',
    ]
    const { value } = await call('import', `[${rows.join()}]`)

    expect(value).toMatchObject({ created: 3, updated: 0 })
    const { failed } = value as { failed: { row: number; problem: Problem }[] }
    const reported = failed.map(({ row, problem }) => [row, ...(problem.errors ?? []).map(({ pointer }) => pointer)])
    expect(reported).toEqual([
      [3, '/title'],
      [5, ''],
      [6, '/priority'],
    ])
    expect({}).not.toHaveProperty('polluted')
  })

  // RFC 8259, section 9: a parser may limit the depth of nesting.
  it('refuses an imported file with deep nesting', async () => {
    for (const row of [deepArray, `{"title":"a","x":${'['.repeat(65)}${']'.repeat(65)}}`])
      expect(await call('import', `[{"title":"a"},${row}]`)).toMatchObject({ code: 'invalid_json' })
  })
})
