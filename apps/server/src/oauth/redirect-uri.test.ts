import { describe, expect, it } from 'vitest'
import { isLoopbackUri, isOriginOf, leadsToThisComputer } from './redirect-uri.js'

describe('a redirect URI', () => {
  it.each(['http://localhost/callback', 'http://127.0.0.1:3000/callback', 'http://[::1]:3000/callback'])(
    'has a loopback address, to which any port is allowed: %s',
    (uri) => {
      expect(isLoopbackUri(uri)).toBe(true)
      expect(leadsToThisComputer(uri)).toBe(true)
    },
  )

  it.each([
    'https://localhost/callback',
    'http://app.localhost/callback',
    'http://localhost./callback',
    'http://127.0.0.2/callback',
    'http://2130706434/callback',
    'http://0.0.0.0/callback',
    'http://[::]/callback',
    'http://[::ffff:127.0.0.1]/callback',
  ])('leads to this computer by another spelling, of which users are warned: %s', (uri) => {
    expect(isLoopbackUri(uri)).toBe(false)
    expect(leadsToThisComputer(uri)).toBe(true)
  })

  it.each([
    'https://calendar.example/callback',
    'http://localhost.example/callback',
    'http://127.0.0.1.example/callback',
    'com.example.app://localhost/callback',
    'not a URI',
  ])('leads elsewhere: %s', (uri) => {
    expect(isLoopbackUri(uri)).toBe(false)
    expect(leadsToThisComputer(uri)).toBe(false)
  })
})

describe('the origin of a page', () => {
  const redirectUris = ['https://calendar.example/callback', 'http://127.0.0.1/callback', 'com.example.app:/callback']

  it.each(['https://calendar.example', 'http://127.0.0.1:3000', 'http://localhost:3000'])(
    'is that of an app: %s',
    (origin) => {
      expect(isOriginOf(origin, redirectUris)).toBe(true)
    },
  )

  it.each(['https://calendar.example:8443', 'https://127.0.0.1', 'https://other.example', 'null'])(
    'is another one: %s',
    (origin) => {
      expect(isOriginOf(origin, redirectUris)).toBe(false)
    },
  )
})
