import { createTrpcClient } from '@taskpact/client/trpc'

const baseUrl = process.env.API ?? 'http://localhost:8000'
const account = { email: 'ada@example.com', password: 'Test123!' }
const { token } = await createTrpcClient({ baseUrl }).auth.signin.mutate(account)
const trpc = createTrpcClient({ baseUrl, token })

const task = await trpc.tasks.create.mutate({ title: 'Buy milk' })
const { items } = await trpc.tasks.list.query({ status: 'pending' })
console.log(items.some(({ id }) => id === task.id)) // true
