import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, eventually } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer({ env: { REQUEST_TIMEOUT: '30' } })
})
afterAll(() => server?.close())

const connectionCount = 50
const file = JSON.stringify(Array.from({ length: 1000 }, (_, index) => ({ title: `uploaded ${index}` })))
const firstHalf = (bytes: string | Buffer) =>
  Buffer.from(bytes)
    .subarray(0, bytes.length / 2)
    .toString('latin1')

it.each([
  ['a JSON upload', '/api/me/tasks', ['Content-Type: application/json'], JSON.stringify({ title: 'x'.repeat(150) })],
  ['an import', '/api/me/tasks/import', ['Content-Type: application/json'], file],
  [
    'a gzip import',
    '/api/me/tasks/import',
    ['Content-Type: application/json', 'Content-Encoding: gzip'],
    gzipSync(file),
  ],
  ['a tRPC call', '/trpc/tasks.create', ['Content-Type: application/json'], '{"title":"not whole"}'],
])('%s aborted half way ends its call and creates nothing', async (_what, path, headers, body) => {
  const before = server.log.length
  const titles = await server.titles()
  const operation = path.endsWith('import') ? 'tasks.import' : 'tasks.create'
  const lines = () => server.log.slice(before).filter((line) => line.includes(`"operation":"${operation}"`))

  await server.survives(async () => {
    const head = server.head('POST', path, ...headers, `Content-Length: ${body.length}`)
    const connections = await Promise.all(
      Array.from({ length: connectionCount }, () => connectTo(server, `${head}\r\n${firstHalf(body)}`)),
    )
    await eventually(() => server.connections() >= connectionCount, `${connectionCount} connections`)
    for (const [index, { socket }] of connections.entries()) {
      if (index % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
    }
    await eventually(() => lines().length >= connectionCount, 'a log line for each call')
  })

  const outcomes = lines().map((line) => (JSON.parse(line) as { outcome: string }).outcome)
  expect(outcomes.filter((outcome) => outcome === 'invalid_input')).toHaveLength(connectionCount)
  expect((await server.titles()).filter((title) => !title.startsWith('made after'))).toEqual(
    titles.filter((title) => !title.startsWith('made after')),
  )
})

it('requests aborted before the response leave no connection or call open', async () => {
  await server.survives(async () => {
    const connections = await Promise.all(
      Array.from({ length: connectionCount }, () =>
        connectTo(server, `${server.head('GET', '/api/me/tasks/export')}\r\n`),
      ),
    )
    for (const { socket } of connections) socket.resetAndDestroy()
  })
})
