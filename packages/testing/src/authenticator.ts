import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { NewPasskey, PasskeyChallenge, PasskeyRegistration, PasskeySignIn } from '@taskpact/contract'

/** What differs from the response of an honest browser and authenticator. */
export interface Forgery {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly isUserVerified?: boolean
  readonly userHandle?: string | undefined
  readonly counter?: number
  /** Whether the page is within a page of another origin. */
  readonly crossOrigin?: boolean
  readonly type?: string
  /** Flips a bit of the signature. */
  readonly hasWrongSignature?: boolean
  /** The format of the attestation, with its statement. */
  readonly attestation?: readonly [fmt: string, statement: ReadonlyMap<string, unknown>]
}

/** An authenticator in software (WebAuthn, section 6), with one discoverable passkey. */
export interface Authenticator {
  readonly credentialId: string
  /** Responds to the options of `navigator.credentials.create`. */
  create(options: PasskeyRegistration['options'], forgery?: Forgery): NewPasskey['response']
  /** Responds to the options of `navigator.credentials.get`. */
  get(options: PasskeyChallenge['options'], forgery?: Forgery): PasskeySignIn['response']
}

export interface AuthenticatorOptions {
  /** The origin of the page. Default: one at the domain of the options. */
  readonly origin?: string
  /** Whether the passkey counts its signatures. Those that are synchronized do not. Default: true. */
  readonly hasCounter?: boolean
}

/** Creates an authenticator with a new ES256 key. */
export function createAuthenticator({ origin, hasCounter = true }: AuthenticatorOptions = {}): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const credentialId = id.toString('base64url')
  let signatures = 0
  let userId = ''

  function clientData(type: string, challenge: string, rpId: string, forgery: Forgery): Buffer {
    const data = {
      type: forgery.type ?? type,
      challenge: forgery.challenge ?? challenge,
      origin: forgery.origin ?? origin ?? originAt(rpId),
      crossOrigin: forgery.crossOrigin ?? false,
    }
    return Buffer.from(JSON.stringify(data))
  }

  /** Authenticator data (WebAuthn, section 6.1). */
  function authenticatorData(rpId: string, forgery: Forgery, attested?: Buffer): Buffer {
    if (hasCounter) signatures++
    const flags = 0x01 | (forgery.isUserVerified === false ? 0 : 0x04) | (hasCounter ? 0 : 0x18) | (attested ? 0x40 : 0)
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(forgery.counter ?? signatures)
    return Buffer.concat([hash(forgery.rpId ?? rpId), Buffer.of(flags), counter, attested ?? Buffer.alloc(0)])
  }

  return {
    credentialId,
    create(options, forgery = {}) {
      userId = options.user.id
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      // COSE_Key of ES256 (RFC 9053, section 7.1.1): kty EC2, alg, crv P-256, x, y.
      const entries: [number, number | Uint8Array][] = [[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]] // biome-ignore format: a table
      const key = isoCBOR.encode(new Map(entries))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key])
      const [fmt, statement] = forgery.attestation ?? ['none', new Map()]
      const attestation = new Map<string, unknown>([
        ['fmt', fmt],
        ['attStmt', statement],
        ['authData', new Uint8Array(authenticatorData(options.rp.id, forgery, attested))],
      ])
      return {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        response: {
          clientDataJSON: clientData('webauthn.create', options.challenge, options.rp.id, forgery).toString(
            'base64url',
          ),
          attestationObject: Buffer.from(isoCBOR.encode(attestation as Map<string, string>)).toString('base64url'), // its type lacks maps
          transports: ['internal'],
        },
      }
    },
    get(options, forgery = {}) {
      const client = clientData('webauthn.get', options.challenge, options.rpId, forgery)
      const data = authenticatorData(options.rpId, forgery)
      const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), privateKey)
      if (forgery.hasWrongSignature) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
      return {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          ...('userHandle' in forgery ? { userHandle: forgery.userHandle } : { userHandle: userId }),
        },
      }
    },
  }
}

/** The default of APP_URL in development, or the origin with TLS. */
function originAt(domain: string): string {
  return domain === 'localhost' ? 'http://localhost:5173' : `https://${domain}`
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function bytes(base64url: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}
