import { startTestServer } from '@taskpact/testing'
import { hashPassword } from 'better-auth/crypto'
import { expect, it } from 'vitest'
import { seededDatabase } from '../../server/test/support/seeded-database.js'

it('signs in with a password hash that Better Auth has made', async () => {
  const database = await seededDatabase(new Map([['grace@example.org', await hashPassword('an older password')]]))
  const server = await startTestServer({ database })
  try {
    const signIn = (password: string) =>
      server.by('in-process').call('auth.signin', { email: 'grace@example.org', password })

    expect(await signIn('another password')).toMatchObject({ code: 'invalid_credentials' })
    expect(await signIn('an older password')).toMatchObject({ ok: true })
  } finally {
    await server.close()
    await database.drop()
  }
})
