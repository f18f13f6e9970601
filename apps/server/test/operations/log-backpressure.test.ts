import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createTestDatabase } from '@taskpact/db/testing'
import { testSecret, unlimitedCalls } from '@taskpact/testing'
import { expect, it, vi } from 'vitest'
import { commandOf, root } from '../support/server-process.js'

it('keeps serving while nothing reads its log, counts dropped lines, and logs their number', async () => {
  const database = await createTestDatabase()
  const env = { PATH: process.env.PATH, PORT: '0', ENVIRONMENT: 'test', DATABASE_URL: database.url, ...unlimitedCalls }
  const child = spawn(process.execPath, commandOf('source'), {
    cwd: root,
    env: { ...env, JWT_SECRET: testSecret },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with ${code}`)))
    const [start] = await Promise.race([once(child.stdout, 'data'), ended])
    ended.catch(() => {}) // from here on it is stopped
    const { url } = JSON.parse(String(start))
    child.stdout.pause()

    const dropped = async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text()
      return Number(/^taskpact_log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1])
    }
    expect(await dropped()).toBe(0)
    const statuses = new Set<number>()
    while ((await dropped()) < 100) statuses.add(await sendBatches(url))
    expect([...statuses]).toEqual([401])
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' })

    const lines: Record<string, unknown>[] = []
    createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
    const total = await dropped()
    await vi.waitFor(() => expect(lines.at(-1)).toMatchObject({ dropped: total }), 10_000)
    expect(lines.filter((line) => 'dropped' in line)).toHaveLength(1)
    expect(await dropped()).toBe(total)
  } finally {
    child.kill()
    expect(await once(child, 'exit')).toEqual([0, null])
    await database.drop()
  }
}, 60_000)

/** Sends requests that log many lines. Returns the status of their calls. */
async function sendBatches(url: string): Promise<number> {
  const names = Array(batchedCalls).fill('tasks.list').join(',')
  const input = JSON.stringify(Object.fromEntries(Array.from({ length: batchedCalls }, (_, index) => [index, {}])))
  const responses = await Promise.all(
    Array.from({ length: 10 }, () =>
      fetch(`${url}/trpc/${names}?batch=1&input=${encodeURIComponent(input)}`, {
        headers: { 'x-request-id': 'x'.repeat(128) },
      }),
    ),
  )
  const bodies = (await Promise.all(responses.map((one) => one.json()))) as ErrorBody[][]
  return bodies[0]?.[0]?.error.data.httpStatus ?? 0
}

interface ErrorBody {
  readonly error: { readonly data: { readonly httpStatus: number } }
}

const batchedCalls = 20
