import createClient from 'openapi-fetch'
import type { components, paths } from './generated/api'

const { API: baseUrl = '', EMAIL: email = '' } = process.env
const me = { userId: 'me' }
const api = createClient<paths>({ baseUrl })

const signedUp = await api.POST('/api/auth/signup', { body: { email, password: 'Test123!' } })
api.use({
  onRequest({ request }) {
    request.headers.set('authorization', `Bearer ${signedUp.data?.token}`)
  },
})

const created = await api.POST('/api/{userId}/tasks', { params: { path: me }, body: { title: 'Buy milk' } })
const path = { ...me, taskId: created.data?.id ?? '' }
const seen = { 'If-Match': created.response.headers.get('etag') ?? '' }
const changes: components['schemas']['TaskChanges'] = { priority: 'high' }
const updated = await api.PATCH('/api/{userId}/tasks/{taskId}', { params: { path, header: seen }, body: changes })
const stale = await api.PATCH('/api/{userId}/tasks/{taskId}', { params: { path, header: seen }, body: changes })
const listed = await api.GET('/api/{userId}/tasks', { params: { path: me, query: { status: 'pending' } } })
const removed = await api.DELETE('/api/{userId}/tasks/{taskId}', { params: { path } })

console.log(
  JSON.stringify({
    signedUp: signedUp.data?.user.email === email,
    created: created.data?.title,
    updated: updated.data?.priority,
    stale: stale.error?.code,
    listed: listed.data?.items.map(({ title }) => title),
    removed: removed.response.status,
  }),
)
