import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, eventually } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

it.each([
  ['an invalid chunk size', `${chunk('{"title":')}zz\r\n`],
  ['a negative chunk size', `${chunk('{"title":')}-5\r\n`],
  ['an endless chunk size', `${chunk('{"title":')}${'f'.repeat(100)}\r\n`],
  ['more data than the chunk size', `${chunk('{"title":')}2\r\n"broken"}\r\n0\r\n\r\n`],
  ['a chunk extension of 20 KB', `${chunk('{"title":')}3;x=${'x'.repeat(20_000)}\r\n"a"\r\n0\r\n\r\n`],
])('a chunked body with %s is refused and creates nothing', async (_what, chunks) => {
  await server.survives(async () => {
    const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked']
    const head = server.head('POST', '/api/me/tasks', ...headers)
    const { closed } = await connectTo(server, `${head}\r\n${chunks}`)
    const text = await closed

    expect(text.match(/HTTP\/1\.1 \d+/g)).toHaveLength(1)
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(text).toMatch(/^connection: close/im)
    expect(problemIn(text).code).toMatch(/^(invalid_input|headers_too_large|payload_too_large)$/)
    await eventually(() => server.log.some((line) => line.includes('"outcome":"invalid_input"')), 'the end of the call')
  })
  expect((await server.titles()).filter((title) => !title.startsWith('made after'))).toEqual([])
})
