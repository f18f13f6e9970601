import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer({ env: { REQUEST_TIMEOUT: '30' } })
})
afterAll(() => server?.close())

const numbers = Array.from({ length: 400 }, (_, index) => index)
const paths = ['/api/me/tasks', '/health/live', '/api/auth/me', '/nothing', '/trpc/system.health']

it('hundreds of pipelined requests are answered in order', async () => {
  await server.survives(async () => {
    const requests = numbers.map((number) => {
      const last = number === numbers.length - 1 ? ['Connection: close'] : []
      return `${server.head('GET', paths[number % paths.length] ?? '', `X-Request-Id: ${number}`, ...last)}\r\n`
    })
    const text = await (await connectTo(server, requests.join(''))).closed

    expect([...text.matchAll(/^x-request-id: (\d+)\r$/gim)].map(([, number]) => Number(number))).toEqual(numbers)
  })
})

it('hundreds of pipelined writes each take effect once and are answered in order', async () => {
  const titles = numbers.slice(0, 100).map((number) => `pipelined ${number}`)
  await server.survives(async () => {
    const requests = titles.map((title, index) => {
      const body = JSON.stringify({ title })
      const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`]
      if (index === titles.length - 1) headers.push('Connection: close')
      return `${server.head('POST', '/api/me/tasks', ...headers)}\r\n${body}`
    })
    const text = await (await connectTo(server, requests.join(''))).closed

    expect([...text.matchAll(/"title":"(pipelined \d+)"/g)].map(([, title]) => title)).toEqual(titles)
    expect(text.match(/HTTP\/1\.1 201 Created/g)).toHaveLength(titles.length)
  })
  const { text } = await server.send('/api/me/tasks/export?format=csv', { token: server.ada.token })
  expect(text.match(/pipelined \d+/g)?.sort()).toEqual([...titles].sort())
})

it('the bytes after a malformed request are not parsed as a request (request smuggling)', async () => {
  const hidden = `${server.head('DELETE', '/api/auth/me')}\r\n`
  const text = await (await connectTo(server, `GET /health HTTP/1.1\r\nHost: x\r\nBad header\r\n\r\n${hidden}`)).closed

  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
  expect(await server.send('/api/auth/me', { token: server.ada.token })).toMatchObject({ status: 200 })
})
