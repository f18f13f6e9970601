import { lookup as resolveName } from 'node:dns'
import { type RequestOptions, request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import type { Fetch } from '@taskpact/service'

export interface PublicFetchOptions {
  /** Default: addresses of the public internet. */
  readonly isAllowed?: (address: string) => boolean
  /** Certificates to trust, in PEM. Default: those of Node. */
  readonly ca?: string | undefined
}

/**
 * Creates a function that fetches untrusted https URLs, without following redirects. It connects only to the addresses that it has
 * checked, so DNS rebinding cannot reach the internal network (OWASP: Server-Side Request Forgery Prevention).
 */
export function createPublicFetch({ isAllowed = isPublic, ca }: PublicFetchOptions = {}): Fetch {
  const lookup = checkedLookup(isAllowed)

  return async (text, init) => {
    const url = new URL(text)
    if (url.protocol !== 'https:') throw new Error('Only https URLs are fetched')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A literal address never reaches `lookup`.
    if (isIP(host) > 0 && !isAllowed(host)) throw new Error(`${host} is not a public address`)
    return await send(url, {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      lookup,
      agent: false,
      ...(init.signal && { signal: init.signal }),
      ...(ca !== undefined && { ca }),
    })
  }
}

/** Creates a lookup that fails for a host name with any address that is not allowed. */
function checkedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '')
      if (addresses.length === 0 || !addresses.every(({ address }) => isAllowed(address)))
        return done(new Error(`${hostname} resolves to an address that is not public`), '')
      if (options.all) return done(null, addresses)
      const [{ address, family } = { address: '', family: 0 }] = addresses
      done(null, address, family)
    })
  }
}

function send(url: URL, options: RequestOptions): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const headers = new Headers()
      for (const [name, value] of Object.entries(response.headers)) headers.set(name, String(value))
      const init = { status: response.statusCode as number, headers }
      try {
        resolve(new Response(Readable.toWeb(response) as ReadableStream, init))
      } catch (error) {
        response.destroy()
        reject(error) // a status that has no body
      }
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Returns whether an address belongs to the public internet, by the special-purpose registries of IANA (RFC 6890). */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !specialPurpose.check(address, 'ipv4')
  return family === 6 && globalUnicast.check(address, 'ipv6') && !specialPurpose.check(address, 'ipv6')
}

/** Global unicast addresses. They exclude loopback, unique local and IPv4-mapped ones, among others. */
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

const specialPurpose = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  specialPurpose.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['2001::', 23], // Teredo, ORCHID and other protocols
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4, which embeds IPv4 addresses
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const)
  specialPurpose.addSubnet(network, prefix, 'ipv6')
