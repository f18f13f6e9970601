import { describe, expect, it } from 'vitest'
import { checkTransport, serverUrl } from './server-url.js'

describe('serverUrl', () => {
  it('removes slashes at the end', () => {
    expect(serverUrl('HTTPS://Tasks.example.org/api//')).toBe('https://tasks.example.org/api')
  })

  it.each(['tasks.example.org', 'ftp://example.org', 'http://', 'http://a:b@example.org', 'http://example.org?a=1'])(
    'refuses %s, without repeating a password',
    (url) => {
      expect(() => serverUrl(url)).toThrow(/^(?!.*a:b)--url must/)
    },
  )
})

describe('checkTransport', () => {
  it.each([
    'https://example.org',
    'http://localhost:8000',
    'http://127.0.0.1',
    'http://[::1]:80',
    'http://a.localhost',
  ])('permits %s', (url) => {
    expect(() => checkTransport(url, false)).not.toThrow()
  })

  it.each(['http://example.org', 'http://localhost.example.org', 'http://127.0.0.1.nip.io', 'http://10.0.0.1'])(
    'refuses %s unless it is permitted',
    (url) => {
      expect(() => checkTransport(url, false)).toThrow('--insecure')
      expect(() => checkTransport(url, true)).not.toThrow()
    },
  )
})
