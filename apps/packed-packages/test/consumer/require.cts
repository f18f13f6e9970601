import { createClient, isApiError } from '@taskpact/client'
import { createReplica, memoryStore } from '@taskpact/client/replica'
import { createQueries } from '@taskpact/client/tanstack'
import { createTrpcClient } from '@taskpact/client/trpc'
import { createMockTransport } from '@taskpact/contract/mock'

const mock = createMockTransport()
mock.responses.tasks.get.fails('not_found')
const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })

async function main() {
  const { id, title } = await client.tasks.create({ title: 'Buy milk' })
  const missing = await client.tasks.get({ taskId: id }).catch((error: unknown) => isApiError(error) && error.code)
  const { key } = createQueries(client).tasks.list
  const replica = createReplica(client, { userId: id, store: memoryStore() })
  await replica.tasks.create({ title: 'Buy eggs' })
  const stored = replica.tasks.list().map((task) => task.title)
  console.log(JSON.stringify({ title, missing, key, stored, trpc: typeof createTrpcClient }))
}

void main()
