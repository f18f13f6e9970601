import type { SignedIn } from '@taskpact/contract'
import { startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpTransports, postTo } from './cookie-responses.js'
import { enableFactor, type FactorUser, signUpWithFactor, wrongCode } from './second-factor-calls.js'

const password = testPassword
const clock = { now: Date.now() }
const failureLimits = { perAccountAndAddress: 3, perAccount: 6, perAddress: 100, perKnownClient: 3 }
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ failureLimits, env: { TRUST_PROXY: '1' }, now: () => new Date(clock.now) })
})
afterAll(() => server?.close())

let network = 0
/** Returns the header that a proxy adds for a client of an address that no other call returns. */
function newAddress() {
  network += 1
  return { 'x-forwarded-for': `192.0.${Math.floor(network / 250)}.${network % 250}` }
}

describe.each(httpTransports)('limits of wrong codes over %s', (transport) => {
  const post = postTo(() => server, transport)

  async function ticketOf({ email }: { email: string }, headers: Record<string, string> = newAddress()) {
    return (await post('auth.signin', { email, password }, headers)).problem?.ticket
  }
  /** Tries a code with a new ticket, after a right password. */
  async function tryCode(user: FactorUser, input: object, headers: Record<string, string> = newAddress()) {
    const ticket = await ticketOf(user)
    return (await post('auth.signInWithCode', { ticket, ...input }, headers)).problem?.code
  }
  const wrong = (user: FactorUser) => ({ code: wrongCode(user.secret, clock.now) })

  async function repeat(times: number, call: () => Promise<string | undefined>) {
    const codes = []
    for (let index = 0; index < times; index += 1) codes.push(await call())
    return codes
  }

  it('F6: refuse codes from one address after three wrong ones, whatever the ticket', async () => {
    const ada = await signUpWithFactor(server, clock)
    const address = newAddress()

    expect(await repeat(5, () => tryCode(ada, wrong(ada), address))).toEqual([
      ...Array(3).fill('invalid_code'),
      ...Array(2).fill('rate_limited'),
    ])
    expect(await tryCode(ada, { code: ada.nextCode() }, address)).toBe('rate_limited')
    expect(await tryCode(ada, { code: ada.nextCode() })).toBeUndefined()
  })

  it('F6: refuse codes for one account after six wrong ones, whatever the address', async () => {
    const ada = await signUpWithFactor(server, clock)

    expect(await repeat(8, () => tryCode(ada, wrong(ada)))).toEqual([
      ...Array(6).fill('invalid_code'),
      ...Array(2).fill('rate_limited'),
    ])
    expect(await tryCode(ada, { recoveryCode: ada.recoveryCodes[0] })).toBe('rate_limited')
  })

  it('F6: count wrong recovery codes as wrong codes, and right codes not at all', async () => {
    const ada = await signUpWithFactor(server, clock)
    const address = newAddress()

    expect(await repeat(2, () => tryCode(ada, { recoveryCode: 'aaaa-aaaa-aaaa-aaaa' }, address))).toEqual([
      'invalid_code',
      'invalid_code',
    ])
    expect(await tryCode(ada, { code: ada.nextCode() }, address)).toBeUndefined()
    expect(await repeat(2, () => tryCode(ada, wrong(ada), address))).toEqual(['invalid_code', 'rate_limited'])
  })

  it('F6: do not lock out a device that has signed in before, nor a session', async () => {
    const ada = await signUpWithFactor(server, clock)
    const ticket = await ticketOf(ada)
    const signedIn = (await post('auth.signInWithCode', { ticket, code: ada.nextCode() }, newAddress()))
      .value as SignedIn
    await repeat(8, () => tryCode(ada, wrong(ada)))
    const { deviceToken, token } = signedIn
    const stepUp = (code: string) =>
      post('auth.stepUp', { password, code }, { ...newAddress(), authorization: `Bearer ${token}` })

    expect(await tryCode(ada, { code: ada.nextCode() })).toBe('rate_limited')
    expect(await tryCode(ada, { code: ada.nextCode(), deviceToken })).toBeUndefined()
    expect((await stepUp(ada.nextCode())).value).toHaveProperty('confirmedUntil')
    expect(await repeat(4, () => tryCode(ada, { ...wrong(ada), deviceToken }))).toEqual([
      ...Array(3).fill('invalid_code'),
      'rate_limited',
    ])
    expect(await repeat(4, async () => (await stepUp(wrong(ada).code)).problem?.code)).toEqual([
      ...Array(3).fill('invalid_code'),
      'rate_limited',
    ])
  })

  it('F6: count parallel attempts', async () => {
    const ada = await signUpWithFactor(server, clock)
    const address = newAddress()
    const ticket = await ticketOf(ada)
    const attempts = Array.from({ length: 12 }, () => post('auth.signInWithCode', { ticket, ...wrong(ada) }, address))
    const codes = (await Promise.all(attempts)).map(({ problem }) => problem?.code)

    expect(codes.filter((code) => code === 'invalid_code')).toHaveLength(3)
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(9)
  })

  it('F6: apply to the first code as well', async () => {
    const ada = await server.signUp()
    await ada.value('auth.secondFactor.begin', { password })
    const enable = async () =>
      (await post('auth.secondFactor.enable', { code: '000000' }, { authorization: `Bearer ${ada.token}` })).problem
        ?.code

    expect(await repeat(4, enable)).toEqual([...Array(3).fill('invalid_code'), 'rate_limited'])
    expect(await (await server.signIn(ada.email)).call('auth.me')).toMatchObject({ ok: true })
    const other = await server.signIn(ada.email)
    expect((await enableFactor(other, clock)).recoveryCodes).toHaveLength(10)
  })
})
