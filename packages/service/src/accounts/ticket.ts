import { createHmac, timingSafeEqual } from 'node:crypto'
import { limits } from '@taskpact/contract/core'
import { compiledQuery, usedTickets } from '@taskpact/db'
import { newId } from '@taskpact/engine'
import { lt, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import { requireUser } from '../stores/owner.js'

/** What a ticket says. */
export interface Ticket<T = unknown> {
  readonly id: string
  readonly expiresAt: Date
  readonly data: T
}

export interface Tickets<T> {
  /** Returns a new ticket with some data, which the client can read. */
  issue(data: T, now: Date): string
  /** Returns the content of a ticket that has not expired. Throws `invalid_ticket` for any other text. */
  open(ticket: string, now: Date): Ticket<T>
}

export interface TicketOptions<T> {
  /** Tickets of another purpose are invalid. */
  readonly purpose: string
  readonly data: z.ZodType<T>
  /** In milliseconds. */
  readonly lifetime: number
}

/**
 * Creates tickets, which connect the steps of an operation without storing anything. Of the form `content.mac`. The first secret signs;
 * the others are previous ones and only verify.
 */
export function createTickets<T>(
  secrets: readonly string[],
  { purpose, data, lifetime }: TicketOptions<T>,
): Tickets<T> {
  const keys = secrets.map((secret) => createHmac('sha256', secret).update(`taskpact ticket ${purpose}`).digest())
  const [key] = keys as [Buffer]
  const Content = z.tuple([z.uuid(), z.int(), data])
  return {
    issue(data, now) {
      const content = encode(JSON.stringify([newId(), now.getTime() + lifetime, data]))
      return `${content}.${encode(macOf(key, content))}`
    },
    open(ticket, now) {
      if (ticket.length > limits.ticketLength) throw invalidTicket()
      const [content = '', mac = ''] = ticket.split('.')
      const given = Buffer.from(mac, 'base64url')
      const isAuthentic = keys.some((key) => {
        const expected = macOf(key, content)
        return given.length === expected.length && timingSafeEqual(given, expected)
      })
      // Several base64url texts decode to the same bytes: only the canonical one is accepted.
      if (!isAuthentic || ticket !== `${content}.${encode(given)}`) throw invalidTicket()
      const [id, expiresAt, data] = Content.parse(JSON.parse(Buffer.from(content, 'base64url').toString()))
      if (expiresAt <= now.getTime()) throw invalidTicket()
      return { id, expiresAt: new Date(expiresAt), data }
    },
  }
}

const insertUsed = compiledQuery({
  name: 'ticket_use',
  build: (db) =>
    db
      .insert(usedTickets)
      .values({
        userId: sql.placeholder('userId'),
        id: sql.placeholder('id'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoNothing()
      .returning({ id: usedTickets.id }),
})

/** Uses a ticket for a user, once. Throws `invalid_ticket` if it was used before. */
export async function useTicket({ id, expiresAt }: Ticket, userId: string, { db }: Context): Promise<void> {
  const used = await requireUser(insertUsed(db, { userId, id, expiresAt: expiresAt.toISOString() }))
  if (used.length === 0) throw invalidTicket()
}

/** Deletes the used tickets of a user that have expired. */
export const deleteExpiredTickets = compiledQuery({
  name: 'ticket_delete_expired',
  prepare: false,
  build: (db) =>
    db
      .delete(usedTickets)
      .where(
        sql`${usedTickets.userId} = ${sql.placeholder('userId')} and ${lt(usedTickets.expiresAt, sql`${sql.placeholder('now')}::timestamptz`)}`,
      ),
})

export function invalidTicket(): ServiceError {
  return new ServiceError('invalid_ticket', 'The ticket is invalid, has expired or was used before. Start again.')
}

function macOf(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function encode(bytes: Buffer | string): string {
  return Buffer.from(bytes).toString('base64url')
}
