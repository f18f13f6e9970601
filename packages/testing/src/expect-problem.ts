import { type ErrorCode, errorTable, Problem } from '@taskpact/contract'
import { expect } from 'vitest'
import type { RawResponse } from './raw-request.js'

/** Expects a complete problem with the given code and no internals. */
export function expectProblem(
  { status, headers, text, body }: RawResponse,
  code: ErrorCode,
  fields?: readonly string[],
): void {
  expect(body, `HTTP ${status} ${text.slice(0, 200)}`).toMatchObject({ code })
  expect(headers['content-type']).toMatch(/^application\/problem\+json(;|$)/)
  expect(Problem.safeParse(body).error).toBeUndefined()
  expect(body).toMatchObject({
    status: errorTable[code].status,
    title: errorTable[code].title,
    type: `/docs/errors/${code}`,
    detail: expect.stringMatching(/^[A-Z].*\.$/s),
  })
  expect(status).toBe(errorTable[code].status)
  expect((body as Problem).requestId).toBe(headers['x-request-id'])
  expect(headers['www-authenticate'], 'WWW-Authenticate').toEqual(
    status === 401 || code === 'insufficient_scope' ? expect.stringMatching(/^Bearer/) : undefined,
  )
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|"stack"|\bat \w+ \(|select |insert |update "|failed query/i)
  if (fields) {
    const named = ((body as Problem).errors ?? []).map(({ in: place, pointer }) => place + pointer)
    expect([...new Set(named)]).toEqual(fields)
  }
}

/** Returns the problem in a response as text. */
export function problemIn(text: string): Problem {
  return Problem.parse(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)))
}
