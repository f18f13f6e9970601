import { json, type RawResponse, sendTo, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { computingTime } from '../../../../packages/engine/test/computing-time.js'

let direct: TestServer
let proxied: TestServer
let twice: TestServer
beforeAll(async () => {
  direct = await startTestServer()
  proxied = await startTestServer({ env: { TRUST_PROXY: '1' } })
  twice = await startTestServer({ env: { TRUST_PROXY: '2' } })
})
afterAll(async () => {
  await direct?.close()
  await proxied?.close()
  await twice?.close()
})

function sendFrom(server: TestServer, prefix: string | undefined) {
  const headers: Record<string, string> = prefix === undefined ? {} : { 'x-forwarded-prefix': prefix }
  const send = sendTo(() => server)
  return {
    get: (path: string) => send(path, { headers }),
    create: (user: User): Promise<RawResponse> => {
      const body = json({ title: 'Buy milk' }, headers)
      return send('/api/me/tasks', { method: 'POST', token: user.token, ...body })
    },
  }
}

/** The prefix of `Location`, of the redirect to the docs and of `servers` (OpenAPI 3.1.1, section 4.8.5), which must agree. */
async function prefixSeen(server: TestServer, given?: string): Promise<string> {
  const { get, create } = sendFrom(server, given)
  const user = await server.signUp()
  const created = await create(user)
  const { id } = created.body as { id: string }
  const path = `/api/${user.id}/tasks/${id}`
  expect(String(created.headers.location).endsWith(path)).toBe(true)
  const prefix = String(created.headers.location).slice(0, -path.length)

  const { servers } = (await get('/openapi.json')).body as { servers: { url: string }[] }
  expect(servers.map(({ url }) => url)).toEqual([prefix || '/'])
  expect((await get('/openapi.yaml')).text).toContain(`  - url: ${prefix || '/'}\n`)
  expect((await get('/')).headers.location).toBe(prefix ? `${prefix}/docs` : 'docs')
  return prefix
}

describe('X-Forwarded-Prefix', () => {
  it('of a trusted proxy is part of every URL that a response refers to', async () => {
    expect(await prefixSeen(proxied, '/tasks')).toBe('/tasks')
    expect(await prefixSeen(proxied, '/my/tasks/')).toBe('/my/tasks')
    expect(await prefixSeen(proxied)).toBe('')
    expect(await prefixSeen(proxied, '/')).toBe('')
  })

  it('is ignored unless the proxy is trusted', async () => {
    expect(await prefixSeen(direct, '/tasks')).toBe('')
  })

  it('has a part of each trusted proxy, the outermost first', async () => {
    expect(await prefixSeen(twice, '/outer, /inner')).toBe('/outer/inner')
    expect(await prefixSeen(twice, '/forged, /outer, /inner')).toBe('/outer/inner')
    expect(await prefixSeen(proxied, '/forged, /tasks')).toBe('/tasks')
  })

  it.each([
    '//evil.example',
    'https://evil.example',
    'tasks',
    '/..',
    '/a/../b',
    '/./a',
    '/a b',
    '/a"',
    '/a/../b?',
    '/a%2f',
    `/${'a'.repeat(300)}`,
  ])('is ignored if it is not a path: %s', async (prefix) => {
    expect(await prefixSeen(proxied, prefix)).toBe('')
  })

  it('is named in Vary by documents, which caches may store', async () => {
    expect((await sendFrom(proxied, '/tasks').get('/openapi.json')).headers.vary).toMatch(/X-Forwarded-Prefix/)
  })

  // A proxy may pass on the header of the client, who can then write another prefix in each request.
  it('does not create the document again', async () => {
    const yamlAt = (prefix: string) => sendFrom(proxied, prefix).get('/openapi.yaml')
    const plain = (await yamlAt('')).text
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const before = computingTime()
      for (let n = 0; n < 20; n++) {
        const prefix = `/p${round}-${n}`
        expect((await yamlAt(prefix)).text).toBe(plain.replace('  - url: /\n', `  - url: ${prefix}\n`))
      }
      times.push((computingTime() - before) / 20)
    }
    const ms = Math.min(...times) // other tests of the process take CPU time too

    console.info(`${ms} ms of CPU time for each prefix`)
    expect(ms).toBeLessThan(12)
  })
})
