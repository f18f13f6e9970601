import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { forge } from '../security/token-forging.js'
import { fewRuns } from './few-runs.js'

const addresses = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`)
const address = fc.constantFrom(...addresses)
const who = fc.nat(5)

/** What users, and instances of the previous release, do at the same time. */
const action = fc.oneof(
  fc.record({ kind: fc.constant('sign up' as const), address }),
  fc.record({ kind: fc.constant('sign in' as const), address }),
  fc.record({ kind: fc.constant('first token' as const), address }),
  fc.record({ kind: fc.constant('newer token' as const), address, who }),
  fc.record({ kind: fc.constant('delete' as const), address }),
  fc.record({ kind: fc.constant('delete an external user' as const), address, who }),
)
const oldAction = fc.oneof(
  fc.record({ kind: fc.constant('sign up at the previous release' as const), address }),
  fc.record({ kind: fc.constant('delete at the previous release' as const), address }),
)
type Action = typeof action | typeof oldAction extends fc.Arbitrary<infer A> ? A : never

let opened: Awaited<ReturnType<typeof start>> | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

async function start({ isDistributed }: { isDistributed: boolean }) {
  const database = await createTestDatabase()
  const { db, close } = await openDatabase(database.url, { poolMax: 4 })
  const servers = [await startTestServer({ database }), await startTestServer({ database })]
  // As `migrate --distribute` does, which leaves these to the statements.
  if (isDistributed) await db.execute(sql.raw('drop index users_email; drop trigger users_emails on users'))
  return {
    db,
    servers: servers as [TestServer, TestServer],
    async close() {
      await Promise.all(servers.map((server) => server.close()))
      await close()
      await (database as TestDatabase).drop()
    },
  }
}

describe.each([
  ['with the index and the trigger of the previous release', { isDistributed: false }],
  ['as on Citus', { isDistributed: true }],
])('an e-mail address, %s', (_title, { isDistributed }) => {
  it('belongs to one user at most, who is found by it, at every moment of concurrent changes', async () => {
    opened = await start({ isDistributed })
    const { db, servers } = opened
    const anyAction: fc.Arbitrary<Action> = isDistributed
      ? action
      : fc.oneof({ weight: 3, arbitrary: action }, oldAction)
    let issuedAt = Math.floor(Date.now() / 1000) - 10_000

    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyAction, { minLength: 8, maxLength: 8 }), { minLength: 3, maxLength: 3 }),
        async (rounds) => {
          const external = Array.from({ length: 6 }, () => randomUUID().replaceAll('-', ''))
          for (const round of rounds) {
            issuedAt += 10
            let hasEnded = false
            const acting = Promise.all(
              round.map((one, index) =>
                act(one, { server: servers[index % 2] as TestServer, db, external, issuedAt: issuedAt + index }),
              ),
            ).finally(() => {
              hasEnded = true
            })
            while (!hasEnded) {
              expect(await contradictions(db)).toEqual([])
              await sleep(5)
            }
            await acting
            expect(await contradictions(db)).toEqual([])
            await expectSignIns(db, servers[0])
          }
        },
      ),
      fewRuns(2),
    )
  })
})

interface World {
  readonly server: TestServer
  readonly db: Database
  readonly external: readonly string[]
  readonly issuedAt: number
}

/** Acts, and expects an outcome that the operation declares. */
async function act(one: Action, { server, db, external, issuedAt }: World): Promise<void> {
  const { call } = server.by('in-process')
  const credentials = { email: one.address, password: testPassword }
  const token = (sub: string) =>
    forge(
      { alg: 'HS256', typ: 'JWT' },
      { sub, iat: issuedAt, exp: issuedAt + 20_000, email: one.address, email_verified: true },
    )
  const subject = ('who' in one && external[one.who]) || randomUUID()
  const outcomes: Record<string, readonly string[]> = {
    'sign up': ['email_taken'],
    'sign in': ['invalid_credentials'],
    'first token': [],
    'newer token': ['invalid_token'],
    delete: ['invalid_credentials', 'invalid_token', 'wrong_password'],
    'delete an external user': ['invalid_token', 'token_too_old', 'unauthenticated'],
  }
  switch (one.kind) {
    case 'sign up':
      return expectOutcome(await call('auth.signup', credentials))
    case 'sign in':
      return expectOutcome(await call('auth.signin', credentials))
    case 'first token':
    case 'newer token':
      return expectOutcome(await call('auth.me', {}, token(subject)))
    case 'delete an external user':
      return void (await call('auth.deleteMe', {}, token(subject)))
    case 'delete': {
      const signedIn = await call('auth.signin', credentials)
      if (!signedIn.ok) return expectOutcome(signedIn)
      const { token: own } = signedIn.value as { token: string }
      return expectOutcome(await call('auth.deleteMe', { password: testPassword }, own))
    }
    case 'sign up at the previous release':
      return void (await db
        .execute(sql`insert into users (id, email, password_hash, created_at) values (${randomUUID()}, ${one.address}, 'x', now())
          on conflict do nothing`)
        .catch(expectConflict))
    case 'delete at the previous release':
      return void (await db.execute(sql`delete from users where email = ${one.address}`).catch(expectConflict))
  }

  function expectOutcome(outcome: { readonly ok: boolean; readonly code?: string }): void {
    if (!outcome.ok && outcome.code !== 'unavailable') expect(outcomes[one.kind]).toContain(outcome.code)
  }
}

/** The previous release and this one may wait for each other: then PostgreSQL ends one of them. */
function expectConflict(error: { cause?: { code?: string } }): void {
  expect(['40P01', '23505']).toContain(error.cause?.code)
}

/** Returns the addresses that have two users, or whose user in one table is not that of the other, in one snapshot. */
async function contradictions(db: Database): Promise<unknown[]> {
  const rows = await db.execute(sql`
    select coalesce(e.email, u.email) as email, array_agg(u.id) as users, array_agg(e.owner) as owners
    from (select id, email from users where email is not null) u
    full join emails e on e.email = u.email and e.owner = u.id
    group by 1 having count(*) > 1 or count(e.owner) <> 1 or count(u.id) <> 1`)
  return [...(rows as unknown as unknown[])]
}

/** Expects that each local user can sign in. */
async function expectSignIns(db: Database, server: TestServer): Promise<void> {
  const rows = (await db.execute(sql`
    select email, id from users where password_hash is not null and password_hash <> 'x'`)) as unknown as {
    email: string
    id: string
  }[]
  for (const { email, id } of rows)
    expect(await server.by('in-process').value('auth.signin', { email, password: testPassword })).toMatchObject({
      user: { id },
    })
}
