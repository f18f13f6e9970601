import { isDeepStrictEqual } from 'node:util'
import { type Outcome, startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountWay, accountWays, limited, newEmail, wrong } from '../support/account-ways.js'

const password = 'a long password'
const bad = 'a wrong password'

describe('sign-in limits', () => {
  let server: TestServer
  let ways: Record<Transport, AccountWay>
  beforeAll(async () => {
    server = await startTestServer({ failureLimits: { perAccountAndAddress: 3, perAccount: 1000, perAddress: 1000 } })
    ways = accountWays(server)
  })
  afterAll(() => server?.close())

  async function inTurn(times: number, call: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
    const outcomes = []
    for (let index = 0; index < times; index += 1) outcomes.push(await call(index))
    return outcomes
  }

  const wayName = 'in-process'

  describe(wayName, () => {
    const way = () => ways[wayName]

    it('P18: refuse sign-ins after three wrong passwords, even with the right password', async () => {
      const email = newEmail()
      await way().signUp(email, password)

      const outcomes = await inTurn(5, () => way().signIn(email, bad))

      expect(outcomes).toEqual([wrong, wrong, wrong, limited, limited])
      expect(await way().signIn(email, password)).toEqual(limited)
    })

    it('P18: count failures for an address without an account', async () => {
      const email = newEmail()

      const outcomes = await inTurn(5, () => way().signIn(email, bad))

      expect(outcomes).toEqual([wrong, wrong, wrong, limited, limited])
    })

    it('P18: count failures for all spellings of an address together', async () => {
      const email = newEmail()
      const spellings = [
        email,
        email.toUpperCase(),
        ` ${email}`,
        `${email.replace('com', 'COM')}\n`,
        `P${email.slice(1)}`,
      ]

      const outcomes = await inTurn(5, (index) => way().signIn(spellings[index] ?? '', bad))

      expect(outcomes).toEqual([wrong, wrong, wrong, limited, limited])
    })

    it('P18: count concurrent failures', async () => {
      const email = newEmail()
      await way().signUp(email, password)

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => way().signIn(email, bad)))

      expect(outcomes.filter((outcome) => isDeepStrictEqual(outcome, wrong))).toHaveLength(3)
      expect(outcomes.filter((outcome) => isDeepStrictEqual(outcome, limited))).toHaveLength(17)
    })

    it('P18: let one of two concurrent sign-ins through if one attempt is left', async () => {
      const email = newEmail()
      await inTurn(2, () => way().signIn(email, bad))

      const outcomes = await Promise.all([way().signIn(email, bad), way().signIn(email, bad)])

      expect(outcomes).toContainEqual(wrong)
      expect(outcomes).toContainEqual(limited)
    })

    it('P18: do not count successful sign-ins', async () => {
      const email = newEmail()
      await way().signUp(email, password)
      await inTurn(2, () => way().signIn(email, bad))

      for (const outcome of await inTurn(6, () => way().signIn(email, password)))
        expect(outcome).toMatchObject({ ok: true })

      expect(await way().signIn(email, bad)).toEqual(wrong)
      expect(await way().signIn(email, password)).toEqual(limited)
    })

    it('P18: do not count concurrent successful sign-ins', async () => {
      const email = newEmail()
      await way().signUp(email, password)

      await Promise.all(Array.from({ length: 10 }, () => way().signIn(email, password)))

      expect(await way().signIn(email, password)).toMatchObject({ ok: true })
    })

    it('P18: of one account do not affect another', async () => {
      const email = newEmail()
      await way().signUp(email, password)
      await inTurn(5, () => way().signIn(newEmail(), bad))

      expect(await way().signIn(email, password)).toMatchObject({ ok: true })
    })

    it('P18: count failures for different accounts from one address', async () => {
      const strict = await startTestServer({ failureLimits: { perAccountAndAddress: 3, perAccount: 3, perAddress: 6 } })
      try {
        const strictWay = accountWays(strict)[wayName]

        const outcomes = await inTurn(8, () => strictWay.signIn(newEmail(), bad))

        expect(outcomes).toEqual([...Array(6).fill(wrong), limited, limited])
      } finally {
        await strict.close()
      }
    })

    it.each([
      ['changePassword', { currentPassword: bad, newPassword: 'the next long password' }],
      ['deleteMe', { password: bad }],
    ])('P18: count failures of %s and of sign-in together', async (name, input) => {
      const email = newEmail()
      const { token } = await way().signUp(email, password)

      const outcomes = await inTurn(4, () => way().call(name, input, token))

      expect(outcomes).toEqual([wrong, wrong, wrong, limited])
      expect(await way().signIn(email, password)).toEqual(limited)
      expect(await way().call('me', {}, token)).toMatchObject({ ok: true })
    })
  })

  it('P18: count failures over REST, the typed client and tRPC together', async () => {
    const email = newEmail()
    await ways.trpc.signUp(email, password)

    expect(await ways.rest.signIn(email, bad)).toEqual(wrong)
    expect(await ways.trpc.signIn(email, bad)).toEqual(wrong)
    expect(await ways.client.signIn(email, bad)).toEqual(wrong)
    expect(await ways.trpc.signIn(email, password)).toEqual(limited)
    expect(await ways.rest.signIn(email, password)).toEqual(limited)
  })
})
