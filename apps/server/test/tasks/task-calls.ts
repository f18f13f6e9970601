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
export interface TaskCalls {
  readonly name: Transport
  call(name: string, input: Input): Promise<Outcome>
  /** Returns the value. Throws if the call fails. */
  value<T = Task>(name: string, input: Input): Promise<T>
}

/** A user with calls of `tasks` operations. */
export interface TaskUser extends User {
  readonly transports: readonly TaskCalls[]
  /** The in-process transport, for set-up. */
  readonly direct: TaskCalls
}

export interface TaskServer extends TestServer {
  signUpUser(): Promise<TaskUser>
}

export async function startTaskServer(options: TestServerOptions<Contract> = {}): Promise<TaskServer> {
  const server = await startTestServer(options)
  const signUpUser = async () => {
    const user = await server.signUp()
    return {
      ...user,
      transports: transports.map((name) => taskCalls(user, name)),
      direct: taskCalls(user, 'in-process'),
    }
  }
  return { ...server, signUpUser }
}

function taskCalls(user: User, via: Transport): TaskCalls {
  return {
    name: via,
    call: (name, input) => user.call(`tasks.${name}`, input, { via }),
    value: (name, input) => user.value(`tasks.${name}`, input, { via }),
  }
}

/** Returns the outcome of the same call on several transports. Fails if outcomes differ. */
export async function sameOutcome(
  transports: readonly TaskCalls[],
  name: string,
  input: Input | ((calls: TaskCalls) => Input),
): Promise<Outcome> {
  const outcomes = await Promise.all(
    transports.map((calls) => calls.call(name, typeof input === 'function' ? input(calls) : input)),
  )
  // A number that a double cannot represent exactly breaks two rules, but its text only one, so a field may be listed twice.
  const texts = outcomes.map((outcome) => (outcome.ok ? 'ok' : `${outcome.code} ${[...new Set(outcome.fields)]}`))
  expect(new Set(texts), `${name}: ${texts.join(' / ')}`).toHaveLength(1)
  return outcomes[0] as Outcome
}

/** Shortens a value for a test title. */
export function shortened(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${[...text].slice(0, 40).join('')}… of ${text.length}` : text
}
