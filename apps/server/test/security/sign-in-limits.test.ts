import { isDeepStrictEqual } from 'node:util'
import { type Outcome, startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AccountCalls,
  accountCallsByTransport,
  newEmail,
  rateLimited,
  wrongPassword as refusedPassword,
  wrongCredentials,
} from '../support/account-calls.js'

const password = 'a long password'
const wrongPassword = 'a wrong password'

describe('sign-in limits', () => {
  let server: TestServer
  let callsByTransport: Record<Transport, AccountCalls>
  beforeAll(async () => {
    server = await startTestServer({
      failureLimits: { perAccountAndAddress: 3, perAccount: 1000, perAddress: 1000, perKnownClient: 3 },
    })
    callsByTransport = accountCallsByTransport(server)
  })
  afterAll(() => server?.close())

  async function callRepeatedly(times: number, call: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
    const outcomes = []
    for (let index = 0; index < times; index += 1) outcomes.push(await call(index))
    return outcomes
  }

  const transport = 'in-process'

  describe(transport, () => {
    const calls = () => callsByTransport[transport]

    it('P18: refuse sign-ins after three wrong passwords, even with the right password', async () => {
      const email = newEmail()
      await calls().signUp(email, password)

      const outcomes = await callRepeatedly(5, () => calls().signIn(email, wrongPassword))

      expect(outcomes).toEqual([wrongCredentials, wrongCredentials, wrongCredentials, rateLimited, rateLimited])
      expect(await calls().signIn(email, password)).toEqual(rateLimited)
    })

    it('P18: count failures for an address without an account', async () => {
      const email = newEmail()

      const outcomes = await callRepeatedly(5, () => calls().signIn(email, wrongPassword))

      expect(outcomes).toEqual([wrongCredentials, wrongCredentials, wrongCredentials, rateLimited, rateLimited])
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

      const outcomes = await callRepeatedly(5, (index) => calls().signIn(spellings[index] ?? '', wrongPassword))

      expect(outcomes).toEqual([wrongCredentials, wrongCredentials, wrongCredentials, rateLimited, rateLimited])
    })

    it('P18: count concurrent failures', async () => {
      const email = newEmail()
      await calls().signUp(email, password)

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => calls().signIn(email, wrongPassword)))

      expect(outcomes.filter((outcome) => isDeepStrictEqual(outcome, wrongCredentials))).toHaveLength(3)
      expect(outcomes.filter((outcome) => isDeepStrictEqual(outcome, rateLimited))).toHaveLength(17)
    })

    it('P18: let one of two concurrent sign-ins through if one attempt is left', async () => {
      const email = newEmail()
      await callRepeatedly(2, () => calls().signIn(email, wrongPassword))

      const outcomes = await Promise.all([calls().signIn(email, wrongPassword), calls().signIn(email, wrongPassword)])

      expect(outcomes).toContainEqual(wrongCredentials)
      expect(outcomes).toContainEqual(rateLimited)
    })

    it('P18: do not count successful sign-ins', async () => {
      const email = newEmail()
      await calls().signUp(email, password)
      await callRepeatedly(2, () => calls().signIn(email, wrongPassword))

      for (const outcome of await callRepeatedly(6, () => calls().signIn(email, password)))
        expect(outcome).toMatchObject({ ok: true })

      expect(await calls().signIn(email, wrongPassword)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, password)).toEqual(rateLimited)
    })

    it('P18: do not count concurrent successful sign-ins', async () => {
      const email = newEmail()
      await calls().signUp(email, password)

      await Promise.all(Array.from({ length: 10 }, () => calls().signIn(email, password)))

      expect(await calls().signIn(email, password)).toMatchObject({ ok: true })
    })

    it('P18: of one account do not affect another', async () => {
      const email = newEmail()
      await calls().signUp(email, password)
      await callRepeatedly(5, () => calls().signIn(newEmail(), wrongPassword))

      expect(await calls().signIn(email, password)).toMatchObject({ ok: true })
    })

    it('P18: count failures for different accounts from one address', async () => {
      const strict = await startTestServer({
        failureLimits: { perAccountAndAddress: 3, perAccount: 3, perAddress: 6, perKnownClient: 3 },
      })
      try {
        const strictCalls = accountCallsByTransport(strict)[transport]

        const outcomes = await callRepeatedly(8, () => strictCalls.signIn(newEmail(), wrongPassword))

        expect(outcomes).toEqual([...Array(6).fill(wrongCredentials), rateLimited, rateLimited])
      } finally {
        await strict.close()
      }
    })

    it.each([
      ['changePassword', 'currentPassword', { newPassword: 'the next long password' }],
      ['deleteMe', 'password', {}],
    ])('P18: count failures of %s and of sign-in together', async (name, field, input) => {
      const email = newEmail()
      const { token } = await calls().signUp(email, password)

      const outcomes = await callRepeatedly(4, () => calls().call(name, { ...input, [field]: wrongPassword }, token))

      expect(outcomes).toEqual([...Array(3).fill(refusedPassword(field)), rateLimited])
      expect(await calls().signIn(email, password)).toEqual(rateLimited)
      expect(await calls().call('me', {}, token)).toMatchObject({ ok: true })
    })
  })

  it('P18: count failures over REST, the typed client and tRPC together', async () => {
    const email = newEmail()
    await callsByTransport.trpc.signUp(email, password)

    expect(await callsByTransport.rest.signIn(email, wrongPassword)).toEqual(wrongCredentials)
    expect(await callsByTransport.trpc.signIn(email, wrongPassword)).toEqual(wrongCredentials)
    expect(await callsByTransport.client.signIn(email, wrongPassword)).toEqual(wrongCredentials)
    expect(await callsByTransport.trpc.signIn(email, password)).toEqual(rateLimited)
    expect(await callsByTransport.rest.signIn(email, password)).toEqual(rateLimited)
  })
})
