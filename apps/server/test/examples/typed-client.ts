import {
  ApiError,
  createClient,
} from '@taskpact/client'

const baseUrl =
  process.env.API ?? 'http://localhost:8000'
const visitor = createClient({ baseUrl })
const { token } = await visitor.auth.signin({
  email: 'ada@example.com',
  password: 'Test123!',
})
const client = createClient({ baseUrl, token })

const task = await client.tasks.create({
  title: 'Buy milk',
  tags: ['home'],
  dueDate: '2026-12-24',
})
// fails with revision_mismatch if it has changed
await client.tasks.update({
  taskId: task.id,
  priority: 'high',
  ifMatch: task.revision,
})
await client.tasks.complete({ taskId: task.id })
await client.tasks.remove({ taskId: task.id })

try {
  await client.tasks.get({ taskId: task.id })
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  console.log(error.code) // not_found
}
