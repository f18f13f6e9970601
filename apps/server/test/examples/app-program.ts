import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { allow, type OAuthServer } from '../oauth/oauth-server.js'
import type { Page } from '../oauth/page-browser.js'
import { createPageBrowser, type PageBrowser } from '../oauth/page-browser.js'

export type Decide = (browser: PageBrowser, page: Page) => Promise<URL>

/** Runs an example of this folder that asks a user. Returns what it printed after the URL, and its exit code. */
export async function runApp(
  server: OAuthServer,
  [command = '', ...args]: readonly string[],
  decide: Decide,
): Promise<{ readonly lines: readonly string[]; readonly code: number | null }> {
  const child = spawn(command, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, API: server.publicUrl, CLIENT_ID: 'desktop' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    const url = /^Open (.*)$/.exec(line)?.[1]
    if (url === undefined) lines.push(line)
    else await returnTo(await decide(...(await openIn(server, url))))
  }
  const [code] = (await exited) as [number | null]
  return { lines, code }
}

/** The decision of a user with an account. */
export function allowAs(person: { readonly email: string }): Decide {
  return (browser, page) => allow(browser, page, person)
}

async function openIn({ publicUrl }: OAuthServer, url: string): Promise<[PageBrowser, Page]> {
  const browser = createPageBrowser(publicUrl)
  return [browser, await browser.open(url)]
}

async function returnTo(redirectUri: URL): Promise<void> {
  await (await fetch(redirectUri)).text()
}
