import { ApiError, createClient } from '@taskpact/client'

const baseUrl = process.env.API ?? 'http://localhost:8000'
const { token } = await createClient({ baseUrl }).auth.signin({ email: 'ada@example.com', password: 'Test123!' })
const client = createClient({ baseUrl, token })

const task = await client.tasks.create({ title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })
await client.tasks.update({ taskId: task.id, priority: 'high', ifMatch: task.revision }) // or revision_mismatch
await client.tasks.complete({ taskId: task.id })
await client.tasks.remove({ taskId: task.id })

await client.tasks.get({ taskId: task.id }).catch((error) => {
  if (error instanceof ApiError) console.log(error.code) // not_found
})
