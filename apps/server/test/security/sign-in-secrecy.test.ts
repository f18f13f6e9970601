import { defaultPasswordCost } from '@taskpact/service'
import { json, type RawResponse, sendTo, startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountCalls, accountCallsByTransport, newEmail, wrongCredentials } from '../support/account-calls.js'

const password = 'a long password'
const rounds = 60

describe('failed sign-in', () => {
  let server: TestServer
  let callsByTransport: Record<Transport, AccountCalls>
  const known = newEmail()
  beforeAll(async () => {
    server = await startTestServer({ passwordCost: defaultPasswordCost })
    callsByTransport = accountCallsByTransport(server)
    await callsByTransport['in-process'].signUp(known, password)
  })
  afterAll(() => server?.close())

  const send = sendTo(() => server)

  it.each([
    ['REST', '/api/auth/signin'],
    ['tRPC', '/trpc/auth.signin'],
  ])('P9: responds over %s to an unknown address as to a wrong password, byte for byte', async (_transport, path) => {
    const failedSignIn = (email: string) =>
      send(path, { method: 'POST', ...json({ email, password: 'a wrong password' }) })

    const knownTimes = await failedSignIn(known)
    const unknownTimes = await failedSignIn(newEmail())

    expect(knownTimes.status).toBe(unknownTimes.status)
    expect(knownTimes.text).toContain('invalid_credentials')
    expect(withoutRequestId(knownTimes)).toBe(withoutRequestId(unknownTimes))
    expect(stableHeaders(knownTimes)).toEqual(stableHeaders(unknownTimes))
    expect(knownTimes.headers['content-length']).toBe(unknownTimes.headers['content-length'])
  })

  const transport = 'in-process'

  describe(transport, () => {
    const calls = () => callsByTransport[transport]

    it('P9: returns the same error for an unknown address as for a wrong password', async () => {
      expect(await calls().signIn(known, 'a wrong password')).toEqual(wrongCredentials)
      expect(await calls().signIn(newEmail(), 'a wrong password')).toEqual(wrongCredentials)
      expect(await calls().signIn(newEmail(), 'an unused password')).toEqual(wrongCredentials)
    })

    it('P9: returns the same error for a deleted account as for an unknown address', async () => {
      const email = newEmail()
      const { token } = await calls().signUp(email, password)
      await calls().call('deleteMe', { password }, token)

      expect(await calls().signIn(email, password)).toEqual(wrongCredentials)
    })

    it('P10: takes as long for an unknown address as for a wrong password', async () => {
      const time = async (email: string) => {
        const started = performance.now()
        expect(await calls().signIn(email, 'a wrong password')).toEqual(wrongCredentials)
        return performance.now() - started
      }
      for (let warmUp = 0; warmUp < 5; warmUp += 1) await time(warmUp % 2 ? known : newEmail())

      const knownTimes: number[] = []
      const unknownTimes: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        // Both orders are measured equally often.
        if (round % 2) knownTimes.push(await time(known))
        unknownTimes.push(await time(newEmail()))
        if (round % 2 === 0) knownTimes.push(await time(known))
      }

      const ratio = median(unknownTimes) / median(knownTimes)
      console.log(
        `sign-in over ${transport}: unknown / wrong = ${ratio.toFixed(3)} (${median(knownTimes).toFixed(1)} ms)`,
      )
      expect(ratio).toBeGreaterThan(0.67)
      expect(ratio).toBeLessThan(1.5)
    })
  })
})

/** Returns the body without the request id. */
function withoutRequestId({ text, headers }: RawResponse): string {
  return text.replaceAll(String(headers['x-request-id']), '')
}

/** Returns the headers that must be equal. */
function stableHeaders({ headers }: RawResponse): object {
  const { 'x-request-id': _id, date: _date, 'content-length': _length, ...rest } = headers
  return rest
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
