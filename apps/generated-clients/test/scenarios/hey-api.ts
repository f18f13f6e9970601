import { authSignup, tasksCreate, tasksList, tasksRemove, tasksUpdate } from './generated/api'
import { client } from './generated/api/client.gen'

const { API: baseUrl = '', EMAIL: email = '' } = process.env
const me = { userId: 'me' }
client.setConfig({ baseUrl })

const signedUp = await authSignup({ body: { email, password: 'Test123!' } })
client.setConfig({ auth: () => signedUp.data?.token })

const created = await tasksCreate({ path: me, body: { title: 'Buy milk' } })
const path = { ...me, taskId: created.data?.id ?? '' }
const headers = { 'If-Match': created.response?.headers.get('etag') ?? '' }
const updated = await tasksUpdate({ path, headers, body: { priority: 'high' } })
const stale = await tasksUpdate({ path, headers, body: { priority: 'high' } })
const listed = await tasksList({ path: me, query: { status: 'pending' } })
const removed = await tasksRemove({ path })

console.log(
  JSON.stringify({
    signedUp: signedUp.data?.user.email === email,
    created: created.data?.title,
    updated: updated.data?.priority,
    stale: stale.error?.code,
    listed: listed.data?.items.map(({ title }) => title),
    removed: removed.response?.status,
  }),
)
