import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../http/server.js'
import { securityTxt } from './security-txt.js'

describe('security.txt', () => {
  let listening: Listening | undefined
  afterEach(() => listening?.stop())

  it('responds with the contact and an expiry date', async () => {
    const response = await ask('mailto:security@example.com')

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe(
      'Contact: mailto:security@example.com\nExpires: 2026-04-01T00:00:00.000Z\nPreferred-Languages: en\n',
    )
  })

  it('responds 404 without a contact', async () => {
    expect(await ask(undefined)).toMatchObject({ status: 404 })
  })

  async function ask(contact: string | undefined) {
    const app = express().use(securityTxt(contact, () => new Date('2026-01-01T00:00:00Z')))
    listening = await listen(
      { express: app, serve: app, isAllowedOrigin: () => false },
      { host: '127.0.0.1', port: 0, maxConnections: 100, requestTimeout: 5000 },
    )
    return fetch(`${listening.url}/.well-known/security.txt`)
  }
})
