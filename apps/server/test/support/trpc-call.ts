import { type ErrorCode, errorTable, Problem } from '@taskpact/contract'
import { jsonType } from '@taskpact/testing'
import { expect } from 'vitest'
import type { Server } from '../../src/server.js'

export interface TrpcResponse {
  readonly status: number
  readonly headers: Headers
  readonly requestId: string | null
  readonly text: string
  readonly body: unknown
}

export interface ErrorBody {
  readonly error: {
    readonly message: string
    readonly data: { readonly httpStatus: number; readonly problem: unknown }
  }
}

interface Calls {
  call(path: string, init?: RequestInit, bearer?: string, to?: Server): Promise<TrpcResponse>
  query(name: string, input: unknown, bearer?: string): Promise<TrpcResponse>
  mutate(name: string, input: unknown, bearer?: string): Promise<TrpcResponse>
  signUp(email: string): Promise<{ token: string; userId: string }>
  titles(): Promise<string[]>
}

/** Returns functions that send tRPC requests over HTTP. `titles` returns the titles of the user of the token. */
export function trpcCallsTo(server: () => Server, token: () => string): Calls {
  const call: Calls['call'] = async (path, init = {}, bearer, to = server()) => {
    const headers = new Headers(init.headers)
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
    const response = await fetch(`${to.url}/trpc/${path}`, { ...init, headers })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      requestId: response.headers.get('x-request-id'),
      text,
      body: JSON.parse(text),
    }
  }
  const query: Calls['query'] = (name, input, bearer) =>
    call(`${name}?input=${encodeURIComponent(JSON.stringify(input))}`, {}, bearer)
  const mutate: Calls['mutate'] = (name, input, bearer) =>
    call(name, { method: 'POST', headers: jsonType, body: JSON.stringify(input) }, bearer)
  return {
    call,
    query,
    mutate,
    signUp: async (email) => {
      const { body } = await mutate('auth.signup', { email, password: 'Test123!' })
      const { data } = (body as { result: { data: { token: string; user: { id: string } } } }).result
      return { token: data.token, userId: data.user.id }
    },
    titles: async () => {
      const { body } = await query('tasks.list', { limit: 100 }, token())
      return (body as { result: { data: { items: { title: string }[] } } }).result.data.items.map(({ title }) => title)
    },
  }
}

export function problemOf(body: unknown): Problem {
  return Problem.parse((body as ErrorBody).error?.data?.problem)
}

/** Expects the problem of REST in a tRPC error, and no internals. */
export function expectProblem({ status, text, body, requestId }: TrpcResponse, code: ErrorCode): void {
  const problem = problemOf(body)
  const { message, data } = (body as ErrorBody).error
  expect(problem, text).toMatchObject({
    code,
    status,
    title: errorTable[code].title,
    requestId,
    type: `/docs/errors/${code}`,
  })
  expect(status).toBe(errorTable[code].status)
  expect(data.httpStatus).toBe(status)
  expect(message).toBe(problem.detail)
  expect(data).not.toHaveProperty('stack')
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|"stack"|failed query/i)
}
