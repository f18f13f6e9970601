import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli, resultOf } from '../test/run-cli.js'

let server: TestServer
let user: User
let cli: Cli
beforeAll(async () => {
  server = await startTestServer()
  user = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: user.token })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

/** Maximum milliseconds until a change that another client made is printed. */
const maxDelay = 1000

describe('--watch', () => {
  it('prints a change that was made elsewhere within a second', async () => {
    const child = cli.start(['tasks', 'watch', '--json', 'type,task'])
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    const delays: number[] = []
    await firstChange(lines)
    for (let round = 0; round < 5; round++) {
      const startedAt = performance.now()
      const [[line]] = await Promise.all([once(lines, 'line'), user.value('tasks.create', { title: `Round ${round}` })])
      delays.push(performance.now() - startedAt)
      expect(JSON.parse(line)).toMatchObject({ type: 'put', task: { title: `Round ${round}` } })
    }
    child.kill('SIGINT')

    process.stdout.write(`delays of --watch in ms: ${delays.map(Math.round).join(' ')}\n`)
    expect((await resultOf(child)).code).toBe(130)
    expect(Math.max(...delays)).toBeLessThan(maxDelay)
  })

  it('prints a list again after a change', async () => {
    const child = cli.start(['tasks', 'list', '--search', 'kettle', '--json', 'title', '--watch'])
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    const [before] = await once(lines, 'line')
    const [[after]] = await Promise.all([once(lines, 'line'), user.value('tasks.create', { title: 'Kettle' })])
    child.kill('SIGTERM')

    expect([before, after].map((line) => JSON.parse(line))).toEqual([[], [{ title: 'Kettle' }]])
    expect((await resultOf(child)).code).toBe(143)
  })
})

/** Makes changes until one is printed, and resolves when all of them are. */
async function firstChange(lines: Interface): Promise<void> {
  let printed = 0
  lines.on('line', () => printed++)
  while (printed === 0) {
    await user.value('tasks.create', { title: 'Start' })
    await setTimeout(100)
  }
  await setTimeout(500)
  lines.removeAllListeners('line')
}
