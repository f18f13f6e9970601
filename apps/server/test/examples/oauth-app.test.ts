import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allow } from '../oauth/oauth-server.js'
import { useOAuthServer, useUser } from '../oauth/use-oauth-server.js'
import { allowAs, runApp } from './app-program.js'

const tsx = fileURLToPath(new URL('../../../../node_modules/.bin/tsx', import.meta.url))
const program = [tsx, 'oauth-app.ts']

const server = useOAuthServer()
const ada = useUser(server)

describe('example of an app in TypeScript', () => {
  it('asks the user, uses and refreshes tokens, and disconnects', async () => {
    expect(await runApp(server, program, allowAs(ada))).toEqual({ lines: ['Buy milk', 'Disconnected'], code: 0 })
  })

  it('ends if the user denies it', async () => {
    const deny = await runApp(server, program, async (browser, page) => {
      const signedIn = await browser.submit(page, '/password', { email: ada.email, password: 'Test123!' })
      return new URL((await browser.submit(signedIn, '/consent', { decision: 'deny' })).url)
    })

    expect(deny).toEqual({ lines: [], code: 1 })
  })

  it('refuses a response to another request', async () => {
    const forged = await runApp(server, program, async (browser, page) => {
      const url = await allow(browser, page, ada)
      url.searchParams.set('state', 'another')
      return url
    })

    expect(forged).toEqual({ lines: [], code: 1 })
  })
})

it.each(['ts', 'py'])('the guide for apps shows the example in %s', (language) => {
  const guide = readFileSync(new URL('../../APPS.md', import.meta.url), 'utf8')
  const example = readFileSync(new URL(`oauth-app.${language}`, import.meta.url), 'utf8')

  expect(guide).toContain(`\`\`\`${language}\n${example}\`\`\``)
})
