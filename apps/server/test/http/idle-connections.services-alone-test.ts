import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { type ServerProcess, startProcess } from '../support/server-process.js'

const client = fileURLToPath(new URL('./idle-client.ts', import.meta.url))
const collectOften = new URL('./collect-garbage.mjs', import.meta.url).href
const mebibyte = 1024 * 1024
const count = 10_000

let postgres: OwnPostgres
let server: ServerProcess
let clientProcess: ChildProcess | undefined
beforeAll(async () => {
  postgres = await startOwnPostgres()
  server = await startProcess({
    DATABASE_URL: postgres.url,
    JWT_SECRET: testSecret,
    MAX_CONNECTIONS: String(count + 100),
    REQUEST_TIMEOUT: '600',
    NODE_OPTIONS: `--import=${collectOften}`,
  })
}, 120_000)
afterAll(async () => {
  clientProcess?.kill()
  await server?.stop()
  await postgres?.close()
})

/** Returns the next line that the client process prints. */
async function nextOutput(): Promise<string> {
  const [text] = await once(clientProcess?.stdout as NodeJS.ReadableStream, 'data')
  return String(text).trim()
}

async function probe(): Promise<number> {
  const started = performance.now()
  const response = await fetch(`${server.url}/health/live`, { headers: { connection: 'close' } })
  await response.text()
  expect(response.status).toBe(200)
  return performance.now() - started
}

interface Memory {
  /** JavaScript heap and resident set size, in megabytes. */
  readonly heap: number
  readonly resident: number
}

async function memory(): Promise<Memory> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / mebibyte
  return { heap: read('nodejs_heap_size_used_bytes'), resident: read('process_resident_memory_bytes') }
}

/** Returns the minimum of some seconds, in which garbage is collected. */
async function memoryAtRest(seconds: number): Promise<Memory> {
  const received: Memory[] = []
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(500)) received.push(await memory())
  const minimum = (key: keyof Memory) => Math.min(...received.map((one) => one[key]))
  return { heap: minimum('heap'), resident: minimum('resident') }
}

it('10 000 idle connections do not slow down requests and release their memory when closed', async () => {
  const hold = async () => {
    clientProcess = spawn(process.execPath, ['--import=tsx', client, server.url, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    expect(await nextOutput()).toBe('held')
  }
  const release = async () => {
    clientProcess?.stdin?.write('end\n')
    expect(await nextOutput()).toBe('lost 0')
    await once(clientProcess as ChildProcess, 'exit')
  }
  for (let call = 0; call < 200; call++) await probe()
  await hold()
  await release()
  const before = await memoryAtRest(6)

  await hold()
  const during = await memoryAtRest(3)
  const probes: number[] = []
  for (let call = 0; call < 20; call++) probes.push(await probe())
  await release()
  const after = await memoryAtRest(6)

  probes.sort((a, b) => a - b)
  const figures = Object.entries({ before, during, after }).map(
    ([name, { heap, resident }]) => `${name}: ${Math.round(heap)} MB of heap, ${Math.round(resident)} MB resident`,
  )
  process.stdout.write(`${figures.join('; ')}; probes: ${probes.map((ms) => ms.toFixed(1)).join(' ')} ms\n`)
  expect(probes[10]).toBeLessThan(100)
  // 10 000 connections take 150 MB of heap. All of it is released; a leak of a kilobyte or two for each would be 24 MB.
  expect(during.heap - before.heap).toBeGreaterThan(40)
  expect(after.heap - before.heap).toBeLessThan(10)
  // The allocator keeps some pages for reuse.
  expect(after.resident - before.resident).toBeLessThan((during.resident - before.resident) / 2 + 40)
}, 300_000)
