import type { Contract, Task } from '@taskpact/contract'
import {
  type Input,
  type Outcome,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  type Transport,
  transports,
  type User,
} from '@taskpact/testing'
import { expect } from 'vitest'

/** Calls `tasks` operations for one user on one transport. */
export interface TaskWay {
  readonly name: Transport
  call(name: string, input: Input): Promise<Outcome>
  /** Returns the value. Throws if the call fails. */
  must<T = Task>(name: string, input: Input): Promise<T>
}

/** A user with calls of `tasks` operations. */
export interface TaskUser extends User {
  readonly ways: readonly TaskWay[]
  /** The in-process transport, for set-up. */
  readonly direct: TaskWay
}

export interface TaskServer extends TestServer {
  join(): Promise<TaskUser>
}

export async function startTaskServer(options: TestServerOptions<Contract> = {}): Promise<TaskServer> {
  const server = await startTestServer(options)
  const join = async () => {
    const user = await server.signUp()
    return { ...user, ways: transports.map((name) => taskWay(user, name)), direct: taskWay(user, 'in-process') }
  }
  return { ...server, join }
}

function taskWay(user: User, via: Transport): TaskWay {
  return {
    name: via,
    call: (name, input) => user.call(`tasks.${name}`, input, { via }),
    must: (name, input) => user.value(`tasks.${name}`, input, { via }),
  }
}

/** Returns the outcome of the same call on several transports. Fails if outcomes differ. */
export async function alike(
  ways: readonly TaskWay[],
  name: string,
  input: Input | ((way: TaskWay) => Input),
): Promise<Outcome> {
  const outcomes = await Promise.all(
    ways.map((way) => way.call(name, typeof input === 'function' ? input(way) : input)),
  )
  // A number that a double cannot represent exactly breaks two rules, but its text only one, so a field may be listed twice.
  const texts = outcomes.map((outcome) => (outcome.ok ? 'ok' : `${outcome.code} ${[...new Set(outcome.fields)]}`))
  expect(new Set(texts), `${name}: ${texts.join(' / ')}`).toHaveLength(1)
  return outcomes[0] as Outcome
}

/** Shortens a value for a test title. */
export function shortly(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${[...text].slice(0, 40).join('')}… of ${text.length}` : text
}
