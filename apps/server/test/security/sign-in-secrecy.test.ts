import { defaultPasswordCost } from '@taskpact/service'
import { type Answer, json, sendTo, startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountWay, accountWays, newEmail, wrong } from '../support/account-ways.js'

const password = 'a long password'
const tries = 60

describe('what a failed sign-in reveals', () => {
  let server: TestServer
  let ways: Record<Transport, AccountWay>
  const known = newEmail()
  beforeAll(async () => {
    server = await startTestServer({ passwordCost: defaultPasswordCost })
    ways = accountWays(server)
    await ways['in-process'].signUp(known, password)
  })
  afterAll(() => server?.close())

  const send = sendTo(() => server)

  it.each([
    ['REST', '/api/auth/signin'],
    ['tRPC', '/trpc/auth.signin'],
  ])('P9: answers over %s for an unknown address as for a wrong password, to the byte', async (_way, path) => {
    const refusal = (email: string) => send(path, { method: 'POST', ...json({ email, password: 'a wrong password' }) })

    const theirs = await refusal(known)
    const nobodys = await refusal(newEmail())

    expect(theirs.status).toBe(nobodys.status)
    expect(theirs.text).toContain('invalid_credentials')
    expect(impersonal(theirs)).toBe(impersonal(nobodys))
    expect(lasting(theirs)).toEqual(lasting(nobodys))
    expect(theirs.headers['content-length']).toBe(nobodys.headers['content-length'])
  })

  const wayName = 'in-process'

  describe(wayName, () => {
    const way = () => ways[wayName]

    it('P9: refuses an unknown address as it does a wrong password', async () => {
      expect(await way().signIn(known, 'a wrong password')).toEqual(wrong)
      expect(await way().signIn(newEmail(), 'a wrong password')).toEqual(wrong)
      expect(await way().signIn(newEmail(), 'the password of nobody')).toEqual(wrong)
    })

    it('P9: refuses an address whose account is gone as one that never was', async () => {
      const email = newEmail()
      const { token } = await way().signUp(email, password)
      await way().call('deleteMe', { password }, token)

      expect(await way().signIn(email, password)).toEqual(wrong)
    })

    it('P10: takes as long for an unknown address as for a wrong password', async () => {
      const time = async (email: string) => {
        const started = performance.now()
        expect(await way().signIn(email, 'a wrong password')).toEqual(wrong)
        return performance.now() - started
      }
      for (let warmUp = 0; warmUp < 5; warmUp += 1) await time(warmUp % 2 ? known : newEmail())

      const theirs: number[] = []
      const nobodys: number[] = []
      for (let round = 0; round < tries; round += 1) {
        // Each is first as often as the other.
        if (round % 2) theirs.push(await time(known))
        nobodys.push(await time(newEmail()))
        if (round % 2 === 0) theirs.push(await time(known))
      }

      const ratio = median(nobodys) / median(theirs)
      console.log(`sign-in over ${wayName}: unknown / wrong = ${ratio.toFixed(3)} (${median(theirs).toFixed(1)} ms)`)
      expect(ratio).toBeGreaterThan(0.67)
      expect(ratio).toBeLessThan(1.5)
    })
  })
})

/** The body without what names this one request. */
function impersonal({ text, headers }: Answer): string {
  return text.replaceAll(String(headers['x-request-id']), '')
}

/** The headers that may not differ. */
function lasting({ headers }: Answer): object {
  const { 'x-request-id': _id, date: _date, 'content-length': _length, ...rest } = headers
  return rest
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
