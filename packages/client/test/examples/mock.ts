import { createClient, createSession, isApiError } from '@taskpact/client'
import { createMockTransport } from '@taskpact/contract/mock'

const mock = createMockTransport()
const client = createClient({ baseUrl: 'https://tasks.example.org', session: createSession(), fetch: mock.fetch })

await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' }) // a new token each time
export const task = await client.tasks.create({ title: 'Buy milk' }) // an example, with this title

mock.responses.tasks.get.fails('not_found') // only what the operation declares compiles
mock.responses.tasks.list.after(50) // milliseconds
mock.responses.tasks.list.with(({ status }) => ({ items: status === 'completed' ? [] : [task], nextCursor: null }))

export const code = await client.tasks.get({ taskId: task.id }).catch((error) => isApiError(error) && error.code)
mock.expire() // the next call refreshes the token
export const { items } = await client.tasks.list({ status: 'pending' })
export const called = mock.calls.map(({ operation }) => operation)
