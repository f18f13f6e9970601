import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createTickets } from './ticket.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const now = new Date('2026-11-29T12:00:00Z')
const after = (ms: number) => new Date(now.getTime() + ms)
const options = { purpose: 'testing', data: z.strictObject({ userId: z.string() }), lifetime: 60_000 }
const tickets = createTickets([secret], options)
const data = { userId: 'ada' }
const invalid = expect.objectContaining({ code: 'invalid_ticket' })

describe('a ticket', () => {
  it('returns its data until it expires', () => {
    const ticket = tickets.issue(data, now)

    expect(tickets.open(ticket, after(59_999))).toMatchObject({ data, expiresAt: after(60_000) })
    expect(() => tickets.open(ticket, after(60_000))).toThrow(invalid)
  })

  it('has an id of its own', () => {
    const [first, second] = [tickets.issue(data, now), tickets.issue(data, now)]
    expect(tickets.open(first, now).id).not.toBe(tickets.open(second, now).id)
  })

  it('is invalid for another purpose, with another secret, and if changed', () => {
    const ticket = tickets.issue(data, now)
    const [content = '', mac = ''] = ticket.split('.')
    const forged = Buffer.from(JSON.stringify(['00000000-0000-4000-8000-000000000000', 9e15, data])).toString(
      'base64url',
    )

    expect(() => createTickets([secret], { ...options, purpose: 'other' }).open(ticket, now)).toThrow(invalid)
    expect(() => createTickets([`${secret}!`], options).open(ticket, now)).toThrow(invalid)
    for (const wrong of ['', '.', content, `${content}.`, `.${mac}`, `${forged}.${mac}`, `${ticket}=`, `${ticket}.x`])
      expect(() => tickets.open(wrong, now)).toThrow(invalid)
    expect(() => tickets.open('a'.repeat(1e6), now)).toThrow(invalid)
  })

  it('of a previous secret is valid, and new ones are signed by the first', () => {
    const rotated = createTickets([`${secret}!`, secret], options)

    expect(rotated.open(tickets.issue(data, now), now).data).toEqual(data)
    expect(() => tickets.open(rotated.issue(data, now), now)).toThrow(invalid)
  })
})
