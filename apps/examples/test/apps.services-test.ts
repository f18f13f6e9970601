import { type Client, createClient, createSession } from '@taskpact/client'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { type Browser, type BrowserContext, chromium, type FrameLocator, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claimsOf, forge, hmac } from '../../server/test/security/token-forging.js'
import { type ServerProcess, startProcess } from '../../server/test/support/server-process.js'
import { type RunningApp, startApp } from './start-app.js'
import { add, alertIn, editedTitle, hold, newTitle, password, rename, signIn, titles } from './task-page.js'

const secret = 'a secret of the tests, of at least 32 bytes'

let database: TestDatabase
let server: ServerProcess
/** Lets pages of other sites keep a session. */
let crossSiteServer: ServerProcess
let apps: Readonly<Record<'react' | 'crossSiteReact' | 'next', RunningApp>>
let browser: Browser
beforeAll(async () => {
  database = await createTestDatabase()
  const env = { DATABASE_URL: database.url, JWT_SECRET: secret }
  server = await startProcess(env, { form: 'built' })
  crossSiteServer = await startProcess({ ...env, SESSION_COOKIE: 'cross-site' }, { form: 'built' })
  const atLocalhost = ({ url }: ServerProcess) => url.replace('127.0.0.1', 'localhost')
  const [react, crossSiteReact, next] = await Promise.all([
    startApp('react', { apiUrl: atLocalhost(server), outDir: 'dist/same-site' }),
    startApp('react', { apiUrl: atLocalhost(crossSiteServer), outDir: 'dist/cross-site' }),
    startApp('next', { apiUrl: atLocalhost(server) }),
  ])
  apps = { react, crossSiteReact, next }
  const noNetwork = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', noNetwork] })
})
afterAll(async () => {
  await browser?.close()
  await Promise.all(Object.values(apps ?? {}).map((app) => app.stop()))
  await Promise.all([server?.stop(), crossSiteServer?.stop()])
  await database?.drop()
})

let context: BrowserContext
let failures: string[]
beforeEach(async () => {
  context = await browser.newContext()
  context.setDefaultTimeout(10_000)
  failures = []
  context.on('weberror', (error) => failures.push(String(error.error())))
})
afterEach(async () => {
  await context.close()
  expect(failures).toEqual([])
})

/** A page of an app, at `localhost`, as the API, or at 127.0.0.1, which is another site. */
interface Place {
  readonly app: keyof typeof apps
  readonly host: string
}

async function openTab({ app, host }: Place): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`http://${host}:${apps[app].port}`)
  return page
}

let count = 0
/** Creates an account with these tasks, without a browser. */
async function createAccount(...titles: string[]) {
  const client = createClient({ baseUrl: server.url, session: createSession() })
  const email = `user${++count}@example.com`
  await client.auth.signup({ email, password })
  for (const title of titles) await client.tasks.create({ title })
  return { email, client }
}

/** Opens a tab in which the user of a new account is signed in. */
async function openAccount(place: Place, ...titles: string[]) {
  const account = await createAccount(...titles)
  const page = await openTab(place)
  await signIn(page, account.email)
  await page.getByText(account.email).waitFor()
  return { ...account, page }
}

const stored = async (client: Client) => (await client.tasks.list()).items.map(({ title }) => title)

/** Returns an access token, or that of an Authorization header, as it is after its expiry. */
function expired(token = ''): string {
  const claims = { ...claimsOf(token), exp: Math.floor(Date.now() / 1000) - 1 }
  return forge({ alg: 'HS256', typ: 'at+jwt' }, claims, hmac(secret))
}

it('the example of the README signs up, adds a task and completes it', async () => {
  const page = await openTab({ app: 'react', host: 'localhost' })
  await page.goto(`${page.url()}quick-start.html`)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByText('Enter an e-mail address').waitFor()
  await page.getByLabel('E-mail').fill('quick-start@example.com')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign up' }).click()

  await page.getByLabel('New task').fill('Buy milk')
  await page.getByLabel('New task').press('Enter')
  await page.getByRole('listitem').filter({ hasText: 'Buy milk' }).getByRole('button').click()
  await page.getByRole('listitem').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign up' }).waitFor()
})

describe.each([
  { name: 'Vite, with the API on another origin of the same site', app: 'react', host: 'localhost' },
  { name: 'Vite, with the API on another site', app: 'crossSiteReact', host: '127.0.0.1' },
  { name: 'Next.js, with the API on its own origin', app: 'next', host: 'localhost' },
] as const)('$name', (place) => {
  it('signs up, stays signed in after a reload, and signs out', async () => {
    const page = await openTab(place)
    await signIn(page, `${place.app}@${place.host}.example.com`, 'Create account')
    await page.getByText('Signed in as').waitFor()

    await page.reload()
    await page.getByText('Signed in as').waitFor()

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    await page.reload()
    await page.getByLabel('E-mail').waitFor()
  })

  it('creates, completes, edits and deletes tasks', async () => {
    const { page, client } = await openAccount(place, 'Call Ada')

    await add(page, 'Buy milk')
    await rename(page, 'Buy milk', 'Buy oat milk')
    await page.getByRole('checkbox', { name: 'Call Ada' }).click()
    await page.getByText('Buy oat milk').waitFor()
    await page.getByLabel('Show').selectOption('completed')
    await expect.poll(() => titles(page)).toEqual(['Call Ada'])
    await page.getByRole('button', { name: 'Delete Call Ada' }).click()
    await expect.poll(() => titles(page)).toEqual([])

    await expect.poll(() => stored(client)).toEqual(['Buy oat milk'])
  })

  it('shows at once what another device changes', async () => {
    const { page, client } = await openAccount(place, 'Call Ada')
    await expect.poll(() => titles(page)).toEqual(['Call Ada'])
    await client.tasks.create({ title: 'Buy milk' })
    await expect.poll(() => titles(page)).toEqual(['Buy milk', 'Call Ada'])

    for (const { id } of (await client.tasks.list()).items) await client.tasks.remove({ taskId: id })
    await expect.poll(() => titles(page)).toEqual([])
  })

  it('goes on when the access token has expired', async () => {
    const { page, client } = await openAccount(place)
    const refresh = page.waitForResponse(/auth\/refresh$/)
    await page.route(
      '**/api/me/tasks',
      (route) => {
        const headers = route.request().headers()
        return route.continue({ headers: { ...headers, authorization: `Bearer ${expired(headers.authorization)}` } })
      },
      { times: 1 },
    )

    await add(page, 'Buy milk')

    expect((await refresh).ok()).toBe(true)
    await expect.poll(() => stored(client)).toEqual(['Buy milk'])
    expect(await alertIn(page).count()).toBe(0)
  })

  it('shows another user who signs in in another tab, and stores no task in the wrong account', async () => {
    const ada = await openAccount(place, 'Task of Ada')
    const grace = await createAccount('Task of Grace')
    const { page } = ada
    await newTitle(page).fill('Written by Ada')

    const other = await openTab(place)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    await signIn(other, grace.email)
    await page.getByText(grace.email).waitFor()
    await expect.poll(() => titles(page)).toEqual(['Task of Grace'])
    expect(await newTitle(page).inputValue()).toBe('')
    await add(page, 'Buy milk')

    await expect.poll(() => stored(grace.client)).toEqual(['Buy milk', 'Task of Grace'])
    expect(await stored(ada.client)).toEqual(['Task of Ada'])
  })
})

describe('a page that Next.js renders on the server', () => {
  const openPage = async (path = '/server') => {
    const page = await context.newPage()
    await page.goto(`http://localhost:${apps.next.port}${path}`)
    return page
  }
  const listed = (page: Page) => page.getByRole('list', { name: 'Tasks' }).getByRole('listitem').allTextContents()

  it('lists the tasks of the user, adds one by a server action, and refreshes expired tokens', async () => {
    const { email, client } = await createAccount('Call Ada')
    const page = await openPage()
    await signIn(page, email)
    await expect.poll(() => listed(page)).toEqual(['Call Ada'])

    await expireTokens()
    await page.reload()
    await expect.poll(() => listed(page)).toEqual(['Call Ada'])
    await expireTokens()
    await page.getByLabel('Title').fill('Buy milk')
    await page.getByRole('button', { name: 'Add' }).click()
    await expect.poll(() => listed(page)).toEqual(['Buy milk', 'Call Ada'])

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').waitFor()
    expect(await context.cookies()).toEqual([])
    expect(await stored(client)).toEqual(['Buy milk', 'Call Ada'])
  })

  it('shows the error of a field', async () => {
    const { email } = await createAccount()
    const page = await openPage()
    await signIn(page, email)

    await page.getByRole('button', { name: 'Add' }).click()

    await expect.poll(() => page.getByLabel('Title').getAttribute('aria-invalid')).toBe('true')
  })

  it('asks to sign in again after the session has ended', async () => {
    const { email, client } = await createAccount()
    const page = await openPage()
    await signIn(page, email)
    await page.getByLabel('Title').waitFor()

    await client.auth.sessions.revokeOthers()

    await expect
      .poll(async () => {
        await page.reload()
        return page.getByLabel('E-mail').count()
      })
      .toBe(1)
    expect(await context.cookies()).toEqual([])
  })

  async function expireTokens(): Promise<void> {
    const [cookie] = await context.cookies()
    if (!cookie) throw new TypeError('A cookie contains the tokens')
    const tokens = JSON.parse(decodeURIComponent(cookie.value))
    const value = encodeURIComponent(JSON.stringify({ ...tokens, token: expired(tokens.token), expiresAt: undefined }))
    await context.addCookies([{ ...cookie, value }])
  }
})

describe('two devices side by side, which work offline', () => {
  const place: Place = { app: 'react', host: 'localhost' }
  const goOffline = (device: FrameLocator) => device.getByLabel('Work offline').click()
  const status = (device: FrameLocator) => device.getByRole('status').textContent()

  async function openDevices(...initial: string[]) {
    const { page, client } = await openAccount(place, ...initial)
    await page.goto(new URL('side-by-side.html', page.url()).href)
    const [phone, laptop] = [page.frameLocator('[title=Phone]'), page.frameLocator('[title=Laptop]')]
    for (const device of [phone, laptop]) {
      await expect.poll(() => status(device), { timeout: 10_000 }).toBe('live')
      await expect.poll(() => titles(device)).toEqual([...initial].reverse())
    }
    return { page, client, phone, laptop }
  }

  it('show changes of each other, and those that were made offline later', async () => {
    const { client, phone, laptop } = await openDevices('Call Ada')
    await add(phone, 'Buy milk')
    await expect.poll(() => titles(laptop)).toEqual(['Buy milk', 'Call Ada'])

    await goOffline(phone)
    await rename(phone, 'Buy milk', 'Buy oat milk')
    await add(phone, 'Written offline')
    await expect.poll(() => status(phone)).toBe('stopped, 2 not sent')
    expect(await stored(client)).toEqual(['Buy milk', 'Call Ada'])
    await goOffline(phone)

    await expect.poll(() => titles(laptop)).toEqual(['Written offline', 'Buy oat milk', 'Call Ada'])
    await expect.poll(() => status(phone)).toBe('live')
    expect(await stored(client)).toEqual(['Written offline', 'Buy oat milk', 'Call Ada'])
  })

  it('keep what was written offline over a reload', async () => {
    const { page, client, phone } = await openDevices()
    await goOffline(phone)
    await add(phone, 'Written offline')
    await expect.poll(() => status(phone)).toBe('stopped, 1 not sent')
    await page.reload()
    await expect.poll(() => status(phone), { timeout: 10_000 }).toBe('live')

    await expect.poll(() => stored(client)).toEqual(['Written offline'])
    await expect.poll(() => titles(phone)).toEqual(['Written offline'])
  })

  it.each([
    { button: 'Keep', kept: 'Buy coffee' },
    { button: 'Take theirs', kept: 'Buy tea' },
  ])('show both texts if both changed one: $button', async ({ button, kept }) => {
    const { client, phone, laptop } = await openDevices('Buy milk')
    await goOffline(phone)
    await rename(phone, 'Buy milk', 'Buy coffee')
    await rename(laptop, 'Buy milk', 'Buy tea')
    await expect.poll(() => stored(client)).toEqual(['Buy tea'])
    await goOffline(phone)

    const conflicts = phone.getByLabel('Conflicts')
    await expect.poll(() => conflicts.getByRole('paragraph').textContent()).toBe('Mine: Buy coffee Theirs: Buy tea')
    await conflicts.getByRole('button', { name: button }).click()
    for (const device of [phone, laptop]) await expect.poll(() => titles(device)).toEqual([kept])
    await expect.poll(() => stored(client)).toEqual([kept])
    expect(await conflicts.count()).toBe(0)
  })

  it('show a change that the server refuses, with its text', async () => {
    const { client, phone } = await openDevices()
    const title = 'x'.repeat(201)
    await add(phone, title)

    const refused = phone.getByLabel('Refused changes')
    await refused.getByText(title).waitFor()
    expect(await refused.getByRole('paragraph').textContent()).toContain('200 characters')
    await refused.getByRole('button', { name: 'Dismiss' }).click()
    await refused.waitFor({ state: 'detached' })
    expect(await stored(client)).toEqual([])
  })

  it('share one store between tabs: what one adds, the others show and one sends', async () => {
    const { page, client } = await openAccount(place)
    const open = async () => {
      const tab = await context.newPage()
      await tab.goto(new URL('offline.html', page.url()).href)
      await expect.poll(() => tab.getByRole('status').textContent(), { timeout: 10_000 }).toBe('live')
      return tab
    }
    const tabs = [await open(), await open(), await open()]
    for (const [index, tab] of tabs.entries()) await add(tab, `Of tab ${index}`)
    const all = ['Of tab 2', 'Of tab 1', 'Of tab 0']
    for (const tab of tabs) await expect.poll(() => titles(tab)).toEqual(all)
    await expect.poll(() => stored(client)).toEqual(all)

    await tabs[0]?.close() // which leads
    await add(tabs[2] as Page, 'Later')
    await expect.poll(() => stored(client)).toEqual(['Later', ...all])
    await expect.poll(() => titles(tabs[1] as Page)).toEqual(['Later', ...all])
  })
})

describe('the components', () => {
  const place: Place = { app: 'react', host: 'localhost' }

  it('show that the browser keeps no cookie of another site', async () => {
    const { email } = await createAccount()
    const page = await openTab({ app: 'react', host: '127.0.0.1' })

    await signIn(page, email)

    expect(await alertIn(page).textContent()).toContain('SESSION_COOKIE')
  })

  it('show the errors of a sign-up in its fields, and keep the address', async () => {
    const page = await openTab(place)

    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()

    await expect.poll(() => page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.com')
    expect(await alertIn(page).count()).toBe(0)
  })

  it('show that the password of a sign-in is wrong', async () => {
    const page = await openTab(place)

    await signIn(page, 'unknown@example.com')

    await alertIn(page).waitFor()
  })

  it('show a new task before the server has stored it', async () => {
    const { page, client } = await openAccount(place, 'Old')
    const release = await hold(page, 'POST', (route) => route.continue())
    const edit = page.getByRole('button', { name: 'Edit Buy milk' })
    await page.getByText('Old').waitFor()

    await add(page, 'Buy milk')

    await edit.waitFor()
    expect(await edit.isDisabled()).toBe(true)
    expect(await stored(client)).toEqual(['Old'])
    release()
    await expect.poll(() => edit.isEnabled()).toBe(true)
    expect(await titles(page)).toEqual(['Buy milk', 'Old'])
  })

  it('show the error of a title in its field, and keep the title', async () => {
    const { page } = await openAccount(place)
    const title = 'x'.repeat(1000)

    await add(page, title)

    await expect.poll(() => newTitle(page).getAttribute('aria-invalid')).toBe('true')
    expect(await newTitle(page).inputValue()).toBe(title)
    expect(await titles(page)).toEqual([])
  })

  it('load more of a long list, filter it and search in it', async () => {
    const { page, client } = await openAccount(place)
    const priorityOf = (n: number) => (n === 7 ? 'high' : 'none')
    await client.tasks.batch({
      operations: Array.from({ length: 60 }, (_, n) => ({ op: 'create', title: `Task ${n}`, priority: priorityOf(n) })),
    })
    await page.reload()

    await page.getByRole('button', { name: 'Load more' }).click()
    await expect.poll(() => titles(page)).toHaveLength(60)

    await page.getByLabel('With priority').selectOption('high')
    await expect.poll(() => titles(page)).toEqual(['Task 7'])
    await page.getByLabel('With priority').selectOption('any')
    await page.getByLabel('Search').fill('task 59')
    await expect.poll(() => titles(page)).toEqual(['Task 59'])
    await page.getByLabel('Show').selectOption('completed')
    await expect.poll(() => titles(page)).toEqual([])
  })

  it('restore a task whose change failed', async () => {
    const { page } = await openAccount(place, 'Buy milk')
    const box = page.getByRole('checkbox', { name: 'Buy milk' })
    const release = await hold(page, 'PATCH', (route) => route.abort())
    await box.click()
    await expect.poll(() => box.isChecked()).toBe(true)

    release()

    await alertIn(page).waitFor()
    expect(await box.isChecked()).toBe(false)
  })

  it.each([
    { button: 'Keep mine', kept: 'Buy coffee' },
    { button: 'Take theirs', kept: 'Buy tea' },
  ])('ask which change to keep if another tab changed the task: $button', async ({ button, kept }) => {
    const { page, client } = await openAccount(place, 'Buy milk')
    await page.getByRole('button', { name: 'Edit Buy milk' }).click()
    const other = await openTab(place)
    await rename(other, 'Buy milk', 'Buy tea')
    await expect.poll(() => stored(client)).toEqual(['Buy tea'])

    await editedTitle(page).fill('Buy coffee')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByText('Buy tea').waitFor()
    await page.getByRole('button', { name: button }).click()

    await expect.poll(() => titles(page)).toEqual([kept])
    await expect.poll(() => stored(client)).toEqual([kept])
  })
})
