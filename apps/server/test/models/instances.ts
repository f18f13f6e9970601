import { randomUUID } from 'node:crypto'
import { type Contract, contract, type Operation, type Output, operations } from '@taskpact/contract'
import { type Database, openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { createDocumentCheck } from '../support/document-check.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'
import { type Input, type Outcome, succeeded, type Way, wayOf } from '../support/ways.js'

export const password = 'Test123!'
const all = operations(contract)

type Tasks = Contract['tasks']
export type TaskCall = keyof Tasks

/** A user whose calls go to the instances by turns. */
export interface Person {
  readonly id: string
  readonly email: string
  call(name: string, input?: Input): Promise<Outcome>
  /** What a call answers that must not fail. */
  tasks<N extends TaskCall>(name: N, input?: Input): Promise<Output<Tasks[N]>>
}

/** Servers that share a database, and the database itself to look into. */
export interface Instances {
  readonly db: Database
  signUp(): Promise<Person>
  signIn(email: string): Promise<Person>
  close(): Promise<void>
}

/** Two servers with pools of four, called within this process. */
export async function startInstances(options: TestServerOptions<Contract> = {}): Promise<Instances> {
  const database = await createTestDatabase()
  const opened = await openDatabase(database.url, { poolMax: 4 })
  const servers: TestServer[] = []
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
    await opened.close()
    await database.drop()
  }
  try {
    for (const _ of [1, 2]) servers.push(await startTestServer({ ...options, database }))
    const ways = await Promise.all(servers.map(toWay))
    const enter = async (name: string, email: string) => {
      const session = await (ways[0] as Way).call(operationOf(name), { email, password })
      const { token, user } = succeeded(session) as { token: string; user: { id: string } }
      return toPerson(ways, { id: user.id, email }, token)
    }
    return {
      db: opened.db,
      signUp: () => enter('auth.signup', `${randomUUID()}@example.com`),
      signIn: (email) => enter('auth.signin', email),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function toWay(server: TestServer): Promise<Way> {
  return wayOf('in-process', { ...server, operations: all, check: await createDocumentCheck(server.url) })
}

function toPerson(ways: readonly Way[], who: Pick<Person, 'id' | 'email'>, token: string): Person {
  let turn = 0
  const call: Person['call'] = (name, input = {}) => {
    turn += 1
    return (ways[turn % ways.length] as Way).call(operationOf(name), input, token)
  }
  const tasks = async (name: string, input?: Input) => succeeded(await call(`tasks.${name}`, input))
  return { ...who, call, tasks: tasks as Person['tasks'] } // what is called by a name answers what the contract says
}

export function operationOf(name: string): Operation {
  const found = all.find((operation) => operation.name === name)
  if (!found) throw new TypeError(`${name} is not an operation`)
  return found
}
