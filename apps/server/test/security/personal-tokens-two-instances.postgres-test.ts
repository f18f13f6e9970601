import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from './token-calls.js'

let database: TestDatabase
let first: TestServer
let second: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  first = await startTestServer({ database })
  second = await startTestServer({ database })
})
afterAll(async () => {
  await first?.close()
  await second?.close()
  await database?.drop()
})

const endings: readonly (readonly [string, (user: User, tokenId: string) => Promise<unknown>])[] = [
  ['revoking it', (user, tokenId) => user.value('auth.tokens.revoke', { tokenId })],
  ['deleting the account', (user) => user.value('auth.deleteMe', { password: testPassword })],
]

it.each(endings)(
  'K7: %s ends a token on this instance at once, and on another within 5 s with its streams',
  async (_what, end) => {
    const user = await first.signUp()
    const { token, id } = await createToken(user, ['tasks:read'])
    const use = (server: TestServer) => server.by('in-process').call('tasks.stats', {}, token)
    expect(await use(second)).toMatchObject({ ok: true })
    const stream = await fetch(`${second.url}/api/me/changes/live`, { headers: { authorization: `Bearer ${token}` } })

    await end(user, id)
    const ended = performance.now()

    expect(await use(first)).toMatchObject({ code: 'invalid_token' })
    await expect.poll(async () => (await use(second)).ok, { timeout: 6000, interval: 50 }).toBe(false)
    expect(performance.now() - ended).toBeLessThanOrEqual(5000)
    expect(await stream.text()).toContain('event: end')
    process.stdout.write(`stream ended after ${Math.round(performance.now() - ended)} ms\n`)
  },
  20_000,
)

it('50 tokens at most are created on two instances at once', async () => {
  const user = await first.signUp()
  const input = { name: 'One of many', scopes: ['tasks:read'], password: testPassword }
  const create = (n: number) => (n % 2 ? first : second).by('in-process').call('auth.tokens.create', input, user.token)
  const outcomes = await Promise.all(Array.from({ length: 54 }, (_, n) => create(n)))

  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50)
})
