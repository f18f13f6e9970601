import type { SignedIn, TaskPage } from '@taskpact/contract'
import { type Browser, chromium, type Page, type Response } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'

let server: ServerProcess
let browser: Browser
beforeAll(async () => {
  const noNetwork = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', noNetwork] })
  server = await startBuiltServer()
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

/** Sends the example request of an operation by the dialog of the page. */
async function sendExample(page: Page, summary: string, button: RegExp): Promise<Response> {
  const dialog = page.getByRole('dialog').first()
  const response = page.waitForResponse((received) => received.url().includes('/api/'))
  await page.getByText(summary, { exact: true }).first().click()
  await page.getByRole('button', { name: button }).click()
  await dialog.getByRole('button', { name: /^Send Request/ }).click()
  const received = await response
  await dialog.getByRole('button', { name: 'Close Client' }).click()
  return received
}

it('the API reference works offline: signs up, lists tasks without a pasted token, and signs out', async () => {
  const { page, problems } = await open('/docs')

  const tokenField = page.getByPlaceholder('Token').first()

  const signup = await sendExample(page, 'Create an account', /^Test Request.*signup/s)
  expect(await tokenField.inputValue()).toBe(((await signup.json()) as SignedIn).token)
  await page.getByRole('button', { name: 'Open Group - tasks' }).click()
  const list = await sendExample(page, 'List tasks', /^Test Request.*get .*\/tasks\)/s)
  const signout = await sendExample(page, 'Sign out', /^Test Request.*signout/s)

  // The request has no filter and no example cursor.
  expect((await list.json()) as TaskPage).toEqual({ items: [], nextCursor: null })
  expect(signout.ok()).toBe(true)
  expect(await tokenField.inputValue()).toBe('')
  expect(problems).toEqual([])
  await page.close()
})

it('the API reference shows the code samples of the document and no other clients', async () => {
  const { page, problems } = await open('/docs')

  await page.getByText('Create an account').first().click()
  await page.getByText('await client.auth.signup({').first().waitFor()
  const text = await page.locator('body').textContent()
  await page.getByRole('button', { name: 'Typed client' }).first().click()
  const clients = await page.getByRole('option').allInnerTexts()

  expect(text).not.toMatch(/Client Libraries|Ruby|PHP|Python/i)
  expect(clients.map((client) => client.trim())).toEqual(['Typed client', 'curl'])
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
