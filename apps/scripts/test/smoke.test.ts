import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../server/test/support/test-server.js'
import { type Meddle, openProxy } from './proxy.js'
import { type Running, run } from './run.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

describe('smoke', () => {
  it('finds a server well, and leaves nothing behind', async () => {
    const before = server.log.length
    const { code, stdout, stderr } = await run('smoke', [server.url, '--json'])
    const { ok, steps } = JSON.parse(stdout)

    expect({ code, ok, stderr }).toEqual({ code: 0, ok: true, stderr: '' })
    expect(steps.length).toBeGreaterThan(10)
    const audited = server.log.slice(before).flatMap((line) => JSON.parse(line).audit ?? [])
    expect(audited.filter((kind) => kind === 'signed_up' || kind === 'deleted')).toEqual(['signed_up', 'deleted'])
  })

  it('says of a server that answers nonsense what is wrong with it', async () => {
    const broken = createServer((_request, response) => response.end('<h1>It works!</h1>'))
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`

    const { code, stdout } = await run('smoke', [url])
    broken.close()

    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAILED is ready .*\n +unexpected_response: .*\n.* is not well\n$/)
  })

  /** Runs it against a server that somebody is in front of; with what became of accounts and sessions. */
  async function smokeBehind(meddle: Meddle, running: Running = {}) {
    const proxy = await openProxy(server.url, meddle)
    const before = server.log.length
    const { code, stdout } = await run('smoke', [proxy.url, '--json', '--timeout', '2'], {}, running)
    proxy.close()
    const failed = JSON.parse(stdout).steps.find(({ ok }: { ok: boolean }) => !ok)
    return { code, failed, audited: server.log.slice(before).flatMap((line) => JSON.parse(line).audit ?? []) }
  }

  it.each(['lost', 'spoiled'])('deletes its account also where the answer to signing up is %s', async (what) => {
    const { code, failed, audited } = await smokeBehind(({ request, response, pass }) => {
      if (request.url !== '/api/auth/signup') return undefined
      const answer = () => (what === 'lost' ? response.destroy() : response.end('[null]'))
      return pass().then(answer)
    })

    expect({ code, name: failed.name }).toEqual({ code: 1, name: 'signs up' })
    expect(audited).toEqual(expect.arrayContaining(['signed_up', 'deleted']))
  })

  it('deletes its account also where it is stopped', async () => {
    const stopping = new AbortController()

    const { code, failed, audited } = await smokeBehind(
      ({ request }) => {
        if (request.method === 'POST' && request.url === '/api/me/tasks') stopping.abort()
        return undefined
      },
      { stop: stopping.signal },
    )

    expect({ code, error: failed.error }).toEqual({ code: 1, error: 'Stopped by SIGINT' })
    expect(audited).toEqual(expect.arrayContaining(['signed_up', 'deleted']))
  })

  it.each(['/openapi.json', '/trpc'])('waits for no answer longer than it was told: %s', async (path) => {
    const hang = () => new Promise<never>(() => {})

    const { code, failed } = await smokeBehind(({ request }) => (request.url?.startsWith(path) ? hang() : undefined))

    expect(code).toBe(1)
    expect(failed.error).toMatch(/timeout/)
  })

  it.each([
    [[]],
    [['not an address']],
    [['file:///etc/passwd']],
    [['http:example.org']],
    [['https://example.org/?tasks']],
    [['https://ada:secret@example.org']],
  ])('wants an address: %j', async (args) => {
    const { code, stdout, stderr } = await run('smoke', args)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toContain('secret')
  })

  it('says why no server answers', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address() as AddressInfo
    gone.close()

    const { code, stdout } = await run('smoke', [`http://127.0.0.1:${port}`])

    expect(code).toBe(1)
    expect(stdout).toContain('ECONNREFUSED')
  })
})
