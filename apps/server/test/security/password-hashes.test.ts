import { defaultPasswordCost } from '@taskpact/service'
import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountCalls, accountCallsByTransport, wrongCredentials } from '../support/account-calls.js'
import { type SeededDatabase, seededDatabase } from '../support/seeded-database.js'

const oldPassword = 'an older password'

/** Hashes of that password by argon2 with other parameters than those of the server, and by Better Auth. */
const hashes = {
  'argon2id of 4 MiB':
    '$argon2id$v=19$m=4096,t=3,p=1$88nnWG0BecfTJhS4p5vU5A$HjyN808P/AB9rsPwJTZyjH/SLvGfoHOpK4PRyxfkA8s',
  'argon2id of 64 MiB':
    '$argon2id$v=19$m=65536,t=3,p=4$3nrAZRb9cUMj9o8Q87RuFg$l516m5OssO7+wKxS4Mqof9scrqi5gABgZHnjnsAP16I',
  argon2i: '$argon2i$v=19$m=8192,t=1,p=1$maOm8sz+CHmYQnXp6OFn1g$1f/GSbR6BZUk+0xicnyVtDtfEH1jEFk++osCEznb794',
  'scrypt of Better Auth':
    '57310f3498090390635915b2a43ceaff:a57d95d547a39d47a3f2602e649c283821bfaea2b7f38cfccbc790a075863c0faecfd02c10e1b0ddfe62c60e677baf4ba214341770b095819e7820f6dfd74bc0',
}
const kinds = Object.keys(hashes)

const saltAndHash = 'c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g'

/** Hashes that would take gigabytes or years to verify, and invalid hashes. */
const unreasonable: Readonly<Record<string, string>> = {
  '8 GiB': `$argon2id$v=19$m=8388608,t=2,p=1$${saltAndHash}`,
  '4 TiB': `$argon2id$v=19$m=4294967295,t=1,p=1$${saltAndHash}`,
  '2^32 - 1 passes': `$argon2id$v=19$m=19456,t=4294967295,p=1$${saltAndHash}`,
  '2^24 - 1 lanes': `$argon2id$v=19$m=19456,t=2,p=16777215$${saltAndHash}`,
  'a memory cost of 400 digits': `$argon2id$v=19$m=${'9'.repeat(400)},t=2,p=1$${saltAndHash}`,
  'no version': `$argon2id$m=8388608,t=2,p=1$${saltAndHash}`,
  'scrypt ln=31': `$scrypt$ln=31,r=8,p=1$${saltAndHash}`,
  'bcrypt 31': `$2b$31$${'a'.repeat(53)}`,
  'a key of 1 MB': `${'a'.repeat(32)}:${'b'.repeat(1_000_000)}`,
  'empty argon2': '$argon2id$v=19$m=19456,t=2,p=1$',
  nothing: '',
  'the password itself': oldPassword,
}

const transport = 'in-process'

describe('stored password hashes', () => {
  let database: SeededDatabase
  /** Undefined after the server has stopped. */
  let stop: TestServer['close'] | undefined
  let callsByTransport: Record<Transport, AccountCalls>
  const emailOf = (kind: string, transport: string) =>
    `${`${kind}-${transport}`.toLowerCase().replace(/[^a-z\d]+/g, '-')}@example.com`
  beforeAll(async () => {
    const all = Object.entries({ ...hashes, ...unreasonable })
    const accounts = all.map(([kind, hash]) => [emailOf(kind, transport), hash] as const)
    database = await seededDatabase(new Map(accounts))
    const server = await startTestServer({ database, passwordCost: defaultPasswordCost })
    stop = server.close
    callsByTransport = accountCallsByTransport(server)
  })
  afterAll(async () => {
    await stop?.()
    await database?.drop()
  })

  describe(transport, () => {
    const calls = () => callsByTransport[transport]

    it.each(kinds)('P6: signs in with an old hash, which is then replaced: %s', async (kind) => {
      const email = emailOf(kind, transport)

      expect(await calls().signIn(email, 'another password')).toEqual(wrongCredentials)
      expect(await calls().signIn(email, oldPassword)).toMatchObject({ ok: true })
      expect(await calls().signIn(email, oldPassword)).toMatchObject({ ok: true })
      expect(await calls().signIn(email, 'another password')).toEqual(wrongCredentials)
    })

    it.each(Object.keys(unreasonable))('P7: fails fast on an unreasonable stored hash: %s', async (kind) => {
      const times = []
      for (let round = 0; round < 3; round += 1) {
        const started = performance.now()
        const cpu = process.cpuUsage() // of all threads: other processes do not change it
        const outcome = await errorCodeOf(() => calls().signIn(emailOf(kind, transport), oldPassword))
        const { user, system } = process.cpuUsage(cpu)
        times.push(performance.now() - started, (user + system) / 1000)
        expect(outcome).toMatch(/^(invalid_credentials|internal)$/)
      }

      expect(Math.min(...times)).toBeLessThan(100)
      expect(await calls().call('me', {})).toMatchObject({ code: 'unauthenticated' })
    })
  })

  it('P6: stores argon2id with 19 MiB, two passes and one lane, also in place of other hashes', async () => {
    await callsByTransport['in-process'].signUp('new@example.com', oldPassword)
    await stop?.()
    stop = undefined

    const stored = await database.hashes()

    const emails = ['new@example.com', ...kinds.map((kind) => emailOf(kind, transport))]
    const replaced = emails.map((email) => stored.get(email))
    expect(replaced).toEqual(emails.map(() => expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)))
    expect(new Set(replaced)).toHaveLength(emails.length)
  })
})

/** Returns the error code. The in-process transport throws `internal` errors. */
async function errorCodeOf(signIn: () => Promise<{ ok: boolean; code?: string }>): Promise<string> {
  const outcome = await signIn().catch((error: { code?: string }) => ({ ok: false, code: error.code }))
  return outcome.ok ? 'signed in' : String(outcome.code)
}
