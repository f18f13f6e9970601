import { expectProblem, jsonType } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importCallsTo } from './import-calls.js'
import { sameOutcome, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

let server: TaskServer
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer()
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

const { send, post, titles } = importCallsTo(
  () => server,
  () => ada,
)

describe('import of an invalid file', () => {
  it.each([
    ['json', '', 'invalid_json', []],
    ['json', '[', 'invalid_json', []],
    ['json', '[{"title":"a"}] x', 'invalid_json', []],
    ['json', "[{'title':'a'}]", 'invalid_json', []],
    ['json', '\ufeff\ufeff[]', 'invalid_json', []],
    ['json', '{"title":"a"}', 'invalid_input', ['body/content']],
    ['json', '5', 'invalid_input', ['body/content']],
    ['csv', '', 'invalid_input', ['body/content']],
    ['csv', 'text\r\na', 'invalid_input', ['body/content']],
    ['csv', 'title,title\r\na,b', 'invalid_input', ['body/content']],
    ['csv', 'title\r\n"a', 'invalid_input', ['body/content']],
    ['csv', 'title\r\na,b', 'invalid_input', ['body/content']],
  ])('of %s is refused on every transport: %j', async (format, content, code, fields) => {
    expect(await sameOutcome(ada.transports, 'import', { format, content })).toEqual({ ok: false, code, fields })
    expect(await titles()).toEqual([])
  })

  it.each([null, 5, [], {}])('with the content %j is refused on transports that can send it', async (content) => {
    const transports = ada.transports.filter(({ name }) => name === 'trpc' || name === 'in-process')
    expect(await sameOutcome(transports, 'import', { content })).toEqual({
      ok: false,
      code: 'invalid_input',
      fields: ['body/content'],
    })
  })

  it('that is not UTF-8 is refused', async () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      const body = Buffer.concat([Buffer.from('title\r\n'), Buffer.from(bytes)])
      for (const type of ['text/csv', 'application/json']) expectProblem(await post(body, type), 'invalid_input')
    }
  })

  it.each(['application/xml', 'text/html', 'multipart/form-data', 'text/csv; charset=latin1', ''])(
    'with Content-Type %j is refused',
    async (type) => {
      expectProblem(await post('[]', type), 'unsupported_media_type')
    },
  )

  it('with an unknown format is refused', async () => {
    const path = '/api/me/tasks/import?format=pdf'
    const response = await send(path, { method: 'POST', token: ada.token, headers: jsonType, body: '[]' })
    expectProblem(response, 'invalid_input', ['query/format'])
  })
})
