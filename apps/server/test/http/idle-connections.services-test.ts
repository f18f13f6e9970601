import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { type ServerProcess, startProcess } from '../support/server-process.js'

const client = fileURLToPath(new URL('./idle-client.ts', import.meta.url))
const collectOften = new URL('./collect-often.ts', import.meta.url).href
const mebibyte = 1024 * 1024
const count = 10_000

let postgres: OwnPostgres
let server: ServerProcess
let holding: ChildProcess | undefined
beforeAll(async () => {
  postgres = await startOwnPostgres()
  server = await startProcess({
    DATABASE_URL: postgres.url,
    JWT_SECRET: testSecret,
    MAX_CONNECTIONS: String(count + 100),
    REQUEST_TIMEOUT: '600',
    NODE_OPTIONS: `--import=tsx --import=${collectOften}`,
  })
}, 120_000)
afterAll(async () => {
  holding?.kill()
  await server?.stop()
  await postgres?.close()
})

/** What the holder of the connections says next. */
async function said(): Promise<string> {
  const [text] = await once(holding?.stdout as NodeJS.ReadableStream, 'data')
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
  /** What JavaScript holds, and what the process has of the machine; in megabytes. */
  readonly heap: number
  readonly resident: number
}

async function memory(): Promise<Memory> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / mebibyte
  return { heap: read('nodejs_heap_size_used_bytes'), resident: read('process_resident_memory_bytes') }
}

/** The least of some seconds, in which what is not used any more is given back. */
async function memoryAtRest(seconds: number): Promise<Memory> {
  const seen: Memory[] = []
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(500)) seen.push(await memory())
  const least = (key: keyof Memory) => Math.min(...seen.map((one) => one[key]))
  return { heap: least('heap'), resident: least('resident') }
}

it('ten thousand connections that ask nothing slow nobody down, and leave no memory behind', async () => {
  const hold = async () => {
    holding = spawn(process.execPath, ['--import=tsx', client, server.url, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    expect(await said()).toBe('held')
  }
  const release = async () => {
    holding?.stdin?.write('end\n')
    expect(await said()).toBe('lost 0')
    await once(holding as ChildProcess, 'exit')
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
  // Ten thousand take 150 MB of heap. None was seen to stay; where a kilobyte or two of each was kept, 24 MB were.
  expect(during.heap - before.heap).toBeGreaterThan(40)
  expect(after.heap - before.heap).toBeLessThan(10)
  // The allocator keeps some pages for later.
  expect(after.resident - before.resident).toBeLessThan((during.resident - before.resident) / 2 + 40)
}, 300_000)
