import type { SignedIn, TaskPage } from '@taskpact/contract'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ServerProcess, startProcess } from '../../server/test/support/server-process.js'

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
async function open(path: string): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', ({ message }) => problems.push(message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(server.url) && !url.startsWith('data:')) problems.push(url)
  })
  await page.goto(server.url + path)
  return { page, problems }
}

it('the API reference works offline: signs up, and lists tasks with the token', async () => {
  const { page, problems } = await open('/docs')
  const client = page.getByRole('dialog').first()
  const signupResponse = page.waitForResponse((response) => response.request().method() === 'POST')

  await page.getByText('Create an account').first().click()
  await page.getByRole('button', { name: /^Test Request.*signup/s }).click()
  await client.getByRole('button', { name: /^Send Request/ }).click()
  const { token } = (await (await signupResponse).json()) as SignedIn
  await client.getByRole('button', { name: 'Close Client' }).click()
  await page.getByPlaceholder('Token').first().fill(token)

  const listResponse = page.waitForResponse((response) => response.request().method() === 'GET')
  await page.getByRole('button', { name: 'Open Group - tasks' }).click()
  await page.getByText('List tasks').first().click()
  await page.getByRole('button', { name: /^Test Request.*get .*\/tasks\)/s }).click()
  await client.getByRole('button', { name: /^Send Request/ }).click()

  // The request has no filter and no example cursor.
  expect((await (await listResponse).json()) as TaskPage).toEqual({ items: [], nextCursor: null })
  expect(problems).toEqual([])
  await page.close()
})

it('an error page complies with its Content-Security-Policy and links to the API reference', async () => {
  const { page, problems } = await open('/docs/errors/revision_mismatch')

  expect(await page.getByRole('heading').allInnerTexts()).toContain('What to do')
  await page.getByRole('link', { name: 'API reference' }).click()
  await page.getByText('Quick start').first().waitFor()
  expect(problems).toEqual([])
  await page.close()
})
