import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Calls, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { type Claims, claimsOf, forge, hmac, type IssuerKey, issuerKey, type Signer } from './token-forging.js'

export const issuer = 'https://issuer.example'

/** A kind of token that the server accepts, to derive invalid ones from. */
export interface TokenKind {
  readonly name: 'own' | 'shared' | 'jwks'
  readonly header: Claims
  readonly claims: Claims
  readonly sign: Signer
  /** Returns the valid token with some claims and header fields replaced. */
  tokenWith(claims: Claims, header?: Claims): string
}

export interface IssuerServer extends TestServer {
  readonly keys: readonly IssuerKey[]
  readonly ada: User
  readonly kinds: readonly TokenKind[]
  close(): Promise<void>
}

/** Starts a server that trusts an issuer with keys of every type, from a file, and creates a valid token of each kind. */
export async function startIssuerServer(now: () => Date = () => new Date()): Promise<IssuerServer> {
  const keys = [issuerKey('EdDSA'), issuerKey('ES256'), issuerKey('RS256')] as const
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
  const file = join(folder, 'jwks.json')
  await writeFile(file, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  const server = await startTestServer({ now, env: { AUTH_JWKS_URL: pathToFileURL(file).href, AUTH_ISSUER: issuer } })
  const ada = await server.signUp()
  const iat = Math.floor(now().getTime() / 1000)
  const times = { iat, exp: iat + 900 }
  const [eddsa] = keys
  const kinds = [
    kind('own', { alg: 'HS256', typ: 'at+jwt' }, { ...claimsOf(ada.token), ...times }, hmac()),
    kind('shared', { alg: 'HS256', typ: 'JWT' }, { sub: 'a user by the secret', ...times }, hmac()),
    kind(
      'jwks',
      { alg: eddsa.alg, kid: eddsa.kid },
      { sub: 'aUserOfTheIssuerWith32Characters', iss: issuer, aud: issuer, ...times },
      eddsa.sign,
    ),
  ]
  const close = () => server.close().finally(() => rm(folder, { recursive: true }))
  return { ...server, keys, ada, kinds, close }
}

function kind(name: TokenKind['name'], header: Claims, claims: Claims, sign: Signer): TokenKind {
  return {
    name,
    header,
    claims,
    sign,
    tokenWith: (replaced, replacedHeader = {}) =>
      forge({ ...header, ...replacedHeader }, { ...claims, ...replaced }, sign),
  }
}

/** Returns for each token the error code, or the user for whom it is accepted. */
export async function verifyTokens(
  tokens: Readonly<Record<string, string>>,
  call: Calls['call'],
): Promise<Readonly<Record<string, string>>> {
  const verdicts: Record<string, string> = {}
  for (const [name, token] of Object.entries(tokens)) {
    const outcome = await call('auth.me', {}, token)
    verdicts[name] = outcome.ok ? `accepted for ${(outcome.value as { id: string }).id}` : outcome.code
  }
  return verdicts
}

/** Returns the same code for each token. */
export function sameForEach(tokens: Readonly<Record<string, string>>, code: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(tokens).map((name) => [name, code]))
}
