import { authSignup, tasksCreate, tasksList, tasksRemove, tasksUpdate } from './generated/api'

const { API: baseUrl = '', EMAIL: email = '' } = process.env
const plainFetch = globalThis.fetch
globalThis.fetch = (address, init) => plainFetch(new URL(String(address), baseUrl), init) // its addresses are relative

const signedUp = await authSignup({ email, password: 'Test123!' })
const authorization = signedUp.status === 201 ? `Bearer ${signedUp.data.token}` : ''
const signedIn = { headers: { authorization } }

const created = await tasksCreate('me', { title: 'Buy milk' }, signedIn)
const taskId = created.status === 201 ? created.data.id : ''
const seen = { headers: { authorization, 'if-match': created.headers.get('etag') ?? '' } }
const updated = await tasksUpdate('me', taskId, { priority: 'high' }, seen)
const stale = await tasksUpdate('me', taskId, { priority: 'high' }, seen)
const listed = await tasksList('me', { status: 'pending' }, signedIn)
const removed = await tasksRemove('me', taskId, signedIn)

console.log(
  JSON.stringify({
    signedUp: signedUp.status === 201 && signedUp.data.user.email === email,
    created: created.status === 201 ? created.data.title : undefined,
    updated: updated.status === 200 ? updated.data.priority : undefined,
    stale: stale.status === 412 ? stale.data.code : undefined,
    listed: listed.status === 200 ? listed.data.items.map(({ title }) => title) : undefined,
    removed: removed.status,
  }),
)
