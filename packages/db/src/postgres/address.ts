import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import postgres, { type ParsedOptions } from 'postgres'
import { parseTexts } from './text-array.js'

/** Where a database is and how to speak to it, as its URL tells. */
export interface Address {
  /** Without what is not for the server. */
  readonly url: string
  /** In the order of the URL; a path is a Unix socket. */
  readonly endpoints: readonly Endpoint[]
  readonly tls: Tls
  /** Whether statements are prepared by name. */
  readonly prepare: boolean
  /** How values are read and written, to be adapted before the first connection. */
  readonly conversions: Pick<ParsedOptions, 'parsers' | 'serializers'>
}

export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string }
type Tls = false | 'prefer' | ((host: string) => ConnectionOptions)

/**
 * Of the words that libpq knows, those that the driver would send on to the server, which refuses them; and those that change
 * how moments are written as text.
 */
const notForServer = /^(sslmode|ssl|sslrootcert|channel_binding|gssencmode|pgbouncer|timezone|datestyle)$/i

/** What the driver would ask each server for; drizzle reads an array itself otherwise, and loses its backslashes. */
const arrayOfTexts = 1009

/** Throws a TypeError where a part of the URL has no meaning. */
export function readAddress(url: string, prepare: boolean | undefined): Address {
  const [base = '', query = ''] = url.split('?', 2)
  const words = new URLSearchParams(query)
  const word = (name: string) => words.get(name) ?? undefined
  const tls = tlsOf(word('sslmode') ?? word('ssl'), word('sslrootcert'))
  const isPooled = word('pgbouncer') === 'true'
  for (const name of [...words.keys()]) if (notForServer.test(name)) words.delete(name)
  const kept = words.size > 0 ? `${base}?${words}` : base

  const { host, port, path, parsers, serializers } = postgres(kept, { max: 1 }).options as ParsedOptions & {
    path?: string
  }
  const isPooler = host.some((name) => /^[^.]*-pooler(\.|$)/.test(name))
  return {
    url: kept,
    endpoints: path ? [{ path }] : host.map((host, index) => ({ host, port: port[index] ?? 5432 })),
    tls,
    prepare: prepare ?? !(isPooled || isPooler),
    conversions: { parsers: { ...parsers, [arrayOfTexts]: parseTexts }, serializers },
  }
}

/** As libpq understands `sslmode`; the trust store is Node's, and `sslrootcert` stands for it. */
function tlsOf(mode: string | undefined, rootCertificate: string | undefined): Tls {
  if (mode === undefined || mode === 'disable' || mode === 'false') return false
  if (mode === 'prefer' || mode === 'allow') return 'prefer'
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full' && mode !== 'true')
    throw new TypeError(`DATABASE_URL: sslmode=${mode} is none of disable, prefer, require, verify-ca and verify-full`)
  const ca = rootCertificate && rootCertificate !== 'system' ? readFileSync(rootCertificate, 'utf8') : undefined
  return (host) => ({
    // The name in the certificate is compared with it; the driver leaves it out where the socket is ours.
    host,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca && { ca }),
    rejectUnauthorized: mode !== 'require',
    ...(mode === 'verify-ca' && { checkServerIdentity: () => undefined }),
  })
}
