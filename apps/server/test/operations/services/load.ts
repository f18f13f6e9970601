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
const patience = 10_000
/** Milliseconds that each client pauses between requests, so that the load is steady. */
const rest = 15

/**
 * Starts users that create, edit and list tasks continuously, round-robin on the given servers. Checks every response against
 * the OpenAPI document, and that acknowledged writes are immediately readable from any server.
 */
export async function startLoad(urls: readonly string[], users = 8): Promise<Load> {
  const check = await createDocumentCheck(urls[0] as string)
  const recorder: Recorder = { calls: [], violations: [], journals: [] }
  let isStopping = false
  const people = await Promise.all(Array.from({ length: users }, () => join(recorder, urls, check)))
  const working = people.map(async (person, index) => {
    for (let turn = 0; !isStopping; turn++) {
      if (turn % 3 === 0) await edit(person, turn)
      else if (index % 2 === 0) await createWithKey(person, turn, () => isStopping)
      else await createOnce(person, turn)
      await list(person)
      await sleep(rest)
    }
  })
  return {
    ...recorder,
    async stop() {
      isStopping = true
      await Promise.all(working)
    },
  }
}

interface Person {
  readonly send: Send
  readonly journal: Journal
  revision: number
  readonly violations: string[]
}

async function join(recorder: Recorder, urls: readonly string[], check: DocumentCheck): Promise<Person> {
  let token = ''
  let turn = 0
  const send: Send = async (operation, method, path, body, headers = {}) => {
    const url = urls[turn++ % urls.length]
    const { outcome, ...reply } = await call(`${url}/api/${path}`, {
      method,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    recorder.calls.push({ operation, outcome, at: performance.now() })
    if (outcome === 'timeout') recorder.violations.push(`${operation} had no response within ${patience} ms`)
    try {
      if (reply.status) check.expectDocumented(operation, reply.status, reply.type ?? null, reply.body)
    } catch (error) {
      recorder.violations.push(String(error))
    }
    return { outcome, body: reply.body }
  }
  const account = { email: `${randomUUID()}@example.com`, password: 'Test123!' }
  const session = must(await send('auth.signup', 'POST', 'auth/signup', account))
  token = session.token
  const task = must(await send('tasks.create', 'POST', 'me/tasks', { title: 'Edited' }))
  const journal: Journal = {
    userId: session.user.id,
    acknowledged: new Map([['Edited', task.id]]),
    sent: new Set(['Edited']),
    edited: { taskId: task.id, text: '', since: new Set() },
  }
  recorder.journals.push(journal)
  return { send, journal, revision: task.revision, violations: recorder.violations }
}

function must({ outcome, body }: Reply): NonNullable<Reply['body']> {
  if (outcome !== 'ok') throw new Error(`The load could not start: ${outcome}`)
  return body
}

async function call(url: string, init: RequestInit) {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) })
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
async function createWithKey(person: Person, turn: number, isStopping: () => boolean): Promise<void> {
  const { send, journal } = person
  const title = `With a key ${turn}`
  const headers = { 'idempotency-key': `"key-${turn}"` }
  journal.sent.add(title)
  let until = Number.POSITIVE_INFINITY
  while (performance.now() < until) {
    if (isStopping()) until = Math.min(until, performance.now() + patience)
    const { outcome, body } = await send('tasks.create', 'POST', 'me/tasks', { title }, headers)
    if (outcome === 'ok') return acknowledge(person, title, body.id)
    await sleep(100)
  }
  person.violations.push(`${title} was never acknowledged`)
}

async function createOnce(person: Person, turn: number): Promise<void> {
  const title = `Once ${turn}`
  person.journal.sent.add(title)
  const { outcome, body } = await person.send('tasks.create', 'POST', 'me/tasks', { title })
  if (outcome === 'ok') await acknowledge(person, title, body.id)
}

async function acknowledge({ journal, send, violations }: Person, title: string, id: string): Promise<void> {
  journal.acknowledged.set(title, id)
  const { outcome } = await send('tasks.get', 'GET', `me/tasks/${id}`)
  if (outcome === 'not_found') violations.push(`${title} was acknowledged, and then not found`)
}

/** Updates the text at the known revision. If an earlier request took effect late, it reads the current state. */
async function edit(person: Person, turn: number): Promise<void> {
  const { send, journal } = person
  const { edited } = journal
  const text = `Edit ${turn}`
  const path = `me/tasks/${edited.taskId}`
  edited.since.add(text)
  const headers = { 'if-match': `"${person.revision}"` }
  const { outcome, body } = await send('tasks.update', 'PATCH', path, { description: text }, headers)
  const seen = outcome === 'revision_mismatch' ? (await send('tasks.get', 'GET', path)).body : body
  if (seen?.id !== edited.taskId) return
  if (seen.description !== edited.text && !edited.since.has(seen.description))
    person.violations.push(`${edited.text} was acknowledged, and then was ${seen.description}`)
  person.revision = seen.revision
  edited.text = seen.description ?? ''
  if (outcome === 'ok') edited.since.clear()
}

async function list({ send }: Person): Promise<void> {
  await send('tasks.list', 'GET', 'me/tasks?limit=5')
}
