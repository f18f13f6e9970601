import { randomUUID } from 'node:crypto'
import { contract, operations, type Task } from '@taskpact/contract'
import { expect } from 'vitest'
import { createDocumentCheck } from '../support/document-check.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'
import { type Input, type Outcome, succeeded, type WayName, wayNames, wayOf } from '../support/ways.js'

/** Calls of the operations on tasks, by their names within `tasks`, for one user over one way in. */
export interface TaskWay {
  readonly name: WayName
  call(name: string, input: Input): Promise<Outcome>
  /** Must not fail. */
  must<T = Task>(name: string, input: Input): Promise<T>
}

/** Someone with an account, and every way in to it. */
export interface Member {
  readonly token: string
  readonly id: string
  readonly ways: readonly TaskWay[]
  /** The way for what is not under test. */
  readonly direct: TaskWay
}

export interface TaskServer extends TestServer {
  join(): Promise<Member>
}

export async function startTaskServer(options: TestServerOptions<typeof contract> = {}): Promise<TaskServer> {
  const server = await startTestServer(options)
  const all = operations(contract)
  const served = { ...server, operations: all, check: await createDocumentCheck(server.url) }
  const named = (name: string) => {
    const operation = all.find((one) => one.name === name)
    if (!operation) throw new TypeError(`${name} is not an operation`)
    return operation
  }
  const wayFor = (name: WayName, token: string): TaskWay => {
    const way = wayOf(name, served)
    const call: TaskWay['call'] = (operation, input) => way.call(named(`tasks.${operation}`), input, token)
    return {
      name,
      call,
      must: async <T>(operation: string, input: Input) => succeeded(await call(operation, input)) as T,
    }
  }
  const join = async () => {
    const account = { email: `${randomUUID()}@example.com`, password: 'Test123!' }
    const signedUp = succeeded(await wayOf('in-process', served).call(named('auth.signup'), account))
    const { token, user } = signedUp as { token: string; user: { id: string } }
    const ways = wayNames.map((name) => wayFor(name, token))
    return { token, id: user.id, ways, direct: wayFor('in-process', token) }
  }
  return { ...server, join }
}

/** How every one of the ways ends the same call, of an input that may be its own; fails where two of them do not agree. */
export async function alike(
  ways: readonly TaskWay[],
  name: string,
  input: Input | ((way: TaskWay) => Input),
): Promise<Outcome> {
  const outcomes = await Promise.all(
    ways.map((way) => way.call(name, typeof input === 'function' ? input(way) : input)),
  )
  // A number that no double holds exactly breaks two rules at once, its text only one: a field may be named twice.
  const told = outcomes.map((outcome) => (outcome.ok ? 'ok' : `${outcome.code} ${[...new Set(outcome.fields)]}`))
  expect(new Set(told), `${name}: ${told.join(' / ')}`).toHaveLength(1)
  return outcomes[0] as Outcome
}

/** A value as the name of a test has it. */
export function shortly(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  return text.length > 60 ? `${[...text].slice(0, 40).join('')}… of ${text.length}` : text
}
