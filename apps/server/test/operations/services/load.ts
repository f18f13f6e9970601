import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDocumentCheck, type DocumentCheck } from '@taskpact/testing'
import type { Journal, Recorder } from './recorder.js'

export interface Load extends Recorder {
  /** Sends nothing new. What was sent with a key is sent again until it is acknowledged, for ten seconds at most. */
  stop(): Promise<void>
}

interface Reply {
  readonly outcome: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever a reply holds; its shape is checked against the document
  readonly body?: any
}
type Send = (operation: string, method: string, path: string, body?: unknown, headers?: Headers) => Promise<Reply>
type Headers = Readonly<Record<string, string>>

/** Milliseconds in which any call must be answered, whatever is broken. */
const patience = 10_000
/** Milliseconds that each client rests between calls: the load stays steady while answers take no time. */
const rest = 15

/**
 * Users who create, edit and read tasks without a pause, their calls by turns to the servers at these addresses. Every
 * reply is held against the published document, and what was acknowledged must be readable at once from any server.
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
    if (outcome === 'late') recorder.violations.push(`${operation} was not answered within ${patience} ms`)
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
  if (outcome !== 'ok') throw new Error(`The load could not begin: ${outcome}`)
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
    return { outcome: (error as Error).name === 'TimeoutError' ? 'late' : 'no reply' }
  }
}

/** Who has a key asks until there is an answer. */
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

/** Changes the text only from the known state. If an earlier request took effect late, it reads the state again. */
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
