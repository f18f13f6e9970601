import { createClient, createSession, isErrorOf } from '@taskpact/client'

const session = createSession({ onSignedOut: () => console.log('signed out') })
const client = createClient({ baseUrl: process.env.API ?? 'http://localhost:8000', session, timeout: 10_000 })

await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' }) // stores and refreshes the tokens
const created = await client.tasks.create({ title: 'Buy milk' })

for await (const task of client.tasks.list.all({ status: 'pending' })) console.log(task.title)

try {
  await client.tasks.update({ taskId: created.id, title: 'Buy oat milk', ifMatch: created.revision - 1 })
} catch (error) {
  if (!isErrorOf(client.tasks.update, error)) throw error
  if (error.code === 'revision_mismatch') console.log(`now at revision ${error.problem?.currentRevision}`)
}

await client.auth.signout()
