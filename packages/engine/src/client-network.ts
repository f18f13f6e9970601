import addresses from 'ipaddr.js'

/**
 * Returns the network of a client address: an IPv4 address itself, and the /64 of an IPv6 address, which one customer usually has as
 * a whole (RFC 4291, section 2.5.4). Equal for every spelling, with and without the port that some proxies append. Returns `unknown`
 * for anything that is not an address.
 */
export function clientNetwork(address: string): string {
  const bare = /^\[(.*)\](:\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
  if (!addresses.isValid(bare)) return 'unknown'
  const parsed = addresses.process(bare)
  if (!('parts' in parsed)) return parsed.toString()
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')
}
