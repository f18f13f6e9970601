import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'

/** Serve pages of `http://localhost`. The servers are at `http://127.0.0.1`, which is another site. */
let frontend: Server
let stranger: Server
let acrossSites: ServerProcess
let strict: ServerProcess
let browser: Browser
beforeAll(async () => {
  ;[frontend, stranger] = await Promise.all([servePage(), servePage()])
  const start = (SESSION_COOKIE: string) => startBuiltServer({ CORS_ORIGINS: originOf(frontend), SESSION_COOKIE })
  ;[acrossSites, strict, browser] = await Promise.all([
    start('cross-site'),
    start('strict'),
    chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--test-third-party-cookie-phaseout'],
    }),
  ])
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([acrossSites?.stop(), strict?.stop()])
  frontend?.close()
  stranger?.close()
})

let context: BrowserContext
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context?.close())

describe('a page of another site', () => {
  it('keeps its session over a reload with SESSION_COOKIE=cross-site, until it signs out', async () => {
    const page = await open(frontend)
    const { user } = (await signUp(page, acrossSites)).body

    expect(await callOf(page, acrossSites, 'session')).toEqual({ status: 200, body: { user } })
    await page.reload()
    const refreshed = await callOf(page, acrossSites, 'refresh')
    expect(refreshed).toMatchObject({ status: 200, body: { user } })
    await callOf(page, acrossSites, 'signout', { authorization: `Bearer ${refreshed.body.token}` })
    expect(await callOf(page, acrossSites, 'session')).toEqual({ status: 200, body: { user: null } })
    expect((await context.cookies(acrossSites.url)).map(({ name }) => name)).toEqual(['device-cross-site'])
  })

  it('cannot use the cookie without X-Requested-With, which the error names', async () => {
    const page = await open(frontend)
    await signUp(page, acrossSites)

    const refused = await callOf(page, acrossSites, 'refresh', { 'x-requested-with': '' })

    expect(refused.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('X-Requested-With') })
  })

  it('gets nothing if its origin is not allowed, also with the cookie of an allowed one of its site', async () => {
    const page = await open(frontend)
    const { user } = (await signUp(page, acrossSites)).body
    const other = await open(stranger)

    const answers = []
    for (const name of ['session', 'refresh'] as const) answers.push(await callOf(other, acrossSites, name))
    await other.evaluate(
      (url) => fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include' }).catch(() => {}),
      `${acrossSites.url}/api/auth/refresh`,
    )

    expect(answers).toEqual([blocked, blocked])
    expect(await callOf(page, acrossSites, 'session')).toEqual({ status: 200, body: { user } })
  })

  it('notices with auth.session that the browser keeps no cookie with SESSION_COOKIE=strict', async () => {
    const page = await open(frontend)

    expect((await signUp(page, strict)).status).toBe(201)

    expect(await callOf(page, strict, 'session')).toEqual({ status: 200, body: { user: null } })
  })
})

const blocked = { status: 0, body: {} }

interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the body of any response
  readonly body: any
}

function signUp(page: Page, server: ServerProcess): Promise<Answer> {
  const account = { email: `${crypto.randomUUID()}@example.com`, password: 'Test123!', session: 'cookie' }
  return callOf(page, server, 'signup', {}, account)
}

/** Sends a request with credentials from a page. Status 0 if the browser gives the page no response. */
function callOf(
  page: Page,
  server: ServerProcess,
  name: 'signup' | 'session' | 'refresh' | 'signout',
  headers: Record<string, string> = {},
  body: unknown = {},
): Promise<Answer> {
  const init = {
    method: name === 'session' ? 'GET' : 'POST',
    headers: { 'x-requested-with': 'fetch', 'content-type': 'application/json', ...headers },
    ...(name === 'signup' || name === 'refresh' ? { body: JSON.stringify(body) } : {}),
  }
  return page.evaluate(
    async ([url, init]) => {
      try {
        const response = await fetch(url, { ...init, credentials: 'include' })
        const text = await response.text()
        return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
      } catch {
        return { status: 0, body: {} }
      }
    },
    [`${server.url}/api/auth/${name}`, init] as const,
  )
}

async function open(server: Server): Promise<Page> {
  const page = await context.newPage()
  await page.goto(originOf(server))
  return page
}

async function servePage(): Promise<Server> {
  const server = createServer((_req, res) => res.setHeader('content-type', 'text/html').end('<title>Page</title>'))
  await once(server.listen(0, 'localhost'), 'listening')
  return server
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
