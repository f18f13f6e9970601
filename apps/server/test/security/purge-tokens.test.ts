import { emails, emailTokens, usedTickets } from '@taskpact/db'
import { purgeEmailTokens, purgeTickets } from '@taskpact/service'
import {
  startMailServer,
  startTestServer,
  type TestMailServer,
  type TestServer,
  testPassword,
  type User,
} from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstStep, signUpWithFactor } from './second-factor-calls.js'

const hour = 60 * 60_000
const clock = { now: Date.now() }
let mail: TestMailServer
let server: TestServer
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ env: mail.env, now: () => new Date(clock.now) })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})

const calls = () => server.by('in-process')
const later = (ms: number) => new Date(clock.now + ms)

describe('purge of used tickets', () => {
  it('deletes those that have expired', async () => {
    const db = await server.database()
    const ada = await signUpWithFactor(server, clock)
    const ticket = await firstStep(calls(), ada.email)
    await calls().value('auth.signInWithCode', { ticket, code: ada.nextCode() })
    const rows = () => db.select().from(usedTickets).where(eq(usedTickets.userId, ada.id))

    await purgeTickets(db, later(0))
    expect(await rows()).toHaveLength(1)
    await purgeTickets(db, later(hour))
    expect(await rows()).toEqual([])
  })
})

describe('purge of tokens of links in mails', () => {
  const purposesOf = async (userId: string) => {
    const rows = await (await server.database()).select().from(emailTokens).where(eq(emailTokens.userId, userId))
    return rows.map(({ purpose }) => purpose).sort()
  }
  const ownerOf = async (email: string) => {
    const [row] = await (await server.database()).select().from(emails).where(eq(emails.email, email))
    return row?.owner
  }
  async function changeEmail(user: User, email: string) {
    await user.value('auth.changeEmail', { email, password: testPassword })
    await calls().value('auth.confirmEmail', { token: (await mail.next(email, /^Confirm/)).token })
  }

  it('deletes those that have expired', async () => {
    const db = await server.database()
    const ada = await server.signUp()
    await calls().value('auth.requestSignInLink', { email: ada.email })

    expect(await purposesOf(ada.id)).toEqual(['sign_in', 'verify_email'])
    await purgeEmailTokens(db, later(hour))
    expect(await purposesOf(ada.id)).toEqual(['verify_email'])
    await purgeEmailTokens(db, later(24 * hour))
    expect(await purposesOf(ada.id)).toEqual([])
  })

  it('deletes those of addresses that no account has', async () => {
    const db = await server.database()
    await calls().value('auth.requestSignInLink', { email: 'nobody@example.com' })

    expect(await purposesOf('')).toEqual(['sign_in'])
    await purgeEmailTokens(db, later(0))
    expect(await purposesOf('')).toEqual(['sign_in'])
    await purgeEmailTokens(db, later(hour))
    expect(await purposesOf('')).toEqual([])
  })

  it('releases a previous address once the change can no longer be undone', async () => {
    const db = await server.database()
    const ada = await server.signUp()
    const email = `new-${ada.email}`
    await changeEmail(ada, email)

    await purgeEmailTokens(db, later(71 * hour))
    expect(await ownerOf(ada.email)).toBe(ada.id)
    await purgeEmailTokens(db, later(73 * hour))
    expect(await ownerOf(ada.email)).toBeUndefined()
    expect(await ownerOf(email)).toBe(ada.id)
    expect((await server.signUp(ada.email)).id).not.toBe(ada.id)
  })

  it('keeps an address that is the current one again, or that a later change reserved', async () => {
    const db = await server.database()
    const ada = await server.signUp()
    const email = `new-${ada.email}`
    await changeEmail(ada, email)
    clock.now += 24 * hour
    const again = await server.signIn(email)
    await changeEmail(again, ada.email)

    await purgeEmailTokens(db, later(49 * hour))
    expect(await ownerOf(ada.email)).toBe(ada.id)
    expect(await ownerOf(email)).toBe(ada.id)
    await purgeEmailTokens(db, later(73 * hour))
    expect(await ownerOf(ada.email)).toBe(ada.id)
    expect(await ownerOf(email)).toBeUndefined()
  })
})
