import { describe, expect, it } from 'vitest'
import { clientNetwork } from './client-network.js'

describe('clientNetwork', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1:5555'],
    ['192.0.2.1', '::ffff:192.0.2.1'],
    ['192.0.2.1', '[::ffff:192.0.2.1]:80'],
    ['2001:db8::1', '2001:DB8:0:0:ffff::2'],
    ['2001:db8::1', '2001:0db8::1'],
    ['2001:db8::1', '[2001:db8::1]:443'],
    ['fe80::1', 'fe80::1%eth0'],
    ['nonsense', ''],
  ])('is equal for %s and %s', (one, other) => {
    expect(clientNetwork(one)).toBe(clientNetwork(other))
  })

  it.each([
    ['192.0.2.1', '192.0.2.2'],
    ['2001:db8::1', '2001:db8:0:1::1'],
    ['2001:db8::1', '192.0.2.1'],
    ['192.0.2.1', 'nonsense'],
  ])('differs for %s and %s', (one, other) => {
    expect(clientNetwork(one)).not.toBe(clientNetwork(other))
  })
})
