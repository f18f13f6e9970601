import { createClient, createSession, isErrorOf } from '@taskpact/client'

const session = createSession({ onSignedOut: () => console.log('signed out') })
const client = createClient({ baseUrl: process.env.API ?? 'http://127.0.0.1:8000', session, timeout: 10_000 })

await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' }) // the session keeps the tokens, and renews them
const made = await client.tasks.create({ title: 'Buy milk' })

for await (const task of client.tasks.list.all({ status: 'pending' })) console.log(task.title)

try {
  await client.tasks.update({ taskId: made.id, title: 'Buy oat milk', ifMatch: made.revision - 1 })
} catch (error) {
  if (!isErrorOf(client.tasks.update, error)) throw error
  if (error.code === 'revision_mismatch') console.log(`now at revision ${error.problem?.currentRevision}`)
}

await client.auth.signout()
