import { describe, expect, it } from 'vitest'
import { toOrigin } from './origin.js'

describe('toOrigin', () => {
  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://app.example.com/', 'https://app.example.com'],
    ['HTTPS://App.Example.COM', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['http://app.example.com:80/', 'http://app.example.com'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://localhost:*', 'http://localhost:*'],
    ['http://LOCALHOST:*/', 'http://localhost:*'],
    ['http://127.0.0.1:*', 'http://127.0.0.1:*'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['http://[::1]:*', 'http://[::1]:*'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['capacitor://localhost', 'capacitor://localhost'],
    ['chrome-extension://abcdefghijklmnop', 'chrome-extension://abcdefghijklmnop'],
  ])('of %s is %s', (text, origin) => {
    expect(toOrigin(text)).toBe(origin)
  })

  it.each([
    'app.example.com',
    'localhost:3000',
    '//app.example.com',
    '*',
    'https://*',
    'https://*.example.com',
    'http://localhost:3000:*',
    'http://localhost::*',
    'https://app.example.com/app',
    'https://app.example.com?x',
    'https://app.example.com#x',
    'https://user@app.example.com',
    'https://app.example.com:65536',
    'https://app example.com',
    'https://',
    'file:///',
    'file://host',
    'ws://app.example.com',
    'data://x',
    'null',
    '',
  ])('of %j is undefined', (text) => {
    expect(toOrigin(text)).toBeUndefined()
  })
})
