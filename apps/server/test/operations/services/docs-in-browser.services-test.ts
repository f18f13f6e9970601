import type { SignedIn, TaskPage } from '@taskpact/contract'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../../support/server-process.js'

let server: ServerProcess
let browser: Browser
beforeAll(async () => {
  const noNetwork = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', noNetwork] })
  server = await startProcess({ DATABASE_URL: 'pglite://memory' }, { form: 'built' })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens a page of the server. Collects errors and requests to other origins. */
async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(server.url) && !url.startsWith('data:')) complaints.push(url)
  })
  await page.goto(server.url + path)
  return { page, complaints }
}

it('the API reference works offline: signs up, and lists tasks with the token', async () => {
  const { page, complaints } = await open('/docs')
  const client = page.getByRole('dialog').first()
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')

  await page.getByText('Create an account').first().click()
  await page.getByRole('button', { name: /^Test Request.*signup/s }).click()
  await client.getByRole('button', { name: /^Send Request/ }).click()
  const { token } = (await (await answered).json()) as SignedIn
  await client.getByRole('button', { name: 'Close Client' }).click()
  await page.getByPlaceholder('Token').first().fill(token)

  const listed = page.waitForResponse((response) => response.request().method() === 'GET')
  await page.getByRole('button', { name: 'Open Group - tasks' }).click()
  await page.getByText('List tasks').first().click()
  await page.getByRole('button', { name: /^Test Request.*get .*\/tasks\)/s }).click()
  await client.getByRole('button', { name: /^Send Request/ }).click()

  // The request has no filter and no example cursor.
  expect((await (await listed).json()) as TaskPage).toEqual({ items: [], nextCursor: null })
  expect(complaints).toEqual([])
  await page.close()
})

it('an error page complies with its Content-Security-Policy and links to the API reference', async () => {
  const { page, complaints } = await open('/docs/errors/revision_mismatch')

  expect(await page.getByRole('heading').allInnerTexts()).toContain('What to do')
  await page.getByRole('link', { name: 'API reference' }).click()
  await page.getByText('Quick start').first().waitFor()
  expect(complaints).toEqual([])
  await page.close()
})
