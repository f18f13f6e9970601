import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDocumentCheck, type DocumentCheck } from '@taskpact/testing'
import type { Journal, Recorder } from './recorder.js'

export interface Load extends Recorder {
  /** Stops new requests. Requests with a key are retried until acknowledged, for at most ten seconds. */
  stop(): Promise<void>
}

interface Reply {
  readonly outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: any response body; its shape is checked against the OpenAPI document
  readonly body?: any
}
type Send = (operation: string, method: string, path: string, body?: unknown, headers?: Headers) => Promise<Reply>
type Headers = Readonly<Record<string, string>>

/** Timeout of a request in milliseconds, whatever fails. */
const timeoutMs = 10_000
/** Milliseconds that each client pauses between requests, so that the load is steady. */
const pauseMs = 15

/**
 * Starts users that create, edit and list tasks continuously, round-robin on the given servers. Checks every response against
 * the OpenAPI document, and that acknowledged writes are immediately readable from any server.
 */
export async function startLoad(urls: readonly string[], users = 8): Promise<Load> {
  const check = await createDocumentCheck(urls[0] as string)
  const recorder: Recorder = { calls: [], violations: [], journals: [] }
  let isStopping = false
  const loadUsers = await Promise.all(Array.from({ length: users }, () => signUpUser(recorder, urls, check)))
  const loops = loadUsers.map(async (user, index) => {
    for (let round = 0; !isStopping; round++) {
      if (round % 3 === 0) await edit(user, round)
      else if (index % 2 === 0) await createWithKey(user, round, () => isStopping)
      else await createOnce(user, round)
      await list(user)
      await sleep(pauseMs)
    }
  })
  return {
    ...recorder,
    async stop() {
      isStopping = true
      await Promise.all(loops)
    },
  }
}

interface LoadUser {
  readonly send: Send
  readonly journal: Journal
  revision: number
  readonly violations: string[]
}

async function signUpUser(recorder: Recorder, urls: readonly string[], check: DocumentCheck): Promise<LoadUser> {
  let token = ''
  let round = 0
  const send: Send = async (operation, method, path, body, headers = {}) => {
    const url = urls[round++ % urls.length]
    const { outcome, ...reply } = await call(`${url}/api/${path}`, {
      method,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    recorder.calls.push({ operation, outcome, at: performance.now() })
    if (outcome === 'timeout') recorder.violations.push(`${operation} had no response within ${timeoutMs} ms`)
    try {
      if (reply.status) check.expectDocumented(operation, reply.status, reply.type ?? null, reply.body)
    } catch (error) {
      recorder.violations.push(String(error))
    }
    return { outcome, body: reply.body }
  }
  const account = { email: `${randomUUID()}@example.com`, password: 'Test123!' }
  const session = bodyOf(await send('auth.signup', 'POST', 'auth/signup', account))
  token = session.token
  const task = bodyOf(await send('tasks.create', 'POST', 'me/tasks', { title: 'Edited' }))
  const journal: Journal = {
    userId: session.user.id,
    acknowledged: new Map([['Edited', task.id]]),
    sent: new Set(['Edited']),
    edited: { taskId: task.id, text: '', since: new Set() },
  }
  recorder.journals.push(journal)
  return { send, journal, revision: task.revision, violations: recorder.violations }
}

function bodyOf({ outcome, body }: Reply): NonNullable<Reply['body']> {
  if (outcome !== 'ok') throw new Error(`The load could not start: ${outcome}`)
  return body
}

async function call(url: string, init: RequestInit) {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    const type = response.headers.get('content-type')
    // biome-ignore lint/suspicious/noExplicitAny: see Reply
    const body: any = /json/.test(type ?? '') ? JSON.parse(text) : text === '' ? undefined : text
    const outcome = response.ok ? 'ok' : String(body?.code ?? `a bare ${response.status}`)
    return { outcome, status: response.status, type, body }
  } catch (error) {
    return { outcome: (error as Error).name === 'TimeoutError' ? 'timeout' : 'no reply' }
  }
}

/** Creates a task with a key. Retries until it is acknowledged. */
async function createWithKey(user: LoadUser, round: number, isStopping: () => boolean): Promise<void> {
  const { send, journal } = user
  const title = `With a key ${round}`
  const headers = { 'idempotency-key': `"key-${round}"` }
  journal.sent.add(title)
  let deadline = Number.POSITIVE_INFINITY
  while (performance.now() < deadline) {
    if (isStopping()) deadline = Math.min(deadline, performance.now() + timeoutMs)
    const { outcome, body } = await send('tasks.create', 'POST', 'me/tasks', { title }, headers)
    if (outcome === 'ok') return acknowledge(user, title, body.id)
    await sleep(100)
  }
  user.violations.push(`${title} was never acknowledged`)
}

async function createOnce(user: LoadUser, round: number): Promise<void> {
  const title = `Once ${round}`
  user.journal.sent.add(title)
  const { outcome, body } = await user.send('tasks.create', 'POST', 'me/tasks', { title })
  if (outcome === 'ok') await acknowledge(user, title, body.id)
}

async function acknowledge({ journal, send, violations }: LoadUser, title: string, id: string): Promise<void> {
  journal.acknowledged.set(title, id)
  const { outcome } = await send('tasks.get', 'GET', `me/tasks/${id}`)
  if (outcome === 'not_found') violations.push(`${title} was acknowledged, and then not found`)
}

/** Updates the text at the known revision. If an earlier request took effect late, it reads the current state. */
async function edit(user: LoadUser, round: number): Promise<void> {
  const { send, journal } = user
  const { edited } = journal
  const text = `Edit ${round}`
  const path = `me/tasks/${edited.taskId}`
  edited.since.add(text)
  const headers = { 'if-match': `"${user.revision}"` }
  const { outcome, body } = await send('tasks.update', 'PATCH', path, { description: text }, headers)
  const received = outcome === 'revision_mismatch' ? (await send('tasks.get', 'GET', path)).body : body
  if (received?.id !== edited.taskId) return
  if (received.description !== edited.text && !edited.since.has(received.description))
    user.violations.push(`${edited.text} was acknowledged, and then was ${received.description}`)
  user.revision = received.revision
  edited.text = received.description ?? ''
  if (outcome === 'ok') edited.since.clear()
}

async function list({ send }: LoadUser): Promise<void> {
  await send('tasks.list', 'GET', 'me/tasks?limit=5')
}
