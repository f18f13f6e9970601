import { randomUUID } from 'node:crypto'
import type { Problem, Task } from '@taskpact/contract'
import { exchangeWith, json, jsonType, sendTo } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sameOutcome, shortened, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

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
const exchange = exchangeWith(() => server)

function fieldsOf(body: unknown): string[] {
  return ((body as Problem).errors ?? []).map(({ in: place, pointer }) => place + pointer)
}

describe('Idempotency-Key', () => {
  const create = (key: string | string[]) =>
    send('/api/me/tasks', { method: 'POST', token: ada.token, ...json({ title: 'a' }, { 'idempotency-key': key }) })
  const keyed = ['create', 'batch', 'import', 'restore'].map((name) => [name] as const)
  const inputs: Readonly<Record<string, () => object>> = {
    create: () => ({ title: 'a' }),
    batch: () => ({ operations: [{ op: 'create', title: 'a' }] }),
    import: () => ({ content: '[]' }),
    restore: () => ({ taskId: task.id }),
  }

  it.each(['x'.repeat(255), '!#$%&()*+,-./:;<=>?@[]^_`{|}~', 'null', '__proto__', "'", '%00', 'W/x'])(
    'accepts %s, with and without quotes as the same key',
    async (key) => {
      const first = await create(key)
      const quoted = await create(`"${key}"`)

      expect(first.status).toBe(201)
      expect(quoted).toMatchObject({ status: 201, body: first.body, headers: { 'idempotency-replayed': 'true' } })
      expect(first.headers['idempotency-replayed']).toBeUndefined()
      for (const calls of ada.transports) {
        expect(await calls.value('create', { title: 'a', idempotencyKey: key }), calls.name).toEqual(first.body)
      }
    },
  )

  it.each([
    ['empty', ''],
    ['spaces', '   '],
    ['quotes alone', '""'],
    ['one quote', '"'],
    ['an open quote', '"a'],
    ['a quote within', 'a"b'],
    ['a backslash', 'a\\b'],
    ['a space within', 'a b'],
    ['a tab within', 'a\tb'],
    ['256 characters', 'x'.repeat(256)],
    ['256 characters in quotes', `"${'x'.repeat(256)}"`],
    ['bytes of Latin-1', 'caf\u00e9'],
    ['bytes of UTF-8', Buffer.from('é😀').toString('latin1')],
    ['two keys', 'a, b'],
  ])('is refused by name if it is %s', async (_what, key) => {
    const { status, body } = await create(key)

    expect([status, (body as Problem).code, ...fieldsOf(body)]).toEqual([
      400,
      'invalid_input',
      'header/Idempotency-Key',
    ])
  })

  it('is refused if sent twice', async () => {
    for (const keys of [
      ['a', 'b'],
      ['same', 'same'],
      ['"a"', '"b"'],
      ['', 'a'],
    ]) {
      const { status, body } = await create(keys)
      expect([status, ...fieldsOf(body)], keys.join()).toEqual([400, 'header/Idempotency-Key'])
    }
  })

  it.each(keyed)('of %s is refused outside visible ASCII, on transports that can send it', async (name) => {
    const { transports } = ada
    const transportsWithRawInput = transports.filter(({ name }) => name === 'trpc' || name === 'in-process')
    for (const key of [
      '',
      ' ',
      'a b',
      'a"b',
      'a\\b',
      'é',
      '😀',
      'a\u0000b',
      '\ud800',
      'x'.repeat(256),
      5,
      null,
      {},
      [],
      ['a'],
    ]) {
      const outcome = await sameOutcome(transportsWithRawInput, name, { ...inputs[name]?.(), idempotencyKey: key })
      expect(outcome, shortened(key)).toEqual({ ok: false, code: 'invalid_input', fields: ['header/Idempotency-Key'] })
    }
  })

  it('is ignored by operations without idempotency', async () => {
    const headers = { 'idempotency-key': 'a b"' }

    expect(await send('/api/me/tasks', { token: ada.token, headers })).toMatchObject({ status: 200 })
  })
})

describe('If-Match', () => {
  const update = (ifMatch: string) =>
    send(`/api/me/tasks/${task.id}`, {
      method: 'PATCH',
      token: ada.token,
      ...json({ title: 'Changed' }, { 'if-match': ifMatch }),
    })

  it.each([
    ['*', () => '*'],
    ['the current revision', () => `"${task.revision}"`],
  ])('%s performs the change', async (_what, tag) => {
    expect(await update(tag())).toMatchObject({ status: 200, body: { title: 'Changed' } })
  })

  it.each([
    ['the current revision as a weak tag', () => `W/"${task.revision}"`],
    ['an empty tag', () => '""'],
    ['a tag that is not a number', () => '"abc"'],
    ['0', () => '"0"'],
    ['a leading zero', () => `"0${task.revision}"`],
    ['a sign', () => `"+${task.revision}"`],
    ['a fraction', () => `"${task.revision}.0"`],
    ['more than 2⁶³', () => '"9223372036854775808"'],
    ['a thousand digits', () => `"${'9'.repeat(1000)}"`],
    ['the previous revision', () => `"${task.revision - 1}"`],
  ])('%s fails with revision_mismatch and changes nothing', async (_what, tag) => {
    const { status, body } = await update(tag())

    expect([status, body]).toEqual([
      412,
      expect.objectContaining({ code: 'revision_mismatch', currentRevision: task.revision }),
    ])
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it.each([
    ['without quotes', () => String(task.revision)],
    ['empty', () => ''],
    ['two tags', () => `"${task.revision}","2"`],
    ['an open quote', () => `"${task.revision}`],
    ['a lower-case weak tag', () => `w/"${task.revision}"`],
    ['quotes within', () => '"a"b"'],
    ['a space within', () => '"a b"'],
    ['* twice', () => '*, *'],
    ['bytes of Latin-1', () => '"caf\u00e9"'],
  ])('is refused by name if it is %s', async (_what, tag) => {
    const { status, body } = await update(tag())

    expect([status, (body as Problem).code, ...fieldsOf(body)]).toEqual([400, 'invalid_input', 'header/If-Match'])
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it('is refused if sent twice', async () => {
    const tag = `"${task.revision}"`
    const body = '{"title":"Changed"}'
    const lines = [
      `PATCH /api/me/tasks/${task.id} HTTP/1.1`,
      `Host: ${new URL(server.url).host}`,
      `Authorization: Bearer ${ada.token}`,
      `Content-Type: ${jsonType['content-type']}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
      `If-Match: ${tag}`,
      `If-Match: ${tag}`,
    ]

    expect(await exchange(`${lines.join('\r\n')}\r\n\r\n${body}`)).toMatch(/^HTTP\/1.1 400 .*header.*\/If-Match/s)
    expect(await ada.direct.value('get', { taskId: task.id })).toEqual(task)
  })

  it.each(['update', 'complete', 'remove', 'restore'])(
    'of %s is refused if it is not a revision, on transports that can send it',
    async (name) => {
      const transportsWithRawInput = ada.transports.filter(({ name }) => name === 'trpc' || name === 'in-process')
      for (const ifMatch of [-1, 1.5, 2 ** 53, 2 ** 63, 1e300, '7', '"7"', '*', '', null, true, [], {}]) {
        const outcome = await sameOutcome(transportsWithRawInput, name, { taskId: randomUUID(), ifMatch })
        expect(outcome, shortened(ifMatch)).toEqual({ ok: false, code: 'invalid_input', fields: ['header/If-Match'] })
      }
    },
  )

  it('with a revision that the task does not have fails with revision_mismatch on every transport', async () => {
    const outcome = await sameOutcome(ada.transports, 'update', { taskId: task.id, ifMatch: 999_999_999_999_999 })

    expect(outcome).toEqual({ ok: false, code: 'revision_mismatch', fields: [] })
    for (const ifMatch of [0, -0, Number.MAX_SAFE_INTEGER]) {
      expect(await sameOutcome(ada.transports, 'update', { taskId: task.id, ifMatch })).toEqual(outcome)
    }
  })
})
