import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions, SecureVersion } from 'node:tls'
import postgres, { type ParsedOptions } from 'postgres'
import { type DatabaseRole, readUrlParameters, type UrlParameters } from '../database-url.js'
import { parseTextArray } from './text-array.js'
import { type GivenTimeouts, givenTimeouts } from './timeouts.js'

/** A parsed database URL: the servers, and how to connect to them. */
export interface Address {
  /** The URL without its parameters. */
  readonly url: string
  /** In the order of the URL. A path is a Unix socket. */
  readonly endpoints: readonly Endpoint[]
  /** Parameters that replace parts of the URL. */
  readonly login: Readonly<Record<string, string>>
  readonly tls: Tls
  /** What each new connection requires of the server: whether it accepts writes, or whether it is a standby. */
  readonly targetSession: (typeof targetSessions)[number] | undefined
  /** Milliseconds of silence after which the operating system probes the connection. Undefined: never. */
  readonly keepAlive: number | undefined
  /** Sent to the server when a session starts. */
  readonly session: Readonly<Record<string, string>>
  readonly timeouts: GivenTimeouts
  readonly poolMax: number | undefined
  /** Whether to use named prepared statements. */
  readonly prepare: boolean
  /** How the driver reads and writes values. Drizzle changes them before the first connection. */
  readonly conversions: Pick<ParsedOptions, 'parsers' | 'serializers'>
}

export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string }
const targetSessions = ['read-write', 'primary', 'read-only', 'standby'] as const
type Tls = false | 'prefer' | ((host: string) => ConnectionOptions)

const settings = { primary: 'DATABASE_URL', replica: 'DATABASE_READ_URL', direct: 'DATABASE_DIRECT_URL' } as const

/** The type `text[]`. Without a parser Drizzle parses the array, and loses backslashes. */
const textArray = 1009

/** Parses a database URL. Throws a TypeError that names each parameter which is not understood. */
export function readAddress(url: string, prepare: boolean | undefined, role: DatabaseRole = 'primary'): Address {
  const { parameters, problems } = readUrlParameters(url, role)
  const setting = settings[role]
  if (problems.length > 0) throw new TypeError(`${setting}: ${problems.join('. ')}.`)
  const [base = ''] = url.split('?', 1)
  const options = postgres(base, { max: 1 }).options as ParsedOptions & { path?: string }
  const endpoints = endpointsOf(parameters, options)
  const isPooler = endpoints.some((one) => 'host' in one && /^[^.]*-pooler(\.|$)/.test(one.host))
  const isPooled = parameters.get('pgbouncer') === 'true' || parameters.get('statement_cache_size') === '0'
  const target = parameters.get('target_session_attrs')
  const limit = parameters.get('connection_limit')
  return {
    url: base,
    endpoints,
    login: renamed(parameters, { user: 'user', password: 'pass', dbname: 'database' }),
    tls: tlsOf(parameters, setting),
    targetSession: targetSessions.find((one) => one === target),
    keepAlive: keepAliveOf(parameters),
    session: sessionOf(parameters),
    timeouts: givenTimeouts(parameters),
    poolMax: limit === undefined ? undefined : Number(limit),
    prepare: prepare ?? !(isPooled || isPooler),
    conversions: { parsers: { ...options.parsers, [textArray]: parseTextArray }, serializers: options.serializers },
  }
}

/** Returns some parameters with the names that they have elsewhere. */
function renamed(parameters: UrlParameters, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, other]) => {
      const value = parameters.get(name)
      return value === undefined ? [] : [[other, value]]
    }),
  )
}

/** `host` and `port` replace those before the `?`, which has no place for the folder of a Unix socket. */
function endpointsOf(
  parameters: UrlParameters,
  found: { host: string[]; port: number[]; path?: string | undefined },
): Endpoint[] {
  const given = parameters.get('host')
  const ports = parameters.get('port')?.split(',').map(Number) ?? found.port
  if (given === undefined && found.path) return [{ path: found.path }]
  return (given?.split(',') ?? found.host).map((host, index) => {
    const port = ports[index] ?? ports[0] ?? 5432
    return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  })
}

/** Node sets only the first of the intervals; a connection that no longer responds is dropped by its statement timeout anyway. */
function keepAliveOf(parameters: UrlParameters): number | undefined {
  const idle = parameters.get('keepalives_idle')
  if (parameters.get('keepalives') === '0' || (idle === undefined && !parameters.has('keepalives'))) return undefined
  return Number(idle ?? 0) * 1000
}

function sessionOf(parameters: UrlParameters): Record<string, string> {
  return {
    ...renamed(parameters, { fallback_application_name: 'application_name' }),
    ...renamed(parameters, { application_name: 'application_name', options: 'options' }),
  }
}

/** `sslmode` as libpq defines it. The default trust store is Node's; `sslrootcert` replaces it. */
function tlsOf(parameters: UrlParameters, setting: string): Tls {
  const given =
    parameters.get('sslaccept') === 'strict' ? 'verify-full' : (parameters.get('sslmode') ?? parameters.get('ssl'))
  const mode = given === 'require' && parameters.has('sslrootcert') ? 'verify-ca' : given
  if (mode === undefined || mode === 'disable' || mode === 'false') return false
  if (mode === 'prefer' || mode === 'allow') return 'prefer'
  const file = (name: string) => {
    const path = parameters.get(name)
    return path && path !== 'system' ? readPem(`${setting}: ${name}`, path) : undefined
  }
  const [ca, cert, key] = [file('sslrootcert'), file('sslcert'), file('sslkey')]
  const versions = renamed(parameters, {
    ssl_min_protocol_version: 'minVersion',
    ssl_max_protocol_version: 'maxVersion',
  }) as { minVersion?: SecureVersion; maxVersion?: SecureVersion } // the rules allow only versions that Node knows
  return (host) => ({
    // Compared with the name in the certificate. The driver does not set it on a socket that it did not open.
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca && { ca }),
    ...(cert && key && { cert, key, ...renamed(parameters, { sslpassword: 'passphrase' }) }),
    ...versions,
    rejectUnauthorized: mode !== 'require' && mode !== 'no-verify',
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  })
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new TypeError(`${name}: ${(cause as Error).message}`, { cause })
  }
}
