import * as z from 'zod'
import { limits } from '../core/limits.js'
import { outputString, outputText } from '../core/schemas/output-strings.js'

/*
 * The JSON forms of WebAuthn, section 5.1 (https://www.w3.org/TR/webauthn-3/). Objects in requests may have further members, because
 * browsers add some; they are ignored.
 */

const base64url = { pattern: '^[\\w\\-]+$' }
/** Characters of the longest credential id, of 1023 bytes. */
const credentialIdLength = 1364

export function outputTicket() {
  return outputString({ format: 'password', maxLength: limits.ticketLength, pattern: '^[\\w\\-.]+$' }).describe(
    'Token for the second step. It can be used once.',
  )
}

const challenge = () => outputString({ ...base64url, maxLength: 100 }).describe('What the passkey signs, in base64url.')
const domain = () => outputString({ maxLength: 253, pattern: '^[\\w\\-.]+$' })
const timeout = () => z.int().meta({ minimum: 0, maximum: 3_600_000 }).describe('Milliseconds in which to respond.')

const CredentialDescriptor = z
  .object({
    id: outputString({ ...base64url, maxLength: credentialIdLength }).describe('Id of the credential, in base64url.'),
    type: z.literal('public-key').describe('Type of the credential.'),
    transports: z
      .array(outputString({ maxLength: 32, pattern: '^[a-z\\d\\-]+$' }))
      .meta({ maxItems: 10 })
      .describe('How the browser can reach the authenticator.'),
  })
  .meta({ id: 'CredentialDescriptor', description: 'Credential of the user.' })

export const CreationOptions = z
  .object({
    rp: z
      .object({
        id: domain().describe('Domain for which the passkey is valid.'),
        name: outputText({ max: 100 }).describe('Name of the service.'),
      })
      .describe('The service.'),
    user: z
      .object({
        id: outputString({ ...base64url, maxLength: 86 }).describe('Id of the user, in base64url.'),
        name: outputText({ max: 255 }).describe('E-mail address, name or id of the user.'),
        displayName: outputText({ max: 255 }).describe('Name of the user. Can be empty.'),
      })
      .describe('The user.'),
    challenge: challenge(),
    pubKeyCredParams: z
      .array(
        z.object({
          type: z.literal('public-key').describe('Type of the credential.'),
          alg: z.int().meta({ minimum: -65_535, maximum: 0 }).describe('COSE algorithm.'),
        }),
      )
      .meta({ maxItems: 10 })
      .describe('Accepted algorithms, preferred first.'),
    timeout: timeout(),
    excludeCredentials: z
      .array(CredentialDescriptor)
      .meta({ maxItems: 100 })
      .describe('Passkeys that the user has, so that a device is not added twice.'),
    authenticatorSelection: z
      .object({
        residentKey: z.literal('required').describe('The passkey must be discoverable.'),
        requireResidentKey: z.literal(true).describe('The same for earlier browsers.'),
        userVerification: z.literal('required').describe('The passkey must verify the user.'),
      })
      .describe('Requirements.'),
    attestation: z.literal('none').describe('The make of the authenticator is not requested.'),
  })
  .meta({
    id: 'PasskeyCreationOptions',
    description: '`PublicKeyCredentialCreationOptionsJSON` of WebAuthn, for `navigator.credentials.create`.',
  })

export const RequestOptions = z
  .object({
    challenge: challenge(),
    rpId: domain().describe('Domain for which the passkey is valid.'),
    timeout: timeout(),
    userVerification: z.literal('required').describe('The passkey must verify the user.'),
    allowCredentials: z
      .array(CredentialDescriptor)
      .meta({ maxItems: 100 })
      .describe('Passkeys of the user. Empty: any of the domain.'),
  })
  .meta({
    id: 'PasskeyRequestOptions',
    description: '`PublicKeyCredentialRequestOptionsJSON` of WebAuthn, for `navigator.credentials.get`.',
  })

/** Binary data of a request, in base64url without padding. */
const bytes = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[\w-]+$/)

const credential = {
  id: bytes(credentialIdLength).describe('Id of the credential.'),
  rawId: bytes(credentialIdLength).describe('The same as `id`.'),
  type: z.literal('public-key').describe('Type of the credential.'),
}

const clientData = () => bytes(4000).describe('`clientDataJSON`, in base64url.')
const exampleId = 'Yx0h6vGdLk2pV9sQ3nR7tA'
const exampleData = 'eyJ0eXBlIjoi'

export const RegistrationResponse = z
  .object({
    ...credential,
    response: z
      .object({
        clientDataJSON: clientData(),
        attestationObject: bytes(16_000).describe('`attestationObject`, in base64url.'),
        transports: z
          .array(
            z
              .string()
              .max(32)
              .regex(/^[a-z\d-]+$/),
          )
          .max(10)
          .default([])
          .describe('How the browser can reach the authenticator.'),
      })
      .describe('Response of the authenticator.'),
  })
  .meta({
    id: 'PasskeyRegistrationResponse',
    description: '`RegistrationResponseJSON` of WebAuthn, from `navigator.credentials.create`.',
    examples: [
      {
        id: exampleId,
        rawId: exampleId,
        type: 'public-key',
        response: { clientDataJSON: exampleData, attestationObject: 'o2NmbXRkbm9uZQ', transports: ['internal'] },
      },
    ],
  })

export const AuthenticationResponse = z
  .object({
    ...credential,
    response: z
      .object({
        clientDataJSON: clientData(),
        authenticatorData: bytes(4000).describe('`authenticatorData`, in base64url.'),
        signature: bytes(8000).describe('`signature`, in base64url.'),
        userHandle: bytes(86).nullish().describe('Id of the user, in base64url.'),
      })
      .describe('Response of the authenticator.'),
  })
  .meta({
    id: 'PasskeyAuthenticationResponse',
    description: '`AuthenticationResponseJSON` of WebAuthn, from `navigator.credentials.get`.',
    examples: [
      {
        id: exampleId,
        rawId: exampleId,
        type: 'public-key',
        response: {
          clientDataJSON: exampleData,
          authenticatorData: 'SZYN5YgOjGh0',
          signature: 'MEUCIQDx',
          userHandle: 'MDE5OWU4ZjQ',
        },
      },
    ],
  })
