import { defaultPasswordCost } from '@taskpact/service'
import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { hashPassword } from 'better-auth/crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountWay, accountWays, wrong } from '../support/account-ways.js'
import { type SeededDatabase, seededDatabase } from '../support/seeded-database.js'

const older = 'an older password'

/** Hashes of that password, made by argon2 with other parameters than ours. */
const argon2 = {
  'argon2id of 4 MiB':
    '$argon2id$v=19$m=4096,t=3,p=1$88nnWG0BecfTJhS4p5vU5A$HjyN808P/AB9rsPwJTZyjH/SLvGfoHOpK4PRyxfkA8s',
  'argon2id of 64 MiB':
    '$argon2id$v=19$m=65536,t=3,p=4$3nrAZRb9cUMj9o8Q87RuFg$l516m5OssO7+wKxS4Mqof9scrqi5gABgZHnjnsAP16I',
  argon2i: '$argon2i$v=19$m=8192,t=1,p=1$maOm8sz+CHmYQnXp6OFn1g$1f/GSbR6BZUk+0xicnyVtDtfEH1jEFk++osCEznb794',
}
const kinds = [...Object.keys(argon2), 'scrypt of Better Auth'] as const

const salted = 'c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g'

/** What would take gigabytes or years to compute, and what is no hash at all. */
const absurd: Readonly<Record<string, string>> = {
  '8 GiB': `$argon2id$v=19$m=8388608,t=2,p=1$${salted}`,
  '4 TiB': `$argon2id$v=19$m=4294967295,t=1,p=1$${salted}`,
  'ever so many passes': `$argon2id$v=19$m=19456,t=4294967295,p=1$${salted}`,
  'ever so many lanes': `$argon2id$v=19$m=19456,t=2,p=16777215$${salted}`,
  'a number beyond numbers': `$argon2id$v=19$m=${'9'.repeat(400)},t=2,p=1$${salted}`,
  'no version': `$argon2id$m=8388608,t=2,p=1$${salted}`,
  'scrypt ln=31': `$scrypt$ln=31,r=8,p=1$${salted}`,
  'bcrypt 31': `$2b$31$${'a'.repeat(53)}`,
  'a key of 1 MB': `${'a'.repeat(32)}:${'b'.repeat(1_000_000)}`,
  'empty argon2': '$argon2id$v=19$m=19456,t=2,p=1$',
  nothing: '',
  'the password itself': older,
}

const wayName = 'in-process'

describe('stored passwords', () => {
  let database: SeededDatabase
  /** Undefined once it is stopped. */
  let stop: TestServer['close'] | undefined
  let ways: Record<Transport, AccountWay>
  const emailOf = (kind: string, wayName: string) =>
    `${`${kind}-${wayName}`.toLowerCase().replace(/[^a-z\d]+/g, '-')}@example.com`
  beforeAll(async () => {
    const hashes = { ...argon2, ...absurd, 'scrypt of Better Auth': await hashPassword(older) }
    const accounts = Object.entries(hashes).map(([kind, hash]) => [emailOf(kind, wayName), hash] as const)
    database = await seededDatabase(new Map(accounts))
    const server = await startTestServer({ database, passwordCost: defaultPasswordCost })
    stop = server.close
    ways = accountWays(server)
  })
  afterAll(async () => {
    await stop?.()
    await database?.drop()
  })

  describe(wayName, () => {
    const way = () => ways[wayName]

    it.each(kinds)('P6: signs in with a previous hash, and with the one that replaces it: %s', async (kind) => {
      const email = emailOf(kind, wayName)

      expect(await way().signIn(email, 'another password')).toEqual(wrong)
      expect(await way().signIn(email, older)).toMatchObject({ ok: true })
      expect(await way().signIn(email, older)).toMatchObject({ ok: true })
      expect(await way().signIn(email, 'another password')).toEqual(wrong)
    })

    it.each(Object.keys(absurd))('P7: fails fast on a stored hash that is absurd: %s', async (kind) => {
      const times = []
      for (let round = 0; round < 3; round += 1) {
        const started = performance.now()
        const outcome = await refusalOf(() => way().signIn(emailOf(kind, wayName), older))
        times.push(performance.now() - started)
        expect(outcome).toMatch(/^(invalid_credentials|internal)$/)
      }

      expect(Math.min(...times)).toBeLessThan(100)
      expect(await way().call('me', {})).toMatchObject({ code: 'unauthenticated' })
    })
  })

  it('P6: stores argon2id of 19 MiB, two passes and one lane, whatever was stored before', async () => {
    await ways['in-process'].signUp('new@example.com', older)
    await stop?.()
    stop = undefined

    const stored = await database.hashes()

    const emails = ['new@example.com', ...kinds.map((kind) => emailOf(kind, wayName))]
    const hashes = emails.map((email) => stored.get(email))
    expect(hashes).toEqual(emails.map(() => expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)))
    expect(new Set(hashes)).toHaveLength(emails.length)
  })
})

/** The code of a refusal; in-process, what is `internal` is thrown. */
async function refusalOf(signIn: () => Promise<{ ok: boolean; code?: string }>): Promise<string> {
  const outcome = await signIn().catch((error: { code?: string }) => ({ ok: false, code: error.code }))
  return outcome.ok ? 'signed in' : String(outcome.code)
}
