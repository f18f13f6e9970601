import { deepStrictEqual } from 'node:assert/strict'
import { errorTable } from '@taskpact/contract'
import { requestsOf } from './load.js'
import type { Running } from './running.js'
import { type Ask, freshHeaders, isServed, outputOf, toHttp } from './wire.js'
import type { Work } from './works.js'
import type { Someone, World } from './world.js'

/** Everybody's answers to a work are those of the first, but for what each writing makes anew. Throws where one is not. */
export async function verifyWork(work: Work, all: readonly Running[], { people }: World): Promise<void> {
  const [first, ...others] = all
  const [someone] = people
  if (!first || !someone) throw new TypeError('Nobody is there')
  for (const turn of [0, 7, 11, 17]) {
    const ask = work.ask(someone, turn)
    const expected = await answered(first, ask, someone)
    for (const other of others) {
      deepStrictEqual(
        comparable(await answered(other, ask, someone), ask),
        comparable(expected, ask),
        `${other.contestant.name} does ${work.name} otherwise than ${first.contestant.name}`,
      )
    }
  }
}

/** The requests with which a work is measured are served. */
export async function verifyRequests(work: Work, on: Running, world: World): Promise<void> {
  const { all, isServed } = await requestsOf(work, on, world, 3)
  for (const one of all) {
    const { path, method, body = null } = one
    const response = await fetch(on.url + path, { method, body, headers: freshHeaders(one) })
    const text = await response.text()
    if (!isServed(response.status)) throw new Error(`${on.contestant.name}, ${work.name}: ${response.status} ${text}`)
  }
}

/** It lets in nobody without a token, nobody to another's tasks, finds what there is alone, and takes no nonsense. */
export async function verifyRefusals(on: Running, { people }: World): Promise<void> {
  const [someone, other] = people
  if (!someone || !other) throw new TypeError('Nobody is there')
  const list = { operation: 'tasks.list', input: { limit: 1 } }
  const refused: [Ask, string | undefined, keyof typeof errorTable][] = [
    [list, undefined, 'unauthenticated'],
    [list, `${someone.token.slice(0, -3)}abc`, 'invalid_token'],
    [{ ...list, input: { ...list.input, userId: other.userId } }, someone.token, 'forbidden'],
    [{ operation: 'tasks.get', input: { taskId: other.taskIds[0] } }, someone.token, 'not_found'],
    [{ operation: 'tasks.update', input: { taskId: other.taskIds[0], title: 'a' } }, someone.token, 'not_found'],
  ]
  if (!on.contestant.isCareless) {
    refused.push([{ operation: 'tasks.create', input: { title: ' ' } }, someone.token, 'invalid_input'])
  }
  for (const [ask, token, code] of refused) {
    const { status } = await call(on, ask, token)
    if (status !== errorTable[code].status)
      throw new Error(`${on.contestant.name} answers ${status} to ${ask.operation}, where it is ${code}`)
  }
}

/** Each change takes the next revision of its user, whoever makes it. */
export async function verifyRevisions(all: readonly Running[], { people }: World): Promise<void> {
  const [someone] = people
  if (!someone) throw new TypeError('Nobody is there')
  let last: number | undefined
  for (const on of all) {
    const made = (await answered(on, { operation: 'tasks.create', input: { title: 'Counted' } }, someone)) as Stamped
    const ask = { operation: 'tasks.complete', input: { taskId: made.id } }
    const done = (await answered(on, ask, someone)) as Stamped
    if ((last !== undefined && made.revision !== last + 1) || done.revision !== made.revision + 1 || !done.completed)
      throw new Error(`${on.contestant.name} stamped ${last}, ${made.revision}, ${done.revision}`)
    last = done.revision
  }
}

/** A request that is repeated with its idempotency key takes effect once. */
export async function verifyRepetition({ url, contestant }: Running, { people }: World): Promise<void> {
  if (!contestant.offers.includes('idempotency')) return
  const request = toHttp(
    contestant.wire,
    { operation: 'tasks.create', input: { title: 'Once' }, keyed: true },
    people[0]?.token,
  )
  const { path, method, body = null } = request
  const headers = freshHeaders(request)
  const send = async () => (await fetch(url + path, { method, body, headers })).json() as Promise<Stamped>
  deepStrictEqual(await send(), await send(), `${contestant.name} creates a task twice for one idempotency key`)
}

interface Stamped {
  readonly id: string
  readonly revision: number
  readonly completed: boolean
}

async function answered(on: Running, ask: Ask, { token }: Someone): Promise<unknown> {
  const { status, body } = await call(on, ask, token)
  const { contestant } = on
  if (!isServed(status, {})) throw new Error(`${contestant.name} answers ${status} to ${ask.operation}: ${body}`)
  return outputOf(contestant.wire, JSON.parse(body))
}

async function call({ url, contestant }: Running, ask: Ask, token: string | undefined) {
  const request = toHttp(contestant.wire, ask, token)
  const { path, method, body = null } = request
  const response = await fetch(url + path, { method, body, headers: freshHeaders(request) })
  return { status: response.status, body: await response.text() }
}

/** A cursor is everybody's own. What a change makes anew differs from call to call. */
function comparable(output: unknown, { operation }: Ask): unknown {
  const madeAnew = /create|batch/.test(operation) ? ['id', 'createdAt'] : []
  const stamped = /list|get/.test(operation) ? [] : ['revision', 'updatedAt', 'completedAt', ...madeAnew]
  return JSON.parse(
    JSON.stringify(output, (key, value) => {
      if (key === 'nextCursor') return typeof value
      return stamped.includes(key) ? typeof value : value
    }),
  )
}
