import { type Contract, contract, type Operation, type Output, operations } from '@taskpact/contract'
import { type Database, openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import {
  type Calls,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  testPassword,
  type User,
} from '@taskpact/testing'

export const password = testPassword
const all = operations(contract)

type Tasks = Contract['tasks']
export type TaskCall = keyof Tasks

/** A user whose calls alternate between the instances. */
export interface InstancesUser extends Pick<User, 'id' | 'email' | 'call'> {
  /** Returns the value of a call on tasks. Throws if it failed. */
  tasks<N extends TaskCall>(name: N, input?: Readonly<Record<string, unknown>>): Promise<Output<Tasks[N]>>
}

/** Servers that share a database, with a database handle for the tests. */
export interface Instances {
  readonly db: Database
  signUp(): Promise<InstancesUser>
  signIn(email: string): Promise<InstancesUser>
  close(): Promise<void>
}

/** Starts two servers with pools of four connections that are called in-process. */
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
    const [first] = servers as [TestServer]
    const calls = servers.map((server) => server.by('in-process'))
    return {
      db: opened.db,
      signUp: async () => toUser(calls, await first.signUp()),
      signIn: async (email) => toUser(calls, await first.signIn(email)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function toUser(calls: readonly Calls[], { id, email, token }: User): InstancesUser {
  let count = 0
  const next = () => {
    count += 1
    return calls[count % calls.length] as Calls
  }
  return {
    id,
    email,
    call: (name, input) => next().call(name, input, token),
    tasks: (name, input) => next().value(`tasks.${name}`, input, token),
  }
}

export function operationOf(name: string): Operation {
  const found = all.find((operation) => operation.name === name)
  if (!found) throw new TypeError(`${name} is not an operation`)
  return found
}
