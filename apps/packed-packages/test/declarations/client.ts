import { createClient, createSession, type ErrorOf, fieldErrors, isApiError, isErrorOf } from '@taskpact/client'

export const session = createSession()
export const client = createClient({ baseUrl: 'https://tasks.example.org', session })
export const tasks = client.tasks
export const sessions = client.auth.sessions
export const create = client.tasks.create
export const all = client.tasks.list.all
export const { list, get } = client.tasks
export const created = client.tasks.create({ title: 'Buy milk' })
export const pages = client.tasks.list.pages()
export const spread = { ...client, version: 1 }
export const spreadTasks = { ...client.tasks, version: 1 }

export class Api {
  readonly client = createClient({ baseUrl: 'https://tasks.example.org' })
  readonly tasks = this.client.tasks
  static readonly shared = createClient({ baseUrl: 'https://tasks.example.org' })
  list() {
    return this.tasks.list()
  }
}

export function clientFor(token: string) {
  return createClient({ baseUrl: 'https://tasks.example.org', token })
}
export async function firstPage() {
  return { client, session, page: await client.tasks.list() }
}

export type UpdateError = ErrorOf<typeof client.tasks.update>
export const toUpdateError = (thrown: unknown) => (isErrorOf(client.tasks.update, thrown) ? thrown : undefined)
export const toConflict = (thrown: unknown) => (isApiError(thrown, 'conflict') ? thrown : undefined)
export const toFields = (thrown: unknown) => fieldErrors(thrown)

// biome-ignore lint/style/noDefaultExport: other projects have default exports
export default client
