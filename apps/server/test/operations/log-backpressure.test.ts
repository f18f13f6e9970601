import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createTestDatabase } from '@taskpact/db/testing'
import { testSecret, unlimitedCalls } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { commandOf, root } from '../support/server-process.js'

let child: ChildProcessWithoutNullStreams
let url: string
const cleanups: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  const database = await createTestDatabase()
  cleanups.push(database.drop)
  const env = { PATH: process.env.PATH, PORT: '0', ENVIRONMENT: 'test', DATABASE_URL: database.url, ...unlimitedCalls }
  child = spawn(process.execPath, await commandOf('source'), { cwd: root, env: { ...env, JWT_SECRET: testSecret } })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The server ended with ${code}`)))
  const [start] = await Promise.race([once(child.stdout, 'data'), ended])
  ended.catch(() => {}) // from here on it is stopped
  url = JSON.parse(String(start)).url
  child.stdout.pause()
})
afterAll(async () => {
  child.kill('SIGKILL') // if a test failed before it was stopped
  for (const close of cleanups) await close()
})

it('keeps serving while nothing reads its log, counts dropped lines, and logs their number', async () => {
  expect(await dropped()).toBe(0)
  const statuses = new Set<number>()
  const latencies: number[] = []
  while ((await dropped()) < 100) {
    const started = performance.now()
    statuses.add(await sendBatches())
    latencies.push(performance.now() - started)
  }
  expect([...statuses]).toEqual([401])
  expect(Math.max(...latencies)).toBeLessThan(10_000) // of two hundred calls
  expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' })

  const lines: Record<string, unknown>[] = []
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line)))
  const total = await dropped()
  await vi.waitFor(() => expect(lines.at(-1)).toMatchObject({ dropped: total }), 10_000)
  expect(lines.filter((line) => 'dropped' in line)).toHaveLength(1)
  expect(await dropped()).toBe(total)
}, 60_000)

it('keeps serving when the readers of stdout and stderr end, and stops with exit code 0', async () => {
  const before = await dropped()
  child.stdout.destroy()
  child.stderr.destroy()
  while ((await dropped()) === before) expect(await sendBatches()).toBe(401)
  expect((await fetch(`${url}/health/ready`)).status).toBe(200)

  child.kill()
  expect(await once(child, 'exit')).toEqual([0, null])
}, 60_000)

async function dropped(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^taskpact_log_lines_dropped_total (\d+)$/m.exec(metrics)?.[1])
}

/** Sends requests that log many lines. Returns the status of their calls. */
async function sendBatches(): Promise<number> {
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
