import { mails } from '@taskpact/db'
import { startMailServer, type TestMailServer, testPassword, type User } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDevice } from './device.js'
import {
  authorizationRequest,
  authorizeApp,
  connectApp,
  localApp,
  type OAuthServer,
  requestOf,
  startOAuthServer,
  webApp,
} from './oauth-server.js'
import { createPageBrowser } from './page-browser.js'

const request = requestOf(webApp)
const subject = /^An app can use your account$/
let server: OAuthServer
let mail: TestMailServer
let ada: User
let nameOfApp = ''
let isFull = false
beforeAll(async () => {
  mail = await startMailServer()
  server = await startOAuthServer({
    env: mail.env,
    onQuery(statement) {
      if (isFull && /^insert into "mails"/.test(statement)) throw new Error('disk full')
    },
    fetchPublic: async (url) =>
      Response.json({ client_id: url, client_name: nameOfApp, redirect_uris: ['https://notes.example/callback'] }),
  })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})
beforeEach(async () => {
  ada = await server.signUp()
})

/** Returns the mails about apps that the user gets, once all were sent. */
async function announced(): Promise<string[]> {
  const db = await server.database()
  await expect.poll(() => db.select().from(mails).where(eq(mails.userId, ada.id)), { timeout: 10_000 }).toEqual([])
  return mail.mails.filter((one) => one.to === ada.email && subject.test(one.subject)).map(({ text }) => text)
}

describe('the user gets a mail', () => {
  it('O1: about an app that was connected, with its host, its scopes and how to disconnect it', async () => {
    await connectApp(server, ada, { scope: 'tasks:write' })

    const { text } = await mail.next(ada.email, subject)

    expect(text).toContain(': Calendar\n')
    expect(text).toContain('Access goes to: calendar.example\n')
    expect(text).toContain('Create, change and delete tasks, and read them.\n')
    expect(text).toContain('disconnect it at any time in the settings of your account')
  })

  it('O1: about each device', async () => {
    for (let n = 0; n < 2; n++) await (await startDevice(server, localApp.clientId)).allow(ada)

    const ofDevice = expect.stringMatching(/: Desktop\n\nIt runs on a device that showed a code\.\n/)
    expect(await announced()).toEqual([ofDevice, ofDevice])
  })

  it('O1: about further scopes, and not about the same scopes again', async () => {
    const { browser } = await connectApp(server, ada, { scope: 'tasks:write' })
    const consent = async (scope: string) => {
      const more = { prompt: 'consent' }
      const page = await browser.open(authorizationRequest(server, { ...request, scope, more }).url)
      await browser.submit(page, '/consent', { decision: 'allow' })
    }

    await consent('tasks:write')
    await consent('tasks:read') // which `tasks:write` includes
    expect(await announced()).toHaveLength(1)
    await consent('account:read')
    await consent('tasks:write account:read')

    const [, second, ...more] = await announced()
    expect(second).toContain('and read them. Read your name and e-mail address.')
    expect(more).toEqual([])
  })

  it('O1: once about a consent that was sent several times at once', async () => {
    const browser = createPageBrowser(server.publicUrl)
    const signIn = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: testPassword })

    await Promise.all([1, 2, 3].map(() => browser.submit(consent, '/consent', { decision: 'allow' })))

    expect(await announced()).toHaveLength(1)
  })

  it('O1: about an app that is connected again after it was disconnected', async () => {
    const { browser } = await connectApp(server, ada)
    const { items } = await ada.value<{ items: { id: string }[] }>('auth.apps.list')
    await ada.value('auth.apps.revoke', { appId: items[0]?.id })
    await authorizeApp(server, ada, request, browser)

    expect(await announced()).toHaveLength(2)
  })

  it('O1: exactly if the app is connected: the mail, the app and the event are stored together or not at all', async () => {
    const browser = createPageBrowser(server.publicUrl)
    const signIn = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: testPassword })

    isFull = true
    const { status } = await browser.submit(consent, '/consent', { decision: 'allow' })
    isFull = false

    expect(status).toBe(500)
    expect(await ada.value('auth.apps.list')).toMatchObject({ items: [] })
    expect(JSON.stringify(await ada.value('auth.events.list'))).not.toContain('app_authorized')
    await browser.submit(consent, '/consent', { decision: 'allow' })
    expect(await announced()).toHaveLength(1)
  })

  it('not about an app that the user has denied', async () => {
    const browser = createPageBrowser(server.publicUrl)
    const signIn = await browser.open(authorizationRequest(server, request).url)
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: testPassword })
    await browser.submit(consent, '/consent', { decision: 'deny' })

    expect(await announced()).toEqual([])
  })
})

it.each([
  [
    'line breaks and control characters',
    'Calendar\r\n\r\nPay at evil.example\u2028\u202e\u0007',
    'CalendarPay at evil.example',
  ],
  ['HTML', '<a href="https://evil.example">Calendar</a>', '<a href="https://evil.example">Calendar</a>'],
  ['100 characters', 'n'.repeat(100), 'n'.repeat(100)],
])('O1: a name with %s is one line of text in the mail', async (_what, name, shown) => {
  nameOfApp = name
  const clientId = `https://notes.example/${encodeURIComponent(name)}.json`
  await authorizeApp(server, ada, { clientId, redirectUri: 'https://notes.example/callback' })

  const { text, html } = await mail.next(ada.email, subject)

  expect(text.split('\n')).toContain(`Name, which the app may have chosen itself: ${shown}`)
  expect(html).not.toContain('<a ')
})

it('connects an app without a mail server', async () => {
  const silent = await startOAuthServer()
  try {
    const { tokens } = await connectApp(silent, await silent.signUp())
    expect(await silent.by('rest').call('tasks.list', {}, tokens.access_token)).toMatchObject({ ok: true })
  } finally {
    await silent.close()
  }
})
