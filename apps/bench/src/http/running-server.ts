import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../../packages/db/test/free-port.js'
import type { Fixture } from './fixture.js'
import { isServed, toHttp } from './request.js'
import type { Server } from './servers.js'

/** A server process that has responded to a request. */
export interface RunningServer {
  readonly server: Server
  readonly url: string
  /** Milliseconds from its start to its first response. */
  readonly startedIn: number
  usage(): Promise<Usage>
  collectGarbage(): Promise<void>
  /** Returns the processes that serve requests: its workers or, without any, itself. */
  processes(): readonly number[]
  /** Takes a CPU profile while `run` is pending. */
  profile(run: () => Promise<unknown>): Promise<Profiler.Profile>
  stop(): Promise<void>
}

export interface Usage {
  /** CPU time of all its threads since it started, in microseconds. */
  readonly cpu: number
  /** In bytes. */
  readonly rss: number
}

const meter = fileURLToPath(new URL('../../dist/peers/meter.js', import.meta.url))
const startTimeout = 30_000

/** Node options of the image, above all the size of V8's young generation. All servers run with them. */
export const nodeOptions = inDockerfile(/NODE_OPTIONS=(\S+)/)

function inDockerfile(pattern: RegExp): string {
  const found = pattern.exec(readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8'))?.[1]
  if (found === undefined) throw new TypeError(`The Dockerfile has no ${pattern.source}`)
  return found
}

/** Starts a server on the database of the fixture. Its log is discarded. Rejects with its stderr if it does not start. */
export async function start(
  server: Server,
  fixture: Fixture,
  env: Record<string, string> = {},
): Promise<RunningServer> {
  const startedAt = performance.now()
  const port = await freePort()
  const child = spawn(process.execPath, [`--import=${meter}`, server.file], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_OPTIONS: nodeOptions,
      DATABASE_URL: fixture.databaseUrl,
      DATABASE_POOL_MAX: '10',
      JWT_SECRET: fixture.secret,
      PORT: String(port),
      ...server.env,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.on('data', (text) => {
    errors += text
  })
  const url = `http://127.0.0.1:${port}`
  try {
    await waitUntilServing(server, url, fixture, () => isOver(child))
  } catch (cause) {
    child.kill('SIGKILL')
    throw new Error(`${server.name} did not start: ${errors}`, { cause })
  }
  return {
    server,
    url,
    startedIn: performance.now() - startedAt,
    usage: () => queryMeter<Usage>(child, 'usage'),
    collectGarbage: () => queryMeter<void>(child, 'collect'),
    processes() {
      const workers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
      return (workers || String(child.pid)).split(' ').map(Number)
    },
    async profile(run) {
      await queryMeter(child, 'profile')
      await run()
      return (await queryMeter<{ profile: Profiler.Profile }>(child, 'profiled')).profile
    },
    async stop() {
      if (isOver(child)) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const killTimer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await exited
      clearTimeout(killTimer)
    },
  }
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function waitUntilServing(
  { protocol, readyPath }: Server,
  url: string,
  { callers }: Fixture,
  hasEnded: () => boolean,
): Promise<void> {
  const list = toHttp(protocol, { operation: 'tasks.list', input: { limit: 1 } }, callers[0]?.token)
  const { path, headers } = readyPath === undefined ? list : { path: readyPath, headers: {} }
  const until = performance.now() + startTimeout
  for (;;) {
    const status = await fetch(url + path, { headers }).then(
      async (response) => {
        await response.text()
        return response.status
      },
      () => undefined, // not listening yet
    )
    if (status !== undefined && isServed(status, {})) return
    if (hasEnded() || performance.now() > until) throw new Error(`The last response was ${status ?? 'none'}`)
    await sleep(5)
  }
}

async function queryMeter<T>(child: ChildProcess, question: string): Promise<T> {
  const response = once(child, 'message')
  child.send(question)
  const [message] = await response
  return message as T // of the meter
}
