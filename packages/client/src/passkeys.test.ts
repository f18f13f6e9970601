import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { json, problem, type Respond } from '../test/responses.js'
import { createClient } from './create-client.js'
import {
  canAutofillPasskeys,
  canUsePasskeys,
  isPasskeyError,
  registerPasskey,
  signInWithPasskey,
  stepUpWithPasskey,
} from './passkeys.js'

const bytes = (text: string) => new TextEncoder().encode(text).buffer
const base64url = (text: string) => Buffer.from(text).toString('base64url')
const options = {
  challenge: base64url('challenge'),
  rp: { id: 'localhost', name: 'Taskpact' },
  user: { id: base64url('ada'), name: 'ada@example.com', displayName: 'Ada' },
  excludeCredentials: [],
  allowCredentials: [],
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
}

let server: RecordingServer
let respond: Respond
type Dialog = (options: { readonly signal: AbortSignal; readonly mediation?: string }) => Promise<unknown>
let credentials: { create: Mock<Dialog>; get: Mock<Dialog> }
const client = () => createClient({ baseUrl: server.baseUrl, token: 'a', retries: 0 })

/** What a browser without passkeys lacks. */
function givePasskeys(): void {
  const isConditionalMediationAvailable = async () => true
  vi.stubGlobal(
    'PublicKeyCredential',
    Object.assign(() => {}, { isConditionalMediationAvailable }),
  )
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('document', { querySelectorAll: () => [{}] })
  vi.stubGlobal('navigator', { credentials })
}

beforeEach(async () => {
  respond = json({ ticket: 'ticket', options })
  server = await openRecordingServer((res) => respond(res))
  const response = {
    clientDataJSON: bytes('client data'),
    attestationObject: bytes('attestation'),
    authenticatorData: bytes('data'),
    signature: bytes('signature'),
    userHandle: bytes('ada'),
    getTransports: () => ['internal'],
  }
  const credential = {
    ...{ id: base64url('id'), rawId: bytes('id'), type: 'public-key', authenticatorAttachment: 'platform', response },
    getClientExtensionResults: () => ({}),
  }
  const dialog = () => vi.fn<Dialog>(async () => credential)
  credentials = { create: dialog(), get: dialog() }
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.close()
})

describe('without passkeys in the browser', () => {
  it('canUsePasskeys returns false, and each function rejects with unsupported, without a request', async () => {
    expect(canUsePasskeys()).toBe(false)
    expect(await canAutofillPasskeys()).toBe(false)

    for (const use of [signInWithPasskey, stepUpWithPasskey, () => registerPasskey(client(), { name: 'Phone' })])
      await expect(use(client())).rejects.toMatchObject({ name: 'PasskeyError', code: 'unsupported' })
    expect(server.requests).toEqual([])
  })
})

describe('with passkeys in the browser', () => {
  beforeEach(givePasskeys)
  const bodies = () => server.requests.map(({ url, body }) => [url, body && JSON.parse(body)])
  const identity = { id: base64url('id'), rawId: base64url('id'), type: 'public-key' }

  it('registerPasskey sends the password, and then what the server verifies', async () => {
    expect(canUsePasskeys()).toBe(true)
    await registerPasskey(client(), { name: 'Phone', password: 'Test123!' })

    const data = { clientDataJSON: base64url('client data'), attestationObject: base64url('attestation') }
    expect(bodies()).toEqual([
      ['/api/auth/passkeys/begin-registration', { password: 'Test123!' }],
      [
        '/api/auth/passkeys/register',
        { ticket: 'ticket', name: 'Phone', response: { ...identity, response: { ...data, transports: ['internal'] } } },
      ],
    ])
  })

  it('signInWithPasskey asks for any passkey', async () => {
    await signInWithPasskey(client(), { session: 'cookie' })

    const response = {
      ...{ clientDataJSON: base64url('client data'), authenticatorData: base64url('data') },
      ...{ signature: base64url('signature'), userHandle: base64url('ada') },
    }
    expect(bodies().at(-1)).toEqual([
      '/api/auth/passkeys/sign-in',
      { ticket: 'ticket', session: 'cookie', response: { ...identity, response } },
    ])
  })

  it('signInWithPasskey can use the autofill, and renews its challenge before that expires', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    credentials.get.mockImplementationOnce(({ signal }) => {
      queueMicrotask(() => vi.advanceTimersByTime(4 * 60_000))
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    try {
      await signInWithPasskey(client(), { autofill: true })
    } finally {
      vi.useRealTimers()
    }

    expect(credentials.get.mock.calls.map(([{ mediation }]) => mediation)).toEqual(['conditional', 'conditional'])
    expect(bodies().map(([url]) => url)).toEqual([
      '/api/auth/passkeys/begin-sign-in',
      '/api/auth/passkeys/begin-sign-in',
      '/api/auth/passkeys/sign-in',
    ])
  })

  it.each([
    ['NotAllowedError', 'cancelled'],
    ['AbortError', 'cancelled'],
    ['InvalidStateError', 'already_registered'],
    ['NotSupportedError', 'unsupported'],
    ['SecurityError', 'failed'],
    ['UnknownError', 'failed'],
  ])('translates %s to %s', async (name, code) => {
    credentials.create.mockRejectedValue(Object.assign(new Error('No'), { name }))
    const error = await registerPasskey(client(), { name: 'Phone' }).catch((thrown: unknown) => thrown)

    expect(error).toMatchObject({ name: 'PasskeyError', code })
    expect(isPasskeyError(error, 'cancelled', 'already_registered', 'unsupported', 'failed')).toBe(true)
    expect(isPasskeyError(new Error('No'))).toBe(false)
  })

  it('passes errors of the server through', async () => {
    respond = problem('wrong_password')

    expect(await rejection(registerPasskey(client(), { name: 'Phone' }))).toMatchObject({ code: 'wrong_password' })
    expect(credentials.create).not.toHaveBeenCalled()
  })

  it('rejects with the reason of its signal, and closes the dialog', async () => {
    const left = new AbortController()
    const reason = new Error('The page was left')
    credentials.get.mockImplementation(({ signal }) => {
      setTimeout(() => left.abort(reason))
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })

    await expect(signInWithPasskey(client(), { signal: left.signal })).rejects.toBe(reason)
    expect(server.requests).toHaveLength(1)
  })
})
