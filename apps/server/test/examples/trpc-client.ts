import { createTrpcClient } from '@taskpact/client/trpc'

const baseUrl =
  process.env.API ?? 'http://localhost:8000'
const visitor = createTrpcClient({ baseUrl })
const { token } =
  await visitor.auth.signin.mutate({
    email: 'ada@example.com',
    password: 'Test123!',
  })
const trpc = createTrpcClient({ baseUrl, token })

const task = await trpc.tasks.create.mutate({
  title: 'Buy milk',
})
const { items } = await trpc.tasks.list.query({
  status: 'pending',
})
const ids = items.map(({ id }) => id)
console.log(ids.includes(task.id)) // true
