import { createHmac, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import { testSecret } from '@taskpact/testing'

export type Claims = Readonly<Record<string, unknown>>

/** Returns the signature of the first two parts of a token. */
export type Signer = (signed: string) => Buffer

export function hmac(secret: string | Buffer = testSecret, hash = 'sha256'): Signer {
  return (signed) => createHmac(hash, secret).update(signed).digest()
}

/** Signs EC in the format of RFC 7518, and Ed25519 without a hash. */
export function asymmetric(key: KeyObject): Signer {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return (signed) => signWith(hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
}

/** Returns a token with any header and claims. A string is used as the JSON itself. */
export function forge(header: Claims | string, claims: Claims | string, sign: Signer = hmac()): string {
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${sign(signed).toString('base64url')}`
}

export function encode(part: Claims | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

export function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims
}

/** Returns every other encoding of an HS256 token: base64 leaves two bits unused, and has padding and a second alphabet. */
export function spellingsOf(token: string): string[] {
  const [head, claims, signature = ''] = token.split('.')
  const last = signature.at(-1) ?? ''
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const first = alphabet.indexOf(last) & ~3
  const others = [...alphabet.slice(first, first + 4)].filter((one) => one !== last)
  const standard = signature.replaceAll('-', '+').replaceAll('_', '/')
  return [
    ...others.map((one) => `${head}.${claims}.${signature.slice(0, -1)}${one}`),
    `${token}=`,
    `${head}.${claims}=.${signature}`,
    `${head}.${claims}.${standard}=`,
  ]
}

export interface IssuerKey {
  readonly alg: string
  readonly kid: string
  readonly publicKey: KeyObject
  readonly sign: Signer
  readonly jwk: Claims
}

/** Creates a key pair of an issuer with its JWK. */
export function issuerKey(alg: 'EdDSA' | 'ES256' | 'RS256', kid = `${alg} key`): IssuerKey {
  const { publicKey, privateKey } = pairFor(alg)
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg, kid }
  return { alg, kid, publicKey, sign: asymmetric(privateKey), jwk }
}

function pairFor(alg: 'EdDSA' | 'ES256' | 'RS256'): { publicKey: KeyObject; privateKey: KeyObject } {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519')
  if (alg === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}
