import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Profiler } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../../packages/db/test/free-port.js'
import type { Contestant } from './contestants.js'
import { isServed, toHttp } from './wire.js'
import type { World } from './world.js'

/** A contestant that has answered. */
export interface Running {
  readonly contestant: Contestant
  readonly url: string
  /** Milliseconds from its start to its first answer. */
  readonly startedIn: number
  usage(): Promise<Usage>
  /** What its processor does while some work goes on. */
  profile(work: () => Promise<unknown>): Promise<Profiler.Profile>
  stop(): Promise<void>
}

export interface Usage {
  /** Of the processor, by all its threads, in microseconds since it started. */
  readonly cpu: number
  /** In bytes. */
  readonly rss: number
}

const meter = fileURLToPath(new URL('../../dist/peers/meter.js', import.meta.url))
const longestStart = 30_000

/** What our image tells Node, of which V8's care for memory is the most: it is told to all. */
export const nodeOptions = inDockerfile(/NODE_OPTIONS=(\S+)/)

function inDockerfile(pattern: RegExp): string {
  const found = pattern.exec(readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8'))?.[1]
  if (found === undefined) throw new TypeError(`The Dockerfile has no ${pattern.source}`)
  return found
}

/** Starts a contestant on the world's database. Its log goes nowhere; what it writes to stderr is told when it fails. */
export async function start(contestant: Contestant, world: World, env: Record<string, string> = {}): Promise<Running> {
  const began = performance.now()
  const port = await freePort()
  const child = spawn(process.execPath, [`--import=${meter}`, contestant.file], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      NODE_OPTIONS: nodeOptions,
      DATABASE_URL: world.databaseUrl,
      DATABASE_POOL_MAX: '10',
      JWT_SECRET: world.secret,
      PORT: String(port),
      ...contestant.env,
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
    await answers(contestant, url, world, () => isOver(child))
  } catch (cause) {
    child.kill('SIGKILL')
    throw new Error(`${contestant.name} did not start: ${errors}`, { cause })
  }
  return {
    contestant,
    url,
    startedIn: performance.now() - began,
    usage: () => ask<Usage>(child, 'usage'),
    async profile(work) {
      await ask(child, 'profile')
      await work()
      return (await ask<{ profile: Profiler.Profile }>(child, 'profiled')).profile
    },
    async stop() {
      if (isOver(child)) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
      await exited
      clearTimeout(patience)
    },
  }
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function answers({ wire }: Contestant, url: string, { people }: World, hasEnded: () => boolean): Promise<void> {
  const { path, headers } = toHttp(wire, { operation: 'tasks.list', input: { limit: 1 } }, people[0]?.token)
  const until = performance.now() + longestStart
  for (;;) {
    const status = await fetch(url + path, { headers }).then(
      async (response) => {
        await response.text()
        return response.status
      },
      () => undefined, // nobody listens yet
    )
    if (status !== undefined && isServed(status, {})) return
    if (hasEnded() || performance.now() > until) throw new Error(`The last answer was ${status ?? 'none'}`)
    await sleep(5)
  }
}

async function ask<T>(child: ChildProcess, question: string): Promise<T> {
  const answered = once(child, 'message')
  child.send(question)
  const [answer] = await answered
  return answer as T // of the meter
}
