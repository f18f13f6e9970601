import type { User } from '@taskpact/testing'
import { afterAll, beforeAll } from 'vitest'
import { type OwnServer, startOwnServer } from './own-server.js'
import { type Cli, openCli } from './run-cli.js'

/**
 * Starts a server with a user before the tests of a file, and opens a command line for it. Closes them after the tests. The objects have no fields
 * before that.
 */
export function useOwnServer(variables: Readonly<Record<string, string>> = {}) {
  const server = {} as OwnServer
  const user = {} as User
  const cli = {} as Cli
  beforeAll(async () => {
    Object.assign(server, await startOwnServer())
    Object.assign(user, await server.signUp())
    Object.assign(cli, await openCli({ TASKPACT_URL: server.publicUrl, ...variables }))
  })
  afterAll(async () => {
    await cli.close?.()
    await server.close?.()
  })
  return { server, user, cli }
}
