import type { OAuthServer, Person } from './oauth-server.js'
import { createPageBrowser, type Page, type PageBrowser } from './page-browser.js'

/** A device without a browser, which shows a code. */
export interface Device {
  readonly userCode: string
  /** The URL with the code. */
  readonly completeUrl: string
  /** Seconds between two requests for tokens. */
  readonly interval: number
  /** The parameters with which it asks for tokens. */
  readonly exchange: Readonly<Record<string, string>>
  /** Enters the code on the page of the server, compares it, signs in and allows the app. Returns the last page. */
  allow(person: Person, browser?: PageBrowser): Promise<Page>
}

export async function startDevice(server: OAuthServer, clientId: string, scope = 'tasks:read'): Promise<Device> {
  const response = await fetch(`${server.publicUrl}/oauth/device_authorization`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, scope }),
  })
  const body = (await response.json()) as Readonly<Record<string, string>>
  if (!response.ok) throw new Error(`No device code: ${JSON.stringify(body)}`)
  const { device_code: deviceCode = '', user_code: userCode = '', verification_uri_complete: completeUrl = '' } = body
  return {
    userCode,
    completeUrl,
    interval: Number(body.interval),
    exchange: {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
      client_id: clientId,
    },
    async allow(person, browser = createPageBrowser(server.publicUrl)) {
      const input = await browser.open(`${server.publicUrl}/oauth/device`)
      const confirmation = await browser.submit(input, '/oauth/device', { user_code: userCode })
      const next = await browser.submit(confirmation, '/oauth/device', { confirm: 'yes' })
      return await allowDevice(browser, next, person)
    },
  }
}

async function allowDevice(browser: PageBrowser, page: Page, person: Person): Promise<Page> {
  const signedIn = page.text.includes('/password"')
    ? await browser.submit(page, '/password', { email: person.email, password: person.password ?? 'Test123!' })
    : page
  return await browser.submit(signedIn, '/consent', { decision: 'allow' })
}
