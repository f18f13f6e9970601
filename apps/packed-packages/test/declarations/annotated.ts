import {
  type Client,
  type Contract,
  createClient,
  createSession,
  type ErrorOf,
  isErrorOf,
  type Session,
  type Task,
  type TaskPage,
} from '@taskpact/client'
import { createReplica, memoryStore, type Replica, type ReplicaTask } from '@taskpact/client/replica'
import { createQueries, type MutationOf, type Queries, type QueryOf } from '@taskpact/client/tanstack'

export const session: Session = createSession()
export const client: Client = createClient({ baseUrl: 'https://tasks.example.org', session })
export const tasks: Client['tasks'] = client.tasks
export const create: Client['tasks']['create'] = client.tasks.create
export const queries: Queries = createQueries(client)
export const list: QueryOf<Contract['tasks']['list']> = queries.tasks.list
export const update: MutationOf<Contract['tasks']['update']> = queries.tasks.update
export const replica: Replica = createReplica(client, { userId: 'x', store: memoryStore() })
export const listed = (): readonly ReplicaTask[] => replica.tasks.list()

export class Api {
  readonly client: Client = createClient({ baseUrl: 'https://tasks.example.org' })
  firstPage(): Promise<TaskPage> {
    return this.client.tasks.list()
  }
}
export const created = (title: string): Promise<Task> => client.tasks.create({ title })
export const toUpdateError = (thrown: unknown): ErrorOf<Client['tasks']['update']> | undefined =>
  isErrorOf(client.tasks.update, thrown) ? thrown : undefined
