import { describe, expect, it } from 'vitest'
import { createOriginCheck } from './origin-check.js'

describe('createOriginCheck with listed origins', () => {
  const isAllowed = createOriginCheck(['https://app.example.com', 'http://localhost:3000'])

  it.each(['https://app.example.com', 'http://localhost:3000'])('allows %s', (origin) => {
    expect(isAllowed(origin)).toBe(true)
  })

  it.each([
    'http://localhost:3001',
    'http://localhost',
    'https://app.example.com/',
    'https://APP.example.com',
    'https://app.example.com:443',
    'https://app.example.com.evil.example',
    'null',
    '',
    '*',
  ])('refuses %j', (origin) => {
    expect(isAllowed(origin)).toBe(false)
  })

  it('takes a lone * for the text that it is, which no browser sends', () => {
    expect(createOriginCheck(['*'])('https://evil.example')).toBe(false)
  })
})

describe('createOriginCheck with any port of a host', () => {
  const isAllowed = createOriginCheck(['http://localhost:*', 'http://127.0.0.1:*'])

  it.each([
    'http://localhost:3000',
    'http://localhost:5173',
    'http://localhost:65535',
    'http://localhost',
    'http://127.0.0.1:8080',
    'http://127.0.0.1',
  ])('allows %s', (origin) => {
    expect(isAllowed(origin)).toBe(true)
  })

  it.each([
    'https://localhost:3000',
    'http://localhost.evil.com',
    'http://localhost.evil.com:3000',
    'http://localhost@evil.com',
    'http://localhost:3000@evil.com',
    'http://evil.com/http://localhost:3000',
    'http://evil.com:3000',
    'http://evillocalhost:3000',
    'http://app.localhost:3000',
    'http://localhost.:3000',
    'http://localhost:3000/',
    'http://localhost:3000/page',
    'http://localhost:3000?x',
    'http://localhost:3000#x',
    'http://localhost:3000:3000',
    'http://localhost:',
    'http://localhost:x',
    'http://localhost:*',
    'http://localhost:-1',
    'http://localhost:123456',
    'http://localhost:3000\n',
    ' http://localhost:3000',
    'http://localhost:3000, https://evil.com',
    'http://LOCALHOST:3000',
    'HTTP://localhost:3000',
    'http://[::1]:3000',
    'http://127.0.0.1.evil.com:3000',
    'http://127.1:3000',
    'http://0.0.0.0:3000',
    'http://127.0.0.2:3000',
    'localhost:3000',
    '//localhost:3000',
    'file://',
    'null',
    '',
  ])('refuses %j', (origin) => {
    expect(isAllowed(origin)).toBe(false)
  })
})
