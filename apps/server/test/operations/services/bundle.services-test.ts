import { createClient } from '@taskpact/client'
import { openDatabase } from '@taskpact/db'
import { callTool, testSecret } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../../packages/db/test/own-postgres.js'
import { type ServerProcess, startProcess } from '../../support/server-process.js'

describe('the bundled server', () => {
  let postgres: OwnPostgres
  let server: ServerProcess
  beforeAll(async () => {
    postgres = await startOwnPostgres()
    const env = { DATABASE_URL: postgres.url, JWT_SECRET: testSecret, PASSWORD_BLOCKLIST: 'common' }
    server = await startProcess(env, { form: 'built' })
  })
  afterAll(async () => {
    await server?.stop()
    await postgres?.close()
  })

  const email = 'ada@example.com'

  it('serves the document as YAML', async () => {
    const response = await fetch(`${server.url}/openapi.yaml`)

    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/^openapi: /)
  })

  it('refuses common passwords', async () => {
    const signup = createClient({ baseUrl: server.url }).auth.signup({ email, password: 'Password123' })

    await expect(signup).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('serves tools to assistants, of which it loads the protocol on demand', async () => {
    const user = { email: 'eve@example.com', password: 'Test123!' }
    const { token } = await createClient({ baseUrl: server.url }).auth.signup(user)

    expect(await callTool(server.url, 'who_am_i', {}, { token })).toMatchObject({
      ok: true,
      value: { email: user.email },
    })
  })

  it('logs an error with the files and lines of the sources', async () => {
    const { token } = await createClient({ baseUrl: server.url }).auth.signup({ email, password: 'Test123!' })
    const database = await openDatabase(postgres.url, { poolMax: 1 })
    await database.db.execute(sql`alter table tasks rename to renamed`).finally(database.close)

    const listing = createClient({ baseUrl: server.url, token, retries: 0 }).tasks.list()

    await expect(listing).rejects.toMatchObject({ code: 'unavailable' })
    await expect.poll(() => JSON.stringify(server.log)).toMatch(/packages\/engine\/src\/perform\.ts:\d+:\d+/)
  })
})
