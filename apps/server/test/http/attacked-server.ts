import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  json,
  type Send,
  sendTo,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  type User,
} from '@taskpact/testing'
import { expect } from 'vitest'
import { eventually } from './raw-connection.js'

export interface AttackedServer extends TestServer {
  readonly ada: User
  readonly send: Send
  /** Returns the head of a request of Ada, without the empty line that ends it. */
  head(method: string, path: string, ...headers: string[]): string
  titles(): Promise<string[]>
  /** Returns the number of open connections. */
  connections(): number
  /** Runs an attack. Fails if the server stalls meanwhile, or if calls, connections or errors remain afterwards. */
  survives(attack: () => Promise<void>): Promise<void>
}

/** Starts a server with a request timeout of one second. */
export async function startAttackedServer(options: TestServerOptions<never> = {}): Promise<AttackedServer> {
  const accepted = new Set<Socket>()
  const note = (message: unknown) => void accepted.add((message as { socket: Socket }).socket)
  subscribe('net.server.socket', note)
  const server = await startTestServer({ ...options, env: { REQUEST_TIMEOUT: '1', ...options.env } })
  const send = sendTo(() => server)
  const ada = await server.signUp('ada@example.org')
  const port = Number(new URL(server.url).port)
  const connections = () => [...accepted].filter((socket) => socket.localPort === port && !socket.destroyed).length

  const titles: AttackedServer['titles'] = async () => {
    const { body } = await send('/api/me/tasks?limit=100', { token: ada.token })
    return (body as { items: { title: string }[] }).items.map(({ title }) => title)
  }
  return {
    ...server,
    ada,
    send,
    connections,
    titles,
    head: (method, path, ...headers) =>
      [`${method} ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${ada.token}`, ...headers, ''].join('\r\n'),
    async survives(attack) {
      let isOver = false
      const attackDone = attack().finally(() => {
        isOver = true
      })
      attackDone.catch(() => {}) // awaited below
      const probes = [await probe(send)]
      for (; !isOver || probes.length < 5; await sleep(20)) probes.push(await probe(send))
      await attackDone
      // The attacker and other tests share the cores and slow down some probes. A stalled server slows down all of them.
      expect(quartile(probes), `of probes of ${probes.map(Math.round)} ms`).toBeLessThan(100)

      const title = `made after it at ${performance.now()}`
      const response = await send('/api/me/tasks', { method: 'POST', token: ada.token, ...json({ title }) })
      expect(response).toMatchObject({ status: 201, body: { title } })
      await eventually(() => connections() === 0, 'the end of all connections')
      const { text } = await send('/metrics')
      expect(text).toMatch(/^taskpact_calls_in_flight 0$/m)
      expect(server.log.filter((line) => /"level":[56]0|"outcome":"internal"/.test(line))).toEqual([])
    },
    async close() {
      unsubscribe('net.server.socket', note)
      await server.close()
    },
  }
}

/** Measures a request on a new connection, so that accepting it is included. */
async function probe(send: Send): Promise<number> {
  const started = performance.now()
  expect(await send('/health/live')).toMatchObject({ status: 200 })
  return performance.now() - started
}

function quartile(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 4)] ?? 0
}
