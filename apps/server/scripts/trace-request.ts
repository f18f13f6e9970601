import { Session } from 'node:inspector/promises'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { readEnv } from '../src/config/env.js'
import { startServer, taskpact } from '../src/server.js'

/*
 * Prints the functions of this repository that one `POST /api/me/tasks` runs, with the number of calls of each, by V8's precise
 * coverage (https://chromedevtools.github.io/devtools-protocol/v8/Profiler). `--key` sends an Idempotency-Key.
 */
const root = new URL('../../../', import.meta.url).href
const env = readEnv({
  PORT: '0',
  DATABASE_URL: process.env.TEST_DATABASE_URL ?? 'pglite://memory',
  JWT_SECRET: 'only-for-tracing-one-request-0123456789',
})
const server = await startServer({ env, logger: pino({ enabled: false }), api: taskpact })
const json = { 'content-type': 'application/json' }
const account = JSON.stringify({ email: `${crypto.randomUUID()}@example.com`, password: 'Test123!' })
const signedUp = await fetch(`${server.url}/api/auth/signup`, { method: 'POST', headers: json, body: account })
const { token } = (await signedUp.json()) as { token: string }

async function createTask(): Promise<void> {
  const key = process.argv.includes('--key') && { 'idempotency-key': crypto.randomUUID() }
  const headers = { ...json, ...key, authorization: `Bearer ${token}` }
  const response = await fetch(`${server.url}/api/me/tasks`, { method: 'POST', headers, body: '{"title":"Buy milk"}' })
  if (!response.ok) throw new Error(await response.text())
  await response.arrayBuffer()
}

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
for (let count = 0; count < 5; count++) await createTask()
await session.post('Profiler.takePreciseCoverage') // resets the counters
await createTask()
const { result } = await session.post('Profiler.takePreciseCoverage')
await session.post('Profiler.disable')

const isOurs = (url: string) => url.startsWith(root) && !/node_modules|scripts/.test(url.slice(root.length))
const rows = result
  .filter(({ url }) => isOurs(url))
  .flatMap(({ url, functions }) =>
    functions.map(({ functionName, ranges }) => ({
      file: fileURLToPath(url).slice(fileURLToPath(root).length),
      name: functionName || '(anonymous)',
      calls: ranges[0]?.count ?? 0,
    })),
  )
  .filter(({ name, calls }) => calls > 0 && name !== '__name') // which esbuild adds
for (const { file, name, calls } of rows) console.log(`${String(calls).padStart(5)}  ${file}  ${name}`)
const calls = rows.reduce((sum, row) => sum + row.calls, 0)
console.log(`${rows.length} functions in ${new Set(rows.map(({ file }) => file)).size} files, ${calls} calls`)
await server.close()
