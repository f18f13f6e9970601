import { describe, expect, it } from 'vitest'
import { useOAuthServer, useUser } from '../oauth/use-oauth-server.js'
import { allowAs, runApp } from './app-program.js'

const server = useOAuthServer()
const ada = useUser(server)

describe('example of an app in Python', () => {
  it('asks the user, uses and refreshes tokens, and disconnects', async () => {
    const result = await runApp(server, ['python3', 'oauth-app.py'], allowAs(ada))

    expect(result).toEqual({ lines: ['Buy milk', 'Disconnected'], code: 0 })
  })
})
