import { deepStrictEqual } from 'node:assert/strict'
import { errorTable } from '@taskpact/contract'
import type { Caller, Fixture } from './fixture.js'
import { requestsOf } from './load.js'
import { type Call, freshHeaders, isServed, outputOf, toHttp } from './request.js'
import type { RunningServer } from './running-server.js'
import type { Workload } from './workloads.js'

/** Throws if a server responds differently from the first, except for generated ids, timestamps and revisions. */
export async function verifyWorkload(
  workload: Workload,
  all: readonly RunningServer[],
  { callers }: Fixture,
): Promise<void> {
  const [first, ...others] = all
  const [caller] = callers
  if (!first || !caller) throw new TypeError('The fixture has no callers')
  for (const round of [0, 7, 11, 17]) {
    const call = workload.call(caller, round)
    const expected = await outputFrom(first, call, caller)
    for (const other of others) {
      deepStrictEqual(
        comparable(await outputFrom(other, call, caller), call),
        comparable(expected, call),
        `${other.server.name} responds to ${workload.name} differently from ${first.server.name}`,
      )
    }
  }
}

/** Throws if a server does not serve the requests of the measurement. */
export async function verifyRequests(workload: Workload, running: RunningServer, fixture: Fixture): Promise<void> {
  const { all, isServed } = await requestsOf(workload, running, fixture, 3)
  for (const one of all) {
    const { path, method, body = null } = one
    const response = await fetch(running.url + path, { method, body, headers: freshHeaders(one) })
    const text = await response.text()
    if (!isServed(response.status))
      throw new Error(`${running.server.name}, ${workload.name}: ${response.status} ${text}`)
  }
}

/** Throws if a server accepts a missing or forged token, another user's data, or invalid input. */
export async function verifyRefusals(running: RunningServer, { callers }: Fixture): Promise<void> {
  const [caller, other] = callers
  if (!caller || !other) throw new TypeError('The fixture has no callers')
  const list = { operation: 'tasks.list', input: { limit: 1 } }
  const refused: [Call, string | undefined, keyof typeof errorTable][] = [
    [list, undefined, 'unauthenticated'],
    [list, `${caller.token.slice(0, -3)}abc`, 'invalid_token'],
    [{ ...list, input: { ...list.input, userId: other.userId } }, caller.token, 'forbidden'],
    [{ operation: 'tasks.get', input: { taskId: other.taskIds[0] } }, caller.token, 'not_found'],
    [{ operation: 'tasks.update', input: { taskId: other.taskIds[0], title: 'a' } }, caller.token, 'not_found'],
  ]
  if (!running.server.acceptsAnyInput) {
    refused.push([{ operation: 'tasks.create', input: { title: ' ' } }, caller.token, 'invalid_input'])
  }
  for (const [call, token, code] of refused) {
    const { status } = await sendCall(running, call, token)
    if (status !== errorTable[code].status)
      throw new Error(`${running.server.name} returns ${status} for ${call.operation} instead of ${code}`)
  }
}

/** Throws unless each change takes the next revision of its user, on whichever server. */
export async function verifyRevisions(all: readonly RunningServer[], { callers }: Fixture): Promise<void> {
  const [caller] = callers
  if (!caller) throw new TypeError('The fixture has no callers')
  let last: number | undefined
  for (const running of all) {
    const created = (await outputFrom(
      running,
      { operation: 'tasks.create', input: { title: 'Counted' } },
      caller,
    )) as TaskFields
    const call = { operation: 'tasks.complete', input: { taskId: created.id } }
    const done = (await outputFrom(running, call, caller)) as TaskFields
    if (
      (last !== undefined && created.revision !== last + 1) ||
      done.revision !== created.revision + 1 ||
      !done.completed
    )
      throw new Error(`${running.server.name} assigned the revisions ${last}, ${created.revision}, ${done.revision}`)
    last = done.revision
  }
}

/** Throws if a repeated request with the same idempotency key creates another task. */
export async function verifyRepetition({ url, server }: RunningServer, { callers }: Fixture): Promise<void> {
  if (!server.supports.includes('idempotency')) return
  const request = toHttp(
    server.protocol,
    { operation: 'tasks.create', input: { title: 'Once' }, keyed: true },
    callers[0]?.token,
  )
  const { path, method, body = null } = request
  const headers = freshHeaders(request)
  const send = async () => (await fetch(url + path, { method, body, headers })).json() as Promise<TaskFields>
  deepStrictEqual(await send(), await send(), `${server.name} creates a task twice for one idempotency key`)
}

interface TaskFields {
  readonly id: string
  readonly revision: number
  readonly completed: boolean
}

async function outputFrom(running: RunningServer, call: Call, { token }: Caller): Promise<unknown> {
  const { status, body } = await sendCall(running, call, token)
  const { server } = running
  if (!isServed(status, {})) throw new Error(`${server.name} returns ${status} for ${call.operation}: ${body}`)
  return outputOf(server.protocol, JSON.parse(body))
}

async function sendCall({ url, server }: RunningServer, call: Call, token: string | undefined) {
  const request = toHttp(server.protocol, call, token)
  const { path, method, body = null } = request
  const response = await fetch(url + path, { method, body, headers: freshHeaders(request) })
  return { status: response.status, body: await response.text() }
}

/** Replaces cursors, whose encoding differs between servers, and generated values by their types. */
function comparable(output: unknown, { operation }: Call): unknown {
  const generated = /create|batch/.test(operation) ? ['id', 'createdAt'] : []
  const replaced = /list|get/.test(operation) ? [] : ['revision', 'updatedAt', 'completedAt', ...generated]
  return JSON.parse(
    JSON.stringify(output, (key, value) => {
      if (key === 'nextCursor') return typeof value
      return replaced.includes(key) ? typeof value : value
    }),
  )
}
