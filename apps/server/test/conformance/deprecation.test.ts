import { auth, routes, system, tasks, UserId } from '@taskpact/contract'
import { sendTo, startTestServer } from '@taskpact/testing'
import { initContract } from '@ts-rest/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Api, Server } from '../../src/server.js'

const echo = {
  method: 'GET',
  path: '/api/:userId/echoes/:word',
  summary: 'Echo a word',
  description: 'Fails if the input is longer than a word.',
  metadata: { access: 'user', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' },
  pathParams: z.object({ userId: UserId, word: z.string().regex(/^\w{1,20}$/) }),
  responses: { 200: z.object({ heard: z.string() }) },
} as const
const deprecated = { since: '2026-01-01', sunset: '2026-12-31', use: 'echoes.hear' }

const extended = initContract().router({
  system,
  auth,
  tasks,
  echoes: routes({
    hear: echo,
    shout: { ...echo, path: '/api/:userId/shouts/:word', metadata: { ...echo.metadata, deprecated } },
    call: {
      ...echo,
      path: '/api/:userId/calls',
      pathParams: z.object({ userId: UserId }),
      metadata: { ...echo.metadata, deprecated },
    },
  }),
})

const api: Api<typeof extended> = {
  contract: extended,
  createService: (taskpact) => ({
    ...taskpact,
    echoes: {
      hear: async ({ word }) => ({ heard: word }),
      shout: async ({ word }) => ({ heard: word }),
      call: async () => ({ heard: 'nothing' }),
    },
  }),
}

const deprecationHeaders = { deprecation: '@1767225600', sunset: 'Thu, 31 Dec 2026 00:00:00 GMT' }

describe('deprecated operation', () => {
  let server: Server
  let token: string
  const send = sendTo(() => server)
  beforeAll(async () => {
    server = await startTestServer({ api })
    const account = { email: 'echo@example.com', password: 'Test123!' }
    const { body } = await send('/api/auth/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    })
    token = (body as { token: string }).token
  })
  afterAll(() => server?.close())

  it('sends Deprecation, Sunset and a Link to its successor over REST', async () => {
    const response = await send('/api/me/shouts/a%62c', { token })

    expect(response).toMatchObject({ status: 200, body: { heard: 'abc' }, headers: deprecationHeaders })
    expect(response.headers.link).toBe('</api/me/echoes/abc>; rel="successor-version"')
  })

  it('sends Deprecation and Sunset with errors', async () => {
    expect(await send('/api/me/shouts/abc')).toMatchObject({ status: 401, headers: deprecationHeaders })
    expect(await send('/api/me/shouts/!', { token })).toMatchObject({ status: 400, headers: deprecationHeaders })
  })

  it('sends no Link if the URL of the successor has unknown parameters', async () => {
    const { headers } = await send('/api/me/calls', { token })

    expect(headers).toMatchObject(deprecationHeaders)
    expect(headers.link).toBeUndefined()
  })

  it('sends Deprecation and Sunset over tRPC for a single call', async () => {
    const input = encodeURIComponent(JSON.stringify({ word: 'abc' }))
    const one = await send(`/trpc/echoes.shout?input=${input}`, { token })
    const several = await send(
      `/trpc/echoes.shout,echoes.hear?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { word: 'a' }, 1: { word: 'b' } }))}`,
      { token },
    )

    expect(one).toMatchObject({ status: 200, headers: deprecationHeaders })
    expect(one.headers.link).toBe('<echoes.hear>; rel="successor-version"')
    expect(several.status).toBe(200)
    expect(several.headers).not.toHaveProperty('deprecation')
  })

  it('is marked in the OpenAPI document', async () => {
    const { body } = await send('/openapi.json')

    expect(body).toHaveProperty(['paths', '/api/{userId}/shouts/{word}', 'get', 'deprecated'], true)
    expect(body).not.toHaveProperty(['paths', '/api/{userId}/echoes/{word}', 'get', 'deprecated'])
  })

  it('is the only one that sends Deprecation and Sunset', async () => {
    const { status, headers } = await send('/api/me/echoes/abc', { token })

    expect(status).toBe(200)
    expect(headers).not.toHaveProperty('deprecation')
    expect(headers).not.toHaveProperty('sunset')
    expect(headers).not.toHaveProperty('link')
  })
})
