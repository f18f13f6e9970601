import { authEvents } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { compareByRank } from './rank-test.js'
import { type Calls, newEmail, type OpenServer, openServer } from './session-calls.js'

const pairs = 300
const password = 'a wrong password'
const wrong = { ok: false, code: 'invalid_credentials' }

const recorder = recordStatements()
let server: OpenServer
let calls: Calls
let known: string
beforeAll(async () => {
  server = await openServer({ onQuery: recorder.onQuery })
  calls = server.by('in-process')
  known = String((await calls.signUp()).user.email)
  await signIn(newEmail())
})
afterAll(() => server?.close())

async function signIn(email: string): Promise<number> {
  const started = performance.now()
  const outcome = await calls.call('auth.signin', { email, password })
  const ms = performance.now() - started
  expect(outcome).toMatchObject(wrong)
  return ms
}

describe('failed sign-in', () => {
  // OWASP ASVS 5, 6.3.8: valid users cannot be deduced from failed authentication, such as by response times.
  it('P10: runs the same statements for an unknown address as for a wrong password', async () => {
    const statementsOf = async (email: string) =>
      (await recorder.during(() => signIn(email))).map(({ text, parameters }) => [text, parameters.length])

    const ofKnown = await statementsOf(known)
    const ofUnknown = await statementsOf(newEmail())

    expect(ofKnown).toHaveLength(3)
    expect(ofUnknown).toEqual(ofKnown)
  })

  it('P10: with an unknown address is stored in no account, and deleted after a day', async () => {
    const database = await createTestDatabase()
    const now = Date.now()
    const startAt = (time: number) => openServer({ database, now: () => new Date(time) })
    const eventsOfNobody = ({ db }: OpenServer) => db.select().from(authEvents).where(eq(authEvents.userId, ''))
    try {
      const first = await startAt(now)
      for (let count = 0; count < 3; count += 1)
        await first.by('in-process').call('auth.signin', { email: newEmail(), password })
      expect(await eventsOfNobody(first)).toHaveLength(3)
      await first.close()

      const later = await startAt(now + 25 * 60 * 60_000)
      await expect.poll(() => eventsOfNobody(later), { timeout: 20_000 }).toEqual([])
      await later.close()
    } finally {
      await database.drop()
    }
  })

  it('P10: the rank test of interleaved pairs is printed', async () => {
    const [knownTimes, unknownTimes]: [number[], number[]] = [[], []]
    for (let pair = 0; pair < pairs; pair += 1) {
      // Both orders are measured equally often.
      if (pair % 2) knownTimes.push(await signIn(known))
      unknownTimes.push(await signIn(newEmail()))
      if (pair % 2 === 0) knownTimes.push(await signIn(known))
    }

    const { superiority, p } = compareByRank(unknownTimes, knownTimes)
    const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length / 2] ?? Number.NaN
    console.log(
      `failed sign-in, ${pairs} pairs: unknown ${median(unknownTimes).toFixed(2)} ms, wrong ${median(knownTimes).toFixed(2)} ms,`,
      `P(unknown > wrong) = ${superiority.toFixed(3)}, Mann-Whitney p = ${p.toFixed(3)}`,
    )
    expect(superiority).toBeGreaterThan(0)
  })
})

describe('rank test', () => {
  it('finds no difference between equal samples, and one between shifted ones', () => {
    const sample = Array.from({ length: 300 }, (_, index) => (index * 7919) % 300)

    expect(compareByRank(sample, sample)).toEqual({ superiority: 0.5, p: expect.closeTo(1, 5) })
    expect(
      compareByRank(
        sample,
        sample.map((value) => value + 30),
      ).p,
    ).toBeLessThan(0.001)
  })
})
