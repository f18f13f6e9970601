import addresses from 'ipaddr.js'

/**
 * Whose address it is: whoever has one IPv6 address has all of its /64 (RFC 4291, section 2.5.4). However it is written, and also
 * with the port that some proxies tell, it is the same; whatever is no address counts as one.
 */
export function networkOf(address: string): string {
  const bare = /^\[(.*)\](:\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address
  if (!addresses.isValid(bare)) return 'unknown'
  const parsed = addresses.process(bare)
  if (!('parts' in parsed)) return parsed.toString()
  return parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')
}
