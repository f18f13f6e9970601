import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import postgres, { type ParsedOptions } from 'postgres'
import { parseTextArray } from './text-array.js'

/** A parsed database URL: the servers, and how to connect to them. */
export interface Address {
  /** The URL without the parameters that the server would refuse. */
  readonly url: string
  /** In the order of the URL. A path is a Unix socket. */
  readonly endpoints: readonly Endpoint[]
  readonly tls: Tls
  /** Whether to use named prepared statements. */
  readonly prepare: boolean
  /** How the driver reads and writes values. Drizzle changes them before the first connection. */
  readonly conversions: Pick<ParsedOptions, 'parsers' | 'serializers'>
}

export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string }
type Tls = false | 'prefer' | ((host: string) => ConnectionOptions)

/** Parameters of libpq that the driver would send to the server, which refuses them; and those that set the format of timestamps. */
const notForServer = /^(sslmode|ssl|sslrootcert|channel_binding|gssencmode|pgbouncer|timezone|datestyle)$/i

/** The type `text[]`. Without a parser Drizzle parses the array, and loses backslashes. */
const textArray = 1009

/** Parses a database URL. Throws a TypeError for an unknown `sslmode`. */
export function readAddress(url: string, prepare: boolean | undefined): Address {
  const [base = '', query = ''] = url.split('?', 2)
  const parameters = new URLSearchParams(query)
  const parameter = (name: string) => parameters.get(name) ?? undefined
  const tls = tlsOf(parameter('sslmode') ?? parameter('ssl'), parameter('sslrootcert'))
  const isPooled = parameter('pgbouncer') === 'true'
  for (const name of [...parameters.keys()]) if (notForServer.test(name)) parameters.delete(name)
  const serverUrl = parameters.size > 0 ? `${base}?${parameters}` : base

  const { host, port, path, parsers, serializers } = postgres(serverUrl, { max: 1 }).options as ParsedOptions & {
    path?: string
  }
  const isPooler = host.some((name) => /^[^.]*-pooler(\.|$)/.test(name))
  return {
    url: serverUrl,
    endpoints: path ? [{ path }] : host.map((host, index) => ({ host, port: port[index] ?? 5432 })),
    tls,
    prepare: prepare ?? !(isPooled || isPooler),
    conversions: { parsers: { ...parsers, [textArray]: parseTextArray }, serializers },
  }
}

/** `sslmode` as libpq defines it. The default trust store is Node's; `sslrootcert` replaces it. */
function tlsOf(mode: string | undefined, rootCertificate: string | undefined): Tls {
  if (mode === undefined || mode === 'disable' || mode === 'false') return false
  if (mode === 'prefer' || mode === 'allow') return 'prefer'
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full' && mode !== 'true')
    throw new TypeError(
      `DATABASE_URL: sslmode=${mode} is not one of disable, prefer, require, verify-ca and verify-full`,
    )
  const ca = rootCertificate && rootCertificate !== 'system' ? readFileSync(rootCertificate, 'utf8') : undefined
  return (host) => ({
    // Compared with the name in the certificate. The driver does not set it on a socket that it did not open.
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca && { ca }),
    rejectUnauthorized: mode !== 'require',
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  })
}
