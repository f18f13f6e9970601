import { createHash } from 'node:crypto'
import { secondFactorLimits } from '@taskpact/contract'
import * as z from 'zod'
import type { UserRow } from '../current-user.js'
import { createTickets, type Tickets } from '../ticket.js'
import type { TotpRow } from './totp-queries.js'

/** The user of a sign-in, and a hash of what the first step relied on. */
const Content = z.tuple([z.string(), z.string()])
type Content = z.infer<typeof Content>

export type SignInTickets = Tickets<Content>

/** Creates the tickets that connect the two steps of a sign-in. */
export function createSignInTickets(secrets: readonly string[]): SignInTickets {
  return createTickets(secrets, { purpose: 'sign-in', data: Content, lifetime: secondFactorLimits.ticket * 1000 })
}

/** Returns the content of a ticket. It changes with the password and with the second factor, which invalidates earlier tickets. */
export function contentOfTicket(user: UserRow, totp: TotpRow): Content {
  const { id, passwordHash, devicesForgottenAt } = user
  // A password hash contains 128 random bits, so the client, which can read the ticket, learns nothing of it.
  const state = JSON.stringify([id, passwordHash, devicesForgottenAt, totp.createdAt, totp.enabledAt])
  return [id, createHash('sha256').update(state).digest('base64url')]
}
