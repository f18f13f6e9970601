import { createHash, createHmac, randomBytes } from 'node:crypto'
import { identityLimits } from '@taskpact/contract'
import * as z from 'zod'
import { createTickets, invalidTicket, type Ticket } from '../ticket.js'

/** What the second step of a sign-in at a provider must match. */
const Attempt = z.object({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  challenge: z.string(),
  /** The user who links the identity, and the session. Null: a sign-in. */
  userId: z.string().nullable(),
  session: z.string().nullable(),
})
export type Attempt = z.infer<typeof Attempt>

/** The user and session that started the request; null for a sign-in. */
export type Beginner = Pick<Attempt, 'userId' | 'session'>

export interface IdentityTickets {
  /** Returns the values of a new authorization request. */
  begin(provider: string, beginner: Beginner): Attempt
  issue(attempt: Attempt, now: Date): string
  /** Returns the content of a ticket, with the PKCE code verifier. Throws `invalid_ticket` for one of another user or session. */
  open(ticket: string, beginner: Beginner, now: Date): Ticket<Attempt> & { readonly verifier: string }
}

/**
 * Creates the tickets of one purpose. The client can read a ticket, so it does not contain the PKCE code verifier (RFC 7636): that is derived
 * from the state and a key of the server.
 */
export function createIdentityTickets(secrets: readonly string[], purpose: string): IdentityTickets {
  const lifetime = identityLimits.ticketLifetime * 1000
  const tickets = createTickets(secrets, { purpose, data: Attempt, lifetime })
  const keys = secrets.map((secret) => createHmac('sha256', secret).update(`taskpact pkce ${purpose}`).digest())
  const verifiersOf = (state: string) =>
    keys.map((key) => createHmac('sha256', key).update(state).digest('base64url')) as [string, ...string[]]
  return {
    begin(provider, beginner) {
      const state = randomBytes(32).toString('base64url')
      const [verifier] = verifiersOf(state)
      return { provider, state, nonce: randomBytes(32).toString('base64url'), challenge: s256(verifier), ...beginner }
    },
    issue: tickets.issue,
    open(text, { userId, session }, now) {
      const ticket = tickets.open(text, now)
      const { state, challenge, ...beginner } = ticket.data
      // Derived with the key that was current when the request began.
      const verifier = verifiersOf(state).find((candidate) => s256(candidate) === challenge)
      if (verifier === undefined || beginner.userId !== userId || beginner.session !== session) throw invalidTicket()
      return { ...ticket, verifier }
    },
  }
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
