import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import type { Passkey, PasskeyChallenge, SessionKind, SignedIn } from '@taskpact/contract'
import type { CallOptions, Client } from './create-client.js'

export type { Passkey, SessionKind, SignedIn } from '@taskpact/contract'

/**
 * Why the browser returned no passkey:
 *
 * - `cancelled`: the user closed the dialog or did not respond in time, or another call replaced this one.
 * - `already_registered`: the device has a passkey of the user.
 * - `unsupported`: the browser or the device cannot use passkeys that verify the user.
 * - `failed`: any other reason, such as a page whose domain is not that of the server; see `cause`.
 */
export type PasskeyErrorCode = 'cancelled' | 'already_registered' | 'unsupported' | 'failed'

/** The error of a browser that returned no passkey. Errors of the server are ApiErrors. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError'
  readonly code: PasskeyErrorCode

  constructor(code: PasskeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Returns whether a thrown value is a PasskeyError and, if codes are given, has one of them. */
export function isPasskeyError(thrown: unknown, ...codes: readonly PasskeyErrorCode[]): thrown is PasskeyError {
  const { name, code } = (thrown ?? {}) as Partial<PasskeyError>
  return name === 'PasskeyError' && code !== undefined && (codes.length === 0 || codes.includes(code))
}

export interface NewPasskeyOptions {
  /** Name by which the user recognizes the passkey, such as that of the device. */
  readonly name: string
  /** Current password. Required if the account has one, unless the session was confirmed in the last 10 minutes. */
  readonly password?: string | undefined
  /** Closes the dialog, and rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

export interface PasskeySignInOptions {
  /** Where the refresh token is returned. Default: `token`, or `cookie` for a session with `storage: 'cookie'`. */
  readonly session?: SessionKind | undefined
  /**
   * Offers passkeys in the autofill of an `<input autocomplete="username webauthn">` instead of a dialog. Resolves once the user chooses
   * one, so call it when the page is shown, and abort it when it is left. Check `canAutofillPasskeys` first.
   */
  readonly autofill?: boolean | undefined
  /** Closes the dialog, and rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

/** Returns whether the browser has passkeys (WebAuthn). False during server rendering. */
export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn()
}

/** Resolves to whether the browser can offer passkeys in the autofill of an input. */
export function canAutofillPasskeys(): Promise<boolean> {
  return browserSupportsWebAuthnAutofill()
}

/** Adds a passkey of this device or another one to the account. Rejects with a PasskeyError or an ApiError. */
export async function registerPasskey(client: Client, { name, password, signal }: NewPasskeyOptions): Promise<Passkey> {
  requireSupport()
  const confirmation = password === undefined ? {} : { password }
  const { ticket, options } = await client.auth.passkeys.beginRegistration(confirmation, toCallOptions(signal))
  const credential = await inBrowser(
    () => startRegistration({ optionsJSON: options as Parameters<typeof startRegistration>[0]['optionsJSON'] }), // its type lists the transports
    signal,
  )
  const { clientDataJSON, attestationObject, transports = [] } = credential.response
  const response = { ...identityOf(credential), response: { clientDataJSON, attestationObject, transports } }
  return client.auth.passkeys.register({ ticket, response, name }, toCallOptions(signal))
}

/**
 * Signs in by a passkey; the user needs to enter nothing. A session of the client stores the tokens. Rejects with a PasskeyError or an
 * ApiError.
 */
export async function signInWithPasskey(
  client: Client,
  { session, autofill = false, signal }: PasskeySignInOptions = {},
): Promise<SignedIn> {
  requireSupport()
  const begin = () => client.auth.passkeys.beginSignIn({}, toCallOptions(signal))
  const proof = autofill ? await proveInAutofill(begin, signal) : await prove(await begin(), signal)
  return client.auth.passkeys.signIn({ ...proof, ...(session && { session }) }, toCallOptions(signal))
}

/** Confirms the session by a passkey, so that critical operations need no password for 10 minutes. Rejects as `registerPasskey`. */
export async function stepUpWithPasskey(
  client: Client,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  requireSupport()
  const proof = await prove(await client.auth.passkeys.beginStepUp({}, toCallOptions(signal)), signal)
  await client.auth.passkeys.stepUp(proof, toCallOptions(signal))
}

/** Milliseconds after which the autofill gets a new challenge, because those of the server expire after 5 minutes. */
const renewal = 4 * 60_000

async function proveInAutofill(begin: () => Promise<PasskeyChallenge>, signal: AbortSignal | undefined) {
  if (!(await canAutofillPasskeys())) throw new PasskeyError('unsupported', 'This browser has no autofill of passkeys.')
  for (;;) {
    let isOld = false
    const challenge = await begin()
    const timer = setTimeout(() => {
      isOld = true
      WebAuthnAbortService.cancelCeremony()
    }, renewal)
    try {
      return await prove(challenge, signal, true)
    } catch (error) {
      if (!isOld || !isPasskeyError(error, 'cancelled')) throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Lets the browser sign a challenge. */
async function prove(
  { ticket, options }: PasskeyChallenge,
  signal: AbortSignal | undefined,
  useBrowserAutofill = false,
) {
  const optionsJSON = options as Parameters<typeof startAuthentication>[0]['optionsJSON'] // its type lists the transports
  const credential = await inBrowser(() => startAuthentication({ optionsJSON, useBrowserAutofill }), signal)
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response
  const response = { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) }
  return { ticket, response: { ...identityOf(credential), response } }
}

function identityOf({ id, rawId }: { readonly id: string; readonly rawId: string }) {
  return { id, rawId, type: 'public-key' as const }
}

function requireSupport(): void {
  if (!canUsePasskeys()) throw new PasskeyError('unsupported', 'This browser has no passkeys.')
}

function toCallOptions(signal: AbortSignal | undefined): CallOptions {
  return signal ? { signal } : {}
}

/** Runs a dialog of the browser until the signal is aborted, and translates its error. */
async function inBrowser<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted()
  const cancel = () => WebAuthnAbortService.cancelCeremony()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    return await ask()
  } catch (error) {
    signal?.throwIfAborted()
    throw toPasskeyError(error)
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** The names of the exceptions of the browser (WebAuthn, sections 5.1.3 and 5.1.4). */
const codes: Readonly<Record<string, PasskeyErrorCode>> = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'already_registered',
  NotSupportedError: 'unsupported',
  ConstraintError: 'unsupported',
}

function toPasskeyError(cause: unknown): PasskeyError {
  const { name, message } = cause as Error // the browser rejects with exceptions only
  return new PasskeyError(codes[name] ?? 'failed', message, { cause })
}
