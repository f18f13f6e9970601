import { json } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, eventually } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
  const operations = Array.from({ length: 100 }, (_, index) => ({
    op: 'create',
    title: `large ${index}`,
    description: '\u20ac'.repeat(3000), // 9 KB in UTF-8
  }))
  const { token } = server.ada
  await server.send('/api/me/tasks/batch', { method: 'POST', token, ...json({ operations }) })
})
afterAll(() => server?.close())

const listCalls = () => server.log.filter((line) => line.includes('"operation":"tasks.list"')).length
const list = () => server.head('GET', '/api/me/tasks?limit=100')

it('a connection whose responses are never read is closed, and few responses are produced', async () => {
  const requestCount = 100
  await server.survives(async () => {
    const before = listCalls()
    const { socket } = await connectTo(server)
    socket.pause()
    socket.write(`${list()}\r\n`.repeat(requestCount))
    await eventually(() => listCalls() > before, 'the first response')
    await eventually(() => server.connections() === 0, 'the end of the connection')
    socket.destroy()

    // Each response has almost 1 MB, and the operating system buffers some.
    expect(listCalls() - before).toBeLessThan(requestCount / 3)
  })
})

it('a client that reads slowly receives the whole response', async () => {
  const requestCount = 30
  await server.survives(async () => {
    const { socket, closed } = await connectTo(server)
    const timer = setInterval(() => (socket.isPaused() ? socket.resume() : socket.pause()), 100)
    socket.write(`${list()}\r\n`.repeat(requestCount - 1))
    socket.write(`${list()}Connection: close\r\n\r\n`)
    const text = await closed.finally(() => clearInterval(timer))

    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(requestCount)
    expect(text.length).toBeGreaterThan(requestCount * 900_000)
    expect(text).toMatch(/\}$/)
  })
})
