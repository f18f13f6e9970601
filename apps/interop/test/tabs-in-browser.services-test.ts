import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createClient } from '@taskpact/client'
import { build } from 'esbuild'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'
import type { Tab } from './tab.js'

const tabs = 10

let server: ServerProcess
let frontend: Server
let browser: Browser
beforeAll(async () => {
  frontend = await serveTab()
  ;[server, browser] = await Promise.all([
    startBuiltServer({ CORS_ORIGINS: originOf(frontend) }),
    chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] }),
  ])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  frontend?.close()
})

/** The first one is the leader: the others were opened when it had a stream. */
let pages: Page[]
let context: BrowserContext
let create: (title: string) => Promise<unknown>
beforeEach(async () => {
  context = await browser.newContext()
  const client = createClient({ baseUrl: server.url })
  const account = { email: `${crypto.randomUUID()}@example.com`, password: 'Test123!' }
  const { token } = await client.auth.signup(account)
  const { tasks } = createClient({ baseUrl: server.url, token })
  create = (title) => tasks.create({ title })
  const leader = await openTab()
  await inTab(leader, 'signIn', account)
  await inTab(leader, 'watch')
  await expect.poll(openStreams).toBe(1)
  pages = [leader, ...(await Promise.all(Array.from({ length: tabs - 1 }, openTab)))]
  await Promise.all(pages.slice(1).map((page) => inTab(page, 'watch')))
  await expect.poll(() => statuses()).toEqual(Array.from({ length: tabs }, () => 'live'))
}, 60_000)
afterEach(() => context?.close())

describe('ten tabs of a user', () => {
  it('share one stream, receive each change once and in order, and can send other requests', async () => {
    const titles = Array.from({ length: 20 }, (_, n) => `Task ${n}`)
    for (const title of titles) await create(title)

    await expect.poll(() => titlesOf(pages)).toEqual(pages.map(() => titles))
    expect(await openStreams()).toBe(1)
    for (const page of pages) expect(await inTab(page, 'count')).toBe(titles.length)
    expect(await finishedRequests(pages)).toEqual({ streams: 0, reads: tabs })
  }, 30_000)

  it('replace a leader that is closed within a second', async () => {
    const [leader, ...others] = pages as [Page, ...Page[]]
    await leader.close()
    const closedAt = performance.now()
    await create('After')
    await expect.poll(() => titlesOf(others), { interval: 20 }).toEqual(others.map(() => ['After']))

    expect(performance.now() - closedAt).toBeLessThan(1000)
    await expect.poll(openStreams).toBe(1)
  }, 30_000)

  it('replace a leader that is stuck within six seconds; it follows when it runs again', async () => {
    const [leader, ...others] = pages as [Page, ...Page[]]
    const stuck = inTab(leader, 'block', 9000)
    const stuckAt = performance.now()
    await create('While it is stuck')
    await expect
      .poll(() => titlesOf(others), { interval: 20, timeout: 8000 })
      .toEqual(others.map(() => ['While it is stuck']))
    expect(performance.now() - stuckAt).toBeLessThan(6000)
    await stuck
    await create('Later')

    await expect.poll(() => titlesOf(pages)).toEqual(pages.map(() => ['While it is stuck', 'Later']))
    await expect.poll(openStreams).toBe(1)
  }, 30_000)

  it('all stop when one of them signs out', async () => {
    await inTab(pages[3] as Page, 'signOut')

    await expect.poll(() => statuses()).toEqual(pages.map(() => 'session_changed'))
    await expect.poll(openStreams).toBe(0)
  }, 30_000)
})

async function openTab(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${originOf(frontend)}/?${server.url}`)
  return page
}

/** Calls a function of the page. */
async function inTab<Name extends keyof Tab>(
  page: Page,
  name: Name,
  ...args: Parameters<Tab[Name]>
): Promise<ReturnType<Tab[Name]>> {
  return page.evaluate(
    ([name, args]) =>
      (globalThis as never as { tab: Record<string, (...args: unknown[]) => never> }).tab[name]?.(...args) as never,
    [name, args] as [string, unknown[]],
  )
}

function statuses(): Promise<unknown[]> {
  return Promise.all(pages.map((page) => inTab(page, 'status')))
}

function titlesOf(pages: readonly Page[]): Promise<unknown[]> {
  return Promise.all(pages.map((page) => inTab(page, 'titles')))
}

async function openStreams(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^taskpact_streams_open (\d+)$/m.exec(text)?.[1])
}

/** Counts the requests for changes that are over. */
async function finishedRequests(pages: readonly Page[]) {
  const paths = (await Promise.all(pages.map((page) => inTab(page, 'requests')))).flat() as string[]
  return {
    streams: paths.filter((path) => path.endsWith('/changes/live')).length,
    reads: paths.filter((path) => path.endsWith('/changes')).length,
  }
}

async function serveTab(): Promise<Server> {
  const entry = fileURLToPath(new URL('./tab.ts', import.meta.url))
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    conditions: ['@taskpact/source'],
  })
  const server = createServer((_req, res) =>
    res.setHeader('content-type', 'text/html').end(`<title>Tab</title><script>${bundle.outputFiles[0]?.text}</script>`),
  )
  await once(server.listen(0, 'localhost'), 'listening')
  return server
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
