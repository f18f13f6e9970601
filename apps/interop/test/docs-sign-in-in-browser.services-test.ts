import { createClient } from '@taskpact/client'
import type { Task } from '@taskpact/contract'
import { type Browser, chromium, type Page, type Response } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../packages/db/test/free-port.js'
import { startBuiltServer } from '../../server/test/support/built-server.js'
import type { ServerProcess } from '../../server/test/support/server-process.js'

const ada = { email: 'ada@example.com', password: 'Test123!' }

let server: ServerProcess
let url: string
let browser: Browser
beforeAll(async () => {
  const port = String(await freePort())
  url = `http://127.0.0.1:${port}`
  const noNetwork = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', noNetwork] })
  server = await startBuiltServer({ OAUTH: 'own', PORT: port, PUBLIC_URL: url })
  const { token } = await createClient({ baseUrl: url }).auth.signup(ada)
  await createClient({ baseUrl: url, token }).tasks.create({ title: 'Buy milk' })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

it('the API reference signs in as an app in a window of its own, and calls the API with the token', async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const problems = problemsOf(page)
  await page.goto(`${url}/docs`)

  const popup = page.waitForEvent('popup')
  const tokens = page.waitForResponse(`${url}/oauth/token`)
  await page.getByRole('button', { name: 'Authorize via oauth' }).click()
  const window = await popup
  const problemsOfWindow = problemsOf(window)
  await window.getByLabel('E-mail address').fill(ada.email)
  await window.getByLabel('Password').fill(ada.password)
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  await window.getByRole('heading', { name: 'Allow Taskpact API reference to use your account?' }).waitFor()
  const scopes = await window.getByRole('listitem').allInnerTexts()
  const closed = window.waitForEvent('close')
  await window.getByRole('button', { name: 'Allow' }).click()
  await closed
  const { access_token: token } = (await (await tokens).json()) as { access_token: string }
  const list = await listTasks(page)

  expect(scopes).toEqual([
    'Read tasks, statistics and changes.',
    'Create, change and delete tasks, and read them.',
    'Read your name and e-mail address.',
  ])
  expect((await list.request().allHeaders()).authorization).toBe(`Bearer ${token}`)
  expect(claimsOf(token)).toMatchObject({ client_id: 'taskpact-docs', aud: `${url}/api` })
  expect(((await list.json()) as { items: Task[] }).items.map(({ title }) => title)).toEqual(['Buy milk'])
  expect([...problems, ...problemsOfWindow]).toEqual([])
  await page.close()
})

/** Sends the example request of the operation by the dialog of the page. */
async function listTasks(page: Page): Promise<Response> {
  const dialog = page.getByRole('dialog').first()
  const response = page.waitForResponse((received) => received.url().includes('/api/'))
  await page.getByRole('button', { name: 'Open Group - tasks' }).click()
  await page.getByText('List tasks', { exact: true }).first().click()
  await page.getByRole('button', { name: /^Test Request.*get .*\/tasks\)/s }).click()
  await dialog.getByRole('button', { name: /^Send Request/ }).click()
  return response
}

/** Collects errors, such as violations of a Content-Security-Policy. */
function problemsOf(page: Page): readonly string[] {
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  page.on('pageerror', ({ message }) => problems.push(message))
  return problems
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}
