import { randomUUID } from 'node:crypto'
import { mails } from '@taskpact/db'
import { startMailServer, startTestServer, type TestMailServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordStatements } from '../conformance/recorded-statements.js'
import { compareByRank } from './rank-test.js'

const pairs = 300
const recorder = recordStatements()
/** Addresses with an account. Each kind of mail has a limit of its own for an address. */
const known: string[] = []
let mail: TestMailServer
let server: TestServer
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ env: mail.env, onQuery: recorder.onQuery })
  for (let n = 0; n < pairs; n++) known.push((await server.signUp()).email)
  await untilSent()
}, 120_000)
afterAll(async () => {
  await server?.close()
  await mail?.close()
})

const newEmail = () => `${randomUUID()}@example.com`

async function request(operation: string, email: string): Promise<number> {
  const started = performance.now()
  const outcome = await server.by('in-process').call(operation, { email })
  const ms = performance.now() - started
  expect(outcome).toEqual({ ok: true, value: undefined })
  return ms
}

async function untilSent(): Promise<void> {
  const db = await server.database()
  const expectSent = async () => expect(await db.select().from(mails)).toEqual([])
  await vi.waitFor(expectSent, { timeout: 20_000, interval: 50 })
}

describe.each(['auth.requestPasswordReset', 'auth.requestSignInLink', 'auth.resendVerification'])('%s', (operation) => {
  it('P17: runs the same statements for an unknown address as for a known one', async () => {
    const own = newEmail()
    await server.signUp(own)
    await request(operation, newEmail()) // creates the row of the unknown user
    await untilSent()
    const statementsOf = async (email: string) => {
      const statements = await recorder.during(() => request(operation, email))
      const ofJob = /"mails" where|update "mails"|delete from "mails"|from "email_tokens"/
      return statements.filter(({ text }) => !ofJob.test(text)).map(({ text, parameters }) => [text, parameters.length])
    }

    const ofKnown = await statementsOf(own)
    await untilSent()
    const ofUnknown = await statementsOf(newEmail())

    expect(ofKnown.length).toBeGreaterThanOrEqual(4)
    expect(ofUnknown).toEqual(ofKnown)
  })

  it('takes the same time for both: a rank test of interleaved pairs finds no difference', {
    timeout: 120_000,
  }, async () => {
    const [knownTimes, unknownTimes]: [number[], number[]] = [[], []]
    for (const [pair, email] of known.entries()) {
      // Both orders are measured equally often, because a mail to a known address is sent during the next request.
      if (pair % 2) knownTimes.push(await request(operation, email))
      unknownTimes.push(await request(operation, newEmail()))
      if (pair % 2 === 0) knownTimes.push(await request(operation, email))
    }

    const { superiority, p } = compareByRank(unknownTimes, knownTimes)
    console.log(`${operation}, ${pairs} pairs: P(unknown > known) = ${superiority.toFixed(3)}, p = ${p.toFixed(3)}`)
    expect(p).toBeGreaterThan(0.0001) // by chance, one run of 10,000 is below
  })
})
