import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contract, type Operation, operations } from '@taskpact/contract'
import { createDocumentCheck } from '../support/document-check.js'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.js'
import { type Input, type Outcome, succeeded, type WayName, wayNames, wayOf } from '../support/ways.js'
import { type Claims, claimsOf, forge, hmac, type IssuerKey, issuerKey, type Signer } from './token-forging.js'

export interface Person {
  readonly id: string
  readonly email: string
  readonly token: string
  readonly refreshToken: string
  readonly sessionId: string
}

type Call = (name: string, input?: Input, token?: string) => Promise<Outcome>

export interface Gate {
  readonly server: TestServer
  /** Calls an operation by its name in one of the ways in. */
  by(way: WayName): Call
  signUp(email?: string): Promise<Person>
}

export const issuer = 'https://issuer.example'

/** A server, and every way in. */
export async function openGate(options: TestServerOptions<typeof contract> = {}): Promise<Gate> {
  const server = await startTestServer(options)
  const all = operations(contract)
  const served = { ...server, operations: all, check: await createDocumentCheck(server.url) }
  const ways = Object.fromEntries(wayNames.map((name) => [name, wayOf(name, served)]))
  const by: Gate['by'] =
    (way) =>
    (name, input = {}, token) =>
      (ways[way] as (typeof ways)[string]).call(all.find((one) => one.name === name) as Operation, input, token)
  return {
    server,
    by,
    async signUp(email = `${randomUUID()}@example.org`) {
      const signedUp = succeeded(await by('in-process')('auth.signup', { email, password: 'Test123!' }))
      const { token, refreshToken, user } = signedUp as { token: string; refreshToken: string; user: { id: string } }
      return { id: user.id, email, token, refreshToken, sessionId: String(claimsOf(token).sid) }
    },
  }
}

/** A kind of token that is accepted, for tests to spoil. */
export interface Kind {
  readonly name: 'own' | 'shared' | 'jwks'
  readonly header: Claims
  readonly claims: Claims
  readonly sign: Signer
  /** The good token, but for some of its claims and of its header. */
  but(claims: Claims, header?: Claims): string
}

export interface IssuerGate extends Gate {
  readonly keys: readonly IssuerKey[]
  readonly ada: Person
  readonly kinds: readonly Kind[]
  close(): Promise<void>
}

/** A server that also trusts an issuer by keys of every type, pinned in a file, with one good token of each kind. */
export async function openIssuerGate(now: () => Date = () => new Date()): Promise<IssuerGate> {
  const keys = [issuerKey('EdDSA'), issuerKey('ES256'), issuerKey('RS256')] as const
  const folder = await mkdtemp(join(tmpdir(), 'taskpact-'))
  const file = join(folder, 'jwks.json')
  await writeFile(file, JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  const gate = await openGate({ now, env: { AUTH_JWKS_URL: pathToFileURL(file).href, AUTH_ISSUER: issuer } })
  const ada = await gate.signUp()
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
  const close = () => gate.server.close().finally(() => rm(folder, { recursive: true }))
  return { ...gate, keys, ada, kinds, close }
}

function kind(name: Kind['name'], header: Claims, claims: Claims, sign: Signer): Kind {
  return {
    name,
    header,
    claims,
    sign,
    but: (some, head = {}) => forge({ ...header, ...head }, { ...claims, ...some }, sign),
  }
}

/** What the door says to each of some tokens: a code, or whose the token is taken to be. */
export async function verdictsOn(
  tokens: Readonly<Record<string, string>>,
  call: Call,
): Promise<Readonly<Record<string, string>>> {
  const verdicts: Record<string, string> = {}
  for (const [name, token] of Object.entries(tokens)) {
    const outcome = await call('auth.me', {}, token)
    verdicts[name] = outcome.ok ? `taken for ${(outcome.value as { id: string }).id}` : outcome.code
  }
  return verdicts
}

/** The same verdict on each of some tokens. */
export function each(tokens: Readonly<Record<string, string>>, code: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(tokens).map((name) => [name, code]))
}
