import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from '@simplewebauthn/server/helpers'
import type { NewPasskey, PasskeySignIn } from '@taskpact/contract'
import type { passkeys } from '@taskpact/db'
import { algorithms, type PasskeyOptions } from './options.js'

type PasskeyRow = typeof passkeys.$inferSelect

/** What is stored of a new passkey. */
type VerifiedRegistration = Pick<PasskeyRow, 'credentialId' | 'publicKey' | 'counter' | 'isBackedUp'>

/** Returns what a response to `navigator.credentials.create` contains, or undefined if it does not verify (WebAuthn, section 7.1). */
export async function verifyRegistration(
  response: NewPasskey['response'],
  challenge: string,
  { rpId, isAllowedOrigin }: PasskeyOptions,
): Promise<VerifiedRegistration | undefined> {
  return orUndefined(async () => {
    const origin = originOf(response.response.clientDataJSON)
    if (!isAllowedOrigin(origin) || !isSelfAttested(response.response.attestationObject)) return undefined
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      supportedAlgorithmIDs: algorithms,
    })
    const credential = registrationInfo?.credential
    if (!verified || credential?.id !== response.id) return undefined
    return {
      credentialId: credential.id,
      publicKey: isoBase64URL.fromBuffer(credential.publicKey),
      counter: credential.counter,
      isBackedUp: registrationInfo.credentialBackedUp,
    }
  })
}

/** Returns the new state of a passkey after a response to `navigator.credentials.get`, or undefined if it does not verify (WebAuthn, section 7.2). */
export async function verifyAssertion(
  response: PasskeySignIn['response'],
  challenge: string,
  passkey: PasskeyRow,
  { rpId, isAllowedOrigin }: PasskeyOptions,
): Promise<Pick<PasskeyRow, 'counter' | 'isBackedUp'> | undefined> {
  return orUndefined(async () => {
    const { userHandle, ...assertion } = response.response
    const origin = originOf(assertion.clientDataJSON)
    if (!isAllowedOrigin(origin)) return undefined
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, response: assertion, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: {
        id: passkey.credentialId,
        publicKey: isoBase64URL.toBuffer(passkey.publicKey),
        counter: passkey.counter,
      },
    })
    if (!verified) return undefined
    return { counter: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp }
  })
}

/** The library throws an Error for each reason why a response does not verify, and for one that is malformed. */
async function orUndefined<T>(verify: () => Promise<T | undefined>): Promise<T | undefined> {
  return verify().catch(() => undefined)
}

/** Returns the origin of a response. Throws for a page within a page of another origin, which could hide what the user confirms. */
function originOf(clientDataJSON: string): string {
  const { origin, crossOrigin } = decodeClientDataJSON(clientDataJSON)
  if (crossOrigin) throw new Error('The page is embedded in another origin')
  return origin
}

/** Certificates are not requested, and to verify them would send requests to the addresses in them. */
function isSelfAttested(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const fmt = attestation.get('fmt')
  return fmt === 'none' || (fmt === 'packed' && attestation.get('attStmt').get('x5c') === undefined)
}
