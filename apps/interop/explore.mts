import { chromium } from 'playwright-core'
import { startProcess } from '../server/test/support/server-process.js'
const port = '18765'
const url = `http://127.0.0.1:${port}`
const server = await startProcess({ DATABASE_URL: 'pglite://memory', OAUTH: 'own', PORT: port, PUBLIC_URL: url }, { form: 'built' })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] })
try {
  await fetch(`${url}/api/auth/signup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'ada@example.com', password: 'Test123!' }) })
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  page.on('console', (m) => console.log('console', m.type(), m.text()))
  page.on('pageerror', (e) => console.log('pageerror', e.message))
  await page.goto(url + '/docs')
  await page.waitForTimeout(4000)

  page.on('request', (r) => { if (/oauth|\/api\//.test(r.url())) console.log('req', r.method(), r.url().slice(0, 300), r.postData()?.slice(0,300)) })
  const popup = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Authorize via oauth' }).first().click()
  const w = await popup
  w.on('console', (m) => console.log('popup console', m.type(), m.text()))
  await w.waitForLoadState()
  console.log('popup', w.url())
  await w.getByLabel('E-mail address').fill('ada@example.com')
  await w.getByLabel('Password').fill('Test123!')
  await w.getByRole('button', { name: 'Sign in', exact: true }).click()
  await w.getByRole('button', { name: 'Allow' }).waitFor()
  console.log((await w.locator('main').innerText()))
  await w.screenshot({ path: '/tmp/consent.png' })
  const closed = w.waitForEvent('close')
  await w.getByRole('button', { name: 'Allow' }).click()
  await closed
  await page.waitForTimeout(2000)
  await page.screenshot({ path: '/tmp/scalar2.png' })
  console.log(await page.locator('.scalar-reference-intro-auth').first().innerText())
  await page.getByRole('button', { name: 'Open Group - tasks' }).click()
  await page.getByText('List tasks', { exact: true }).first().click()
  await page.getByRole('button', { name: /^Test Request.*get .*\/tasks\)/s }).click()
  const dialog = page.getByRole('dialog').first()
  const response = page.waitForResponse((r) => r.url().includes('/api/'))
  await dialog.getByRole('button', { name: /^Send Request/ }).click()
  const r = await response
  console.log(r.status(), await r.text(), (await r.request().allHeaders()).authorization?.slice(0, 60))
  await page.screenshot({ path: '/tmp/scalar3.png' })
} finally {
  await browser.close(); await server.stop()
}
