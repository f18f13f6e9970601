import { exchangeWith, expectProblem, problemIn, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let server: TestServer

const send = sendTo(() => server)
const exchange = exchangeWith(() => server)

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

describe('X-Request-Id', () => {
  const idOf = async (provided: string | string[]) => {
    const response = await send('/api/auth/me', { headers: { 'x-request-id': provided } })
    expectProblem(response, 'unauthenticated')
    return response.headers['x-request-id']
  }

  it('returns a valid id of the request', async () => {
    for (const id of ['a', 'abc-DEF_123', 'x'.repeat(128)]) expect(await idOf(id)).toBe(id)
  })

  it.each([
    ['200 characters', 'x'.repeat(200)],
    ['129 characters', 'x'.repeat(129)],
    ['nothing', ''],
    ['a space', 'a b'],
    ['a tab', 'a\tb'],
    ['markup', '<script>'],
    ['quotes', '"a"'],
    ['a format string', '%s%n'],
    ['accents', 'caf\u00e9'],
    ['two ids', ['a', 'b']],
  ])('replaces an id with %s', async (_what, provided) => {
    expect(await idOf(provided)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })

  it.each(['a\u0001b', 'a\u007fb', 'a\0b', 'a\rb'])(
    'does not echo an id with a control character: %j',
    async (provided) => {
      const text = await exchange(
        `GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${provided}\r\n\r\n`,
      )

      expect(text).toMatch(/^HTTP\/1\.1 (400|404) /)
      expect(text).not.toContain(provided)
      expect(problemIn(text).requestId).toBe(/^x-request-id: (.*)$/im.exec(text)?.[1])
    },
  )

  it('is different for each request', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await send('/health')).headers['x-request-id']))

    expect(new Set(ids)).toHaveLength(3)
  })
})
