import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { app } from './examples/app.js'

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

describe('README examples', () => {
  let server: ReturnType<typeof app.listen>
  let url: string
  beforeAll(async () => {
    server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => server.close())

  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json', ...init.headers },
    })

  it.each(['contract.ts', 'perform.ts', 'app.ts'])('are the same as the example file: %s', (file) => {
    expect(read('../README.md')).toContain(`\`\`\`ts\n${read(`examples/${file}`)}\`\`\``)
  })

  it('serves the API on an Express app that has other routes', async () => {
    const created = await send('/api/me/notes', { method: 'POST', body: '{"text":"Buy milk"}' })
    const note = await created.json()
    const found = await send(created.headers.get('location') ?? '')

    expect(created.status).toBe(201)
    expect(note).toEqual({ id: expect.any(String), userId: 'ada', text: 'Buy milk' })
    expect(await found.json()).toEqual(note)
    expect(await (await send('/')).text()).toBe('An application with routes of its own')
    expect(await (await send('/elsewhere')).text()).toBe('No such page')
  })

  it.each([
    ['unauthenticated', 401, '/api/me/notes/1', { headers: { authorization: 'none' } }],
    ['invalid_token', 401, '/api/me/notes/1', { headers: { authorization: 'Bearer wrong' } }],
    ['forbidden', 403, '/api/bob/notes/1', {}],
    ['not_found', 404, '/api/me/notes/1', {}],
    ['invalid_input', 400, '/api/me/notes', { method: 'POST', body: '{}' }],
    ['method_not_allowed', 405, '/api/me/notes', { method: 'DELETE' }],
  ])('responds with a problem: %s', async (code, status, path, init) => {
    const response = await send(path, init)

    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    expect(await response.json()).toMatchObject({ code, status })
  })
})
