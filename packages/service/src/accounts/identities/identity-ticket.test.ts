import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createIdentityTickets } from './identity-ticket.js'

const current = 'the current secret, of at least 32 bytes'
const previous = 'the previous secret, of at least 32 bytes'
const now = new Date('2026-01-01T00:00:00Z')
const nobody = { userId: null, session: null }
const user = { userId: 'ada', session: 'one' }

describe('identity tickets', () => {
  it('return the verifier of the challenge, which they do not contain', () => {
    const tickets = createIdentityTickets([current], 'test')
    const attempt = tickets.begin('google', nobody)
    const ticket = tickets.issue(attempt, now)

    const { verifier, data } = tickets.open(ticket, nobody, now)

    expect(data).toEqual(attempt)
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(attempt.challenge)
    expect(verifier).toMatch(/^[\w-]{43}$/)
    expect(Buffer.from(ticket.split('.')[0] ?? '', 'base64url').toString()).not.toContain(verifier)
  })

  it('differ in state, nonce and challenge', () => {
    const tickets = createIdentityTickets([current], 'test')
    const [one, other] = [tickets.begin('google', nobody), tickets.begin('google', nobody)]

    for (const field of ['state', 'nonce', 'challenge'] as const) expect(one[field]).not.toBe(other[field])
  })

  it('return the same verifier after a rotation of the secret', () => {
    const before = createIdentityTickets([previous], 'test')
    const attempt = before.begin('google', user)
    const ticket = before.issue(attempt, now)
    const after = createIdentityTickets([current, previous], 'test')

    expect(after.open(ticket, user, now).verifier).toBe(before.open(ticket, user, now).verifier)
    expect(() => createIdentityTickets([current], 'test').open(ticket, user, now)).toThrow('ticket')
  })

  it.each([
    ['another purpose', 'other', user, now],
    ['another user', 'test', { ...user, userId: 'eve' }, now],
    ['another session', 'test', { ...user, session: 'two' }, now],
    ['nobody', 'test', nobody, now],
    ['a later time', 'test', user, new Date(now.getTime() + 10 * 60_000)],
  ])('are invalid for %s', (_what, purpose, beginner, at) => {
    const tickets = createIdentityTickets([current], 'test')
    const ticket = tickets.issue(tickets.begin('google', user), now)

    expect(() => createIdentityTickets([current], purpose).open(ticket, beginner, at)).toThrow(
      expect.objectContaining({ code: 'invalid_ticket' }),
    )
  })
})
