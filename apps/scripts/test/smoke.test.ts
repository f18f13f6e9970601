import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Intercept, openProxy } from './proxy.js'
import { type RunOptions, runScript, useBundles } from './run-script.js'

useBundles()
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

/** Runs the smoke test through a proxy. Returns the failed step and the audit events of the server. */
async function runBehindProxy(intercept: Intercept, options: RunOptions = {}, args: readonly string[] = []) {
  const proxy = await openProxy(server.url, intercept)
  const before = server.log.length
  const { code, stdout } = await runScript('smoke', [proxy.url, '--json', ...args], {}, options)
  proxy.close()
  const failed = JSON.parse(stdout).steps.find(({ ok }: { ok: boolean }) => !ok)
  return { code, failed, audited: server.log.slice(before).flatMap((line) => JSON.parse(line).audit ?? []) }
}

describe('smoke', () => {
  it('passes all steps and deletes its account', async () => {
    const before = server.log.length
    const { code, stdout, stderr } = await runScript('smoke', [server.url, '--json'])
    const { ok, steps } = JSON.parse(stdout)

    expect({ code, ok, stderr }).toEqual({ code: 0, ok: true, stderr: '' })
    expect(steps.length).toBeGreaterThan(10)
    const audited = server.log.slice(before).flatMap((line) => JSON.parse(line).audit ?? [])
    expect(audited.filter((kind) => kind === 'signed_up' || kind === 'deleted')).toEqual(['signed_up', 'deleted'])
  })

  it('reports the failed step of a server that is not the API', async () => {
    const broken = createServer((_request, response) => response.end('<h1>It works!</h1>'))
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`

    const { code, stdout } = await runScript('smoke', [url])
    broken.close()

    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAILED is ready .*\n +unexpected_response: .*\n.*: smoke test failed\n$/)
  })

  it.each(['lost', 'invalid'])('deletes its account if the sign-up response is %s', async (what) => {
    const { code, failed, audited } = await runBehindProxy(({ request, response, forward }) => {
      if (request.url !== '/api/auth/signup') return undefined
      const respond = () => (what === 'lost' ? response.destroy() : response.end('[null]'))
      return forward().then(respond)
    })

    expect({ code, name: failed.name }).toEqual({ code: 1, name: 'signs up' })
    expect(audited).toEqual(expect.arrayContaining(['signed_up', 'deleted']))
  })

  it('deletes its account after SIGINT', async () => {
    const controller = new AbortController()

    const { code, failed, audited } = await runBehindProxy(
      ({ request }) => {
        if (request.method === 'POST' && request.url === '/api/me/tasks') controller.abort()
        return undefined
      },
      { signal: controller.signal },
    )

    expect({ code, error: failed.error }).toEqual({ code: 1, error: 'Stopped by SIGINT' })
    expect(audited).toEqual(expect.arrayContaining(['signed_up', 'deleted']))
  })

  it.each(['/openapi.json', '/trpc'])('applies --timeout to %s', async (path) => {
    const hang = () => new Promise<never>(() => {})

    const intercept: Intercept = ({ request }) => (request.url?.startsWith(path) ? hang() : undefined)
    const { code, failed } = await runBehindProxy(intercept, {}, ['--timeout', '2'])

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
  ])('exits with 2 for an invalid URL: %j', async (args) => {
    const { code, stdout, stderr } = await runScript('smoke', args)

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).not.toContain('secret')
  })

  it('reports the network error if the connection is refused', async () => {
    const unused = createServer().listen(0, '127.0.0.1')
    await once(unused, 'listening')
    const { port } = unused.address() as AddressInfo
    unused.close()

    const { code, stdout } = await runScript('smoke', [`http://127.0.0.1:${port}`])

    expect(code).toBe(1)
    expect(stdout).toContain('ECONNREFUSED')
  })
})
