import {
  type AppRouter,
  Cursor,
  type ErrorTable,
  noBody,
  pageLimit,
  queryInteger,
  type Route,
  type Tool,
} from '@taskpact/contract/core'
import * as z from 'zod'

const userId = z.string().regex(/^[a-z]+$/)
const owner = z.object({ userId })
const ofNote = z.object({ userId, noteId: z.string() })
const Note = z.object({ id: z.string(), text: z.string(), revision: z.int() })
export type Note = z.infer<typeof Note>
const NotesChanged = z.object({
  items: z.array(Note),
  revision: z.int(),
  nextCursor: z.string(),
  hasMore: z.boolean(),
})
const text = z.string().min(1).max(1000)
const Failing = z.enum(['expected', 'unexpected', 'database', 'with-cookie', 'never'])

const read = {
  access: 'user',
  scope: 'notes:read',
  tool: false,
  limit: 'read',
  idempotency: 'none',
  concurrency: 'none',
} as const
const write = { ...read, scope: 'notes:write', limit: 'write', writes: 'user-revision' } as const
const tool = (name: string, effect: Tool['effect']) => ({ name, effect, description: 'For tests.' }) as const
const about = { summary: 'Do something', description: 'For tests.' } as const
const files = {
  json: { mediaType: 'application/json', schema: z.array(Note) },
  csv: { mediaType: 'text/csv', schema: z.string() },
} as const

const ping = {
  ...about,
  method: 'GET',
  path: '/ping',
  query: z.strictObject({ word: z.string().optional() }),
  responses: { 200: z.object({ ok: z.boolean(), word: z.string().optional() }) },
  metadata: { access: 'public', scope: null, tool: false, limit: 'none', idempotency: 'none', concurrency: 'none' },
} as const satisfies Route

const fail = {
  ...about,
  method: 'POST',
  path: '/fail',
  body: z.strictObject({ how: Failing }),
  responses: { 200: z.object({}) },
  metadata: {
    access: 'public',
    scope: null,
    tool: tool('fail', 'changes'),
    limit: 'write',
    idempotency: 'none',
    concurrency: 'none',
  },
} as const satisfies Route

const list = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes',
  pathParams: owner,
  query: z.strictObject({ limit: pageLimit(), cursor: Cursor.optional(), recent: z.string().optional() }),
  responses: { 200: z.object({ items: z.array(Note), nextCursor: z.string().nullable(), revision: z.int() }) },
  metadata: { ...read, tool: tool('list_notes', 'reads'), etag: 'user-revision', clock: ['recent'], reads: 'replica' },
} as const satisfies Route

const create = {
  ...about,
  method: 'POST',
  path: '/api/:userId/notes',
  pathParams: owner,
  body: z.strictObject({ text }),
  responses: { 201: Note },
  metadata: { ...write, tool: tool('create_note', 'adds'), idempotency: 'key', etag: 'revision' },
} as const satisfies Route

const all = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes/all',
  pathParams: owner,
  query: z.strictObject({ failAfter: z.string().optional() }),
  responses: { 200: z.object({ title: z.string(), notes: z.array(Note) }) },
  metadata: read,
} as const satisfies Route

const download = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes/download',
  pathParams: owner,
  query: z.strictObject({ format: z.enum(['json', 'csv']).default('json') }),
  responses: { 200: z.string() },
  metadata: { ...read, responseFile: files },
} as const satisfies Route

const upload = {
  ...about,
  method: 'POST',
  path: '/api/:userId/notes/upload',
  pathParams: owner,
  query: z.strictObject({ format: z.enum(['json', 'csv', 'rows']) }),
  body: z.strictObject({ content: z.string() }),
  responses: { 200: z.object({ format: z.string(), length: z.int() }) },
  metadata: { ...read, limit: 'write', requestFile: { ...files, rows: files.csv } },
} as const satisfies Route

const get = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes/:noteId',
  pathParams: ofNote,
  responses: { 200: Note },
  metadata: { ...read, tool: tool('get_note', 'reads'), etag: 'revision' },
} as const satisfies Route

const update = {
  ...about,
  method: 'PATCH',
  path: '/api/:userId/notes/:noteId',
  pathParams: ofNote,
  body: z.strictObject({ text }),
  responses: { 200: Note },
  metadata: { ...write, tool: tool('update_note', 'changes'), concurrency: 'revision', etag: 'revision' },
} as const satisfies Route

const remove = {
  ...about,
  method: 'DELETE',
  path: '/api/:userId/notes/:noteId',
  pathParams: ofNote,
  responses: { 204: noBody },
  metadata: { ...write, tool: tool('delete_note', 'destroys') },
} as const satisfies Route

const changes = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes/changes',
  pathParams: owner,
  query: z.strictObject({ since: z.string().optional(), wait: queryInteger({ min: 0, max: 30 }).default(0) }),
  responses: { 200: NotesChanged },
  metadata: { ...read, longPoll: { after: 'since', next: 'nextCursor', more: 'hasMore' } },
} as const satisfies Route

const watch = {
  ...about,
  method: 'GET',
  path: '/api/:userId/notes/watch',
  pathParams: owner,
  responses: { 200: NotesChanged },
  metadata: { ...read, streams: 'notes.changes' },
} as const satisfies Route

const readMemo = {
  ...about,
  method: 'GET',
  path: '/api/:userId/memos/:noteId',
  pathParams: ofNote,
  responses: { 200: Note },
  metadata: { ...read, deprecated: { since: '2026-01-01', sunset: '2027-01-01', use: 'notes.get' } },
} as const satisfies Route

const clearMemos = {
  ...about,
  method: 'POST',
  path: '/api/memos/clear',
  body: noBody,
  responses: { 200: z.object({}) },
  metadata: { ...read, scope: null, limit: 'write' },
} as const satisfies Route

/** A small contract with one operation for each kind of metadata. */
export const notesContract = {
  system: { ping, fail },
  notes: { list, create, all, download, upload, changes, watch, get, update, remove },
  memos: { read: readMemo, clear: clearMemos },
} as const satisfies AppRouter

const spec = (status: number, title: string) => ({ status, title, description: 'For tests.', resolution: 'None.' })

export const notesErrors: ErrorTable = {
  invalid_input: spec(400, 'Invalid input'),
  invalid_json: spec(400, 'Invalid JSON'),
  invalid_cursor: spec(400, 'Invalid cursor'),
  unauthenticated: spec(401, 'Not signed in'),
  invalid_token: spec(401, 'Invalid token'),
  token_expired: spec(401, 'Token expired'),
  forbidden: spec(403, 'Forbidden'),
  insufficient_scope: spec(403, 'Insufficient scope'),
  not_found: spec(404, 'Not found'),
  method_not_allowed: spec(405, 'Method not allowed'),
  not_acceptable: spec(406, 'Not acceptable'),
  request_timeout: spec(408, 'Request timeout'),
  conflict: spec(409, 'Conflict'),
  cursor_expired: spec(410, 'Cursor expired'),
  revision_mismatch: spec(412, 'Revision mismatch'),
  payload_too_large: spec(413, 'Payload too large'),
  unsupported_media_type: spec(415, 'Unsupported media type'),
  idempotency_key_reused: spec(422, 'Idempotency key reused'),
  rate_limited: spec(429, 'Rate limited'),
  headers_too_large: spec(431, 'Headers too large'),
  internal: spec(500, 'Internal error'),
  unavailable: spec(503, 'Unavailable'),
}
