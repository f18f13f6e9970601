import { randomUUID } from 'node:crypto'
import { mails as outbox, sessions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startMailServer, startTestServer, type TestMailServer, type TestServer } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let mail: TestMailServer
let database: TestDatabase
let instances: readonly TestServer[]
let clock = 0
beforeAll(async () => {
  mail = await startMailServer()
  database = await createTestDatabase()
  const options = { database, env: mail.env, now: () => new Date(Date.now() + clock) }
  instances = [await startTestServer(options), await startTestServer(options)]
})
afterAll(async () => {
  for (const instance of instances ?? []) await instance.close()
  await database?.drop()
  await mail?.close()
})
beforeEach(() => {
  clock = 0
  mail.receive(() => 'accept')
})

const at = (n: number) => (instances[n % 2] as TestServer).by('rest')
const newEmail = () => `${randomUUID()}@example.com`

async function signUp() {
  const email = newEmail()
  const user = await (instances[0] as TestServer).signUp(email)
  return { ...user, email, link: (await mail.next(email, /Verify/)).token }
}

/** Sends 20 requests at once, half of them to each instance. */
function twenty(operation: string, input: Readonly<Record<string, unknown>>) {
  return Promise.all(Array.from({ length: 20 }, (_, n) => at(n).call(operation, input)))
}

describe('of 20 uses at once on two instances, one succeeds:', () => {
  const tokens = {
    'auth.verifyEmail': async ({ link }: Awaited<ReturnType<typeof signUp>>) => ({ token: link }),
    'auth.resetPassword': async ({ email }: Awaited<ReturnType<typeof signUp>>) => {
      await at(1).call('auth.requestPasswordReset', { email })
      return { token: (await mail.next(email, /Reset/)).token, newPassword: 'a new password' }
    },
    'auth.signInWithLink': async ({ email }: Awaited<ReturnType<typeof signUp>>) => {
      await at(1).call('auth.requestSignInLink', { email })
      return { token: (await mail.next(email, /Sign in/)).token }
    },
    'auth.confirmEmail': async ({ token }: Awaited<ReturnType<typeof signUp>>) => {
      const email = newEmail()
      await at(1).call('auth.changeEmail', { email, password: 'Test123!' }, token)
      return { token: (await mail.next(email, /Confirm/)).token }
    },
    'auth.undoEmailChange': async ({ token, email: previous }: Awaited<ReturnType<typeof signUp>>) => {
      const email = newEmail()
      await at(1).call('auth.changeEmail', { email, password: 'Test123!' }, token)
      await at(0).call('auth.confirmEmail', { token: (await mail.next(email, /Confirm/)).token })
      return { token: (await mail.next(previous, /was changed/)).token }
    },
  } as const

  it.each(Object.entries(tokens))('%s', async (operation, inputOf) => {
    const user = await signUp()
    const outcomes = await twenty(operation, await inputOf(user))

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['invalid_link']),
    )
  })
})

describe('a mail', () => {
  it('is sent by one of two instances, once', async () => {
    const addresses = Array.from({ length: 40 }, newEmail)
    await Promise.all(addresses.map((email, n) => at(n).call('auth.signup', { email, password: 'Test123!' })))
    await expectEmptyOutbox()

    for (const address of addresses) expect(mail.mails.filter(({ to }) => to === address)).toHaveLength(1)
  })

  it('that the mail server defers is sent later, without the address in the log', async () => {
    mail.receive(() => 'defer')
    const email = newEmail()
    await at(0).call('auth.signup', { email, password: 'Test123!' })
    await expect.poll(async () => (await rows())[0]?.attempts, { timeout: 10_000 }).toBe(1)
    const lines = () => instances.flatMap(({ log }) => log.filter((line) => line.includes('could not be sent')))
    await expect.poll(lines, { timeout: 10_000 }).not.toEqual([])
    expect(lines().join()).not.toContain(email)
    mail.receive(() => 'accept')
    clock = 60_000

    const { token } = await mail.next(email)
    expect(await at(1).call('auth.verifyEmail', { token })).toMatchObject({ ok: true })
  })

  it('whose acknowledgement is lost is delivered twice with one id, and its link works once', async () => {
    let isFirst = true
    mail.receive(() => {
      if (!isFirst) return 'accept'
      isFirst = false
      return 'late'
    })
    const email = newEmail()
    await at(0).call('auth.signup', { email, password: 'Test123!' })
    const first = await mail.next(email)
    clock = 60_000
    const second = await mail.next(email)

    expect([second.id, second.token]).toEqual([first.id, first.token])
    expect(await at(1).call('auth.verifyEmail', { token: second.token })).toMatchObject({ ok: true })
    expect(await at(0).call('auth.verifyEmail', { token: first.token })).toMatchObject({ code: 'invalid_link' })
  })

  it('that is refused for good is given up, without the address in the log', async () => {
    mail.receive(() => 'refuse')
    const email = newEmail()
    await at(0).call('auth.signup', { email, password: 'Test123!' })
    await expectEmptyOutbox()

    expect(mail.mails.filter(({ to }) => to === email)).toEqual([])
    const lines = instances.flatMap(({ log }) => log.filter((line) => line.includes('given up')))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toContain(email)
  })

  it('is sent by another instance if the one that took it ends', async () => {
    const third = await startTestServer({ database, env: { ...mail.env, MAIL_URL: 'smtp://127.0.0.1:9' } })
    mail.receive(() => 'defer')
    const email = newEmail()
    await third.by('rest').call('auth.signup', { email, password: 'Test123!' })
    await third.close()
    mail.receive(() => 'accept')
    clock = 10 * 60_000

    expect((await mail.next(email)).subject).toMatch(/Verify/)
  })

  it('with a link that was replaced is not sent any more', async () => {
    const { email } = await signUp()
    let deferred = 0
    mail.receive(({ to }) => {
      if (to === email) deferred++
      return 'defer'
    })
    await at(0).call('auth.requestPasswordReset', { email })
    await expect.poll(() => deferred, { timeout: 10_000 }).toBe(1)
    await at(1).call('auth.requestPasswordReset', { email })
    mail.receive(() => 'accept')
    clock = 10 * 60_000
    await expectEmptyOutbox()

    expect(mail.mails.filter(({ to, subject }) => to === email && /Reset/.test(subject))).toHaveLength(1)
  })
})

it('a confirmation and a deletion of the account at once leave no row', async () => {
  for (let n = 0; n < 10; n++) {
    const { id, token } = await signUp()
    const email = newEmail()
    await at(0).call('auth.changeEmail', { email, password: 'Test123!' }, token)
    const confirm = (await mail.next(email, /Confirm/)).token
    const [deleted, confirmed] = await Promise.all([
      at(0).call('auth.deleteMe', { password: 'Test123!' }, token),
      at(1).call('auth.confirmEmail', { token: confirm }),
    ])

    expect(deleted).toMatchObject({ ok: true })
    expect(confirmed.ok || confirmed.code === 'invalid_link').toBe(true)
    const db = await (instances[0] as TestServer).database()
    expect(await db.select().from(users).where(eq(users.id, id))).toEqual([])
    expect(await at(1).call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ ok: true })
  }
})

it('a reset ends a session that another instance starts at the same time, or comes before it', async () => {
  for (let n = 0; n < 10; n++) {
    const { id, email } = await signUp()
    await at(0).call('auth.requestPasswordReset', { email })
    const { token } = await mail.next(email, /Reset/)
    const [reset, signedIn] = await Promise.all([
      at(0).call('auth.resetPassword', { token, newPassword: 'a new password' }),
      at(1).call('auth.signin', { email, password: 'Test123!' }),
    ])

    expect(reset).toMatchObject({ ok: true })
    expect(signedIn.ok || signedIn.code === 'invalid_credentials').toBe(true)
    const db = await (instances[0] as TestServer).database()
    expect(await db.select().from(sessions).where(eq(sessions.userId, id))).toEqual([])
  }
})

async function rows() {
  const db = await (instances[0] as TestServer).database()
  return db.select().from(outbox)
}

async function expectEmptyOutbox(): Promise<void> {
  await expect.poll(rows, { timeout: 20_000 }).toEqual([])
}
