import type { User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OAuthServer, startOAuthServer } from '../oauth/oauth-server.js'
import { allowAs, runApp } from './app-program.js'

let server: OAuthServer
let ada: User
beforeAll(async () => {
  server = await startOAuthServer()
  ada = await server.signUp()
})
afterAll(() => server?.close())

describe('example of an app in Python', () => {
  it('asks the user, uses and refreshes tokens, and disconnects', async () => {
    const result = await runApp(server, ['python3', 'oauth-app.py'], allowAs(ada))

    expect(result).toEqual({ lines: ['Buy milk', 'Disconnected'], code: 0 })
  })
})
