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

const calls = () => server.log.filter((line) => line.includes('"operation":"tasks.list"')).length
const list = () => server.head('GET', '/api/me/tasks?limit=100')

it('closes a connection whose responses are never read, and produces few of them', async () => {
  const asked = 100
  await server.bears(async () => {
    const before = calls()
    const { socket } = await connectTo(server)
    socket.pause()
    socket.write(`${list()}\r\n`.repeat(asked))
    await eventually(() => calls() > before, 'a first answer')
    await eventually(() => server.connections() === 0, 'an end')
    socket.destroy()

    // Each has almost a megabyte, and the system itself holds some.
    expect(calls() - before).toBeLessThan(asked / 3)
  })
})

it('a client that reads slowly gets the whole response', async () => {
  const asked = 30
  await server.bears(async () => {
    const { socket, closed } = await connectTo(server)
    const turns = setInterval(() => (socket.isPaused() ? socket.resume() : socket.pause()), 100)
    socket.write(`${list()}\r\n`.repeat(asked - 1))
    socket.write(`${list()}Connection: close\r\n\r\n`)
    const text = await closed.finally(() => clearInterval(turns))

    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(asked)
    expect(text.length).toBeGreaterThan(asked * 900_000)
    expect(text).toMatch(/\}$/)
  })
})
