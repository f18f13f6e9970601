import { randomBytes } from 'node:crypto'
import { type Contract, passkeyLimits } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { afterAll, inTransaction, newestFirst, newId, readPage } from '@taskpact/engine'
import * as z from 'zod'
import type { Context, Service, UserContext } from '../../context.js'
import type { Enqueue } from '../../mail/outbox.js'
import { ServiceError } from '../../service-error.js'
import { userDeleted } from '../../stores/owner.js'
import type { Audit } from '../audit.js'
import type { ConfirmUser } from '../confirm-user.js'
import { fieldFailure, isEmailVerified, notVerified, type UserRow } from '../current-user.js'
import type { AuditFailedSignIn } from '../failed-sign-in.js'
import type { RequireOtherWay } from '../last-way.js'
import { requireSession } from '../require-session.js'
import { confirmSession } from '../session-queries.js'
import { type CompleteSignIn, type SignIn, toSignedIn } from '../sign-in.js'
import { createTickets, invalidTicket, type Ticket, useTicket } from '../ticket.js'
import { lockUserById } from '../user-queries.js'
import { algorithms, type PasskeyOptions } from './options.js'
import {
  createPasskey,
  deletePasskey,
  findUserWithPasskey,
  listCredentials,
  listPasskeys,
  renamePasskey,
  usePasskey,
} from './passkey-queries.js'
import type { verifyAssertion } from './verify.js'

export interface PasskeyDependencies {
  readonly secrets: readonly string[]
  /** Undefined: passkeys are not configured. */
  readonly options: PasskeyOptions | undefined
  readonly confirmUser: ConfirmUser
  readonly signIn: SignIn
  readonly audit: Audit
  readonly auditFailedSignIn: AuditFailedSignIn
  /** Stores a mail to the user about a change. Undefined: the server sends no mail. */
  readonly enqueue: Enqueue | undefined
  readonly requiresVerifiedEmail: boolean
  readonly requireOtherWay: RequireOtherWay
}

/** The challenge of a session. */
const OwnChallenge = z.tuple([z.string(), z.string(), z.string().nullable()])

/** The response of a passkey to a sign-in. */
export interface PasskeyOfSignIn {
  readonly ticket: string
  readonly response: Parameters<typeof verifyAssertion>[0]
  readonly deviceToken?: string | undefined
}

/** Checks the response of a passkey and completes the sign-in. */
export type SignInWithPasskey = <T>(given: PasskeyOfSignIn, ctx: Context, complete: CompleteSignIn<T>) => Promise<T>

export interface Passkeys {
  readonly handlers: Service<Contract>['auth']['passkeys']
  readonly signInWithPasskey: SignInWithPasskey
}

/** Creates the handlers of passkeys (WebAuthn). */
export function createPasskeys(dependencies: PasskeyDependencies): Passkeys {
  const { secrets, options, confirmUser, signIn, audit, auditFailedSignIn, enqueue, requireOtherWay } = dependencies
  const lifetime = passkeyLimits.ticketLifetime * 1000
  const registrations = createTickets(secrets, { purpose: 'passkey registration', data: OwnChallenge, lifetime })
  const stepUps = createTickets(secrets, { purpose: 'passkey step-up', data: OwnChallenge, lifetime })
  const signIns = createTickets(secrets, { purpose: 'passkey sign-in', data: z.string(), lifetime })

  const signInWithPasskey: SignInWithPasskey = async ({ ticket, response, deviceToken }, ctx, complete) => {
    configured()
    const opened = signIns.open(ticket, ctx.now())
    const userId = userOf(response.response.userHandle)
    const { user: named, proof } = await check(response, opened.data, userId, ctx)
    if (named && proof && dependencies.requiresVerifiedEmail && !isEmailVerified(named)) throw notVerified()
    const result =
      proof &&
      (await inTransaction(ctx, async (tx) => {
        const [user] = await lockUserById(tx.db, { id: userId })
        if (!user) return undefined
        await useTicket(opened, userId, tx)
        if (!(await use(response.id, proof, userId, tx))) return undefined
        return { value: await complete(user, tx, { device: signIn.deviceOf(deviceToken, user, tx), proof: 'passkey' }) }
      }))
    if (result) return result.value
    await auditFailedSignIn(named?.id, ctx)
    throw new ServiceError('invalid_credentials', 'The passkey is unknown, or its response does not verify.')
  }

  const handlers: Passkeys['handlers'] = {
    async beginRegistration({ password }, ctx) {
      const { rpId, rpName } = configured()
      const user = await confirmUser(password, ctx, passkeyChange)
      const id = Buffer.from(user.id)
      if (id.length > 64)
        throw new ServiceError('conflict', 'The id of your account at its issuer is too long for passkeys.')
      const excludeCredentials = (await listCredentials(ctx.db, { userId: user.id })).map(toDescriptor)
      requireRoom(excludeCredentials.length)
      const challenge = newChallenge()
      return {
        ticket: registrations.issue([challenge, ...ownerOf(ctx)], ctx.now()),
        options: {
          rp: { id: rpId, name: rpName },
          user: {
            id: id.toString('base64url'),
            name: user.email ?? user.name ?? user.id,
            displayName: user.name ?? user.email ?? '',
          },
          challenge,
          pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
          timeout: lifetime,
          excludeCredentials,
          authenticatorSelection: {
            residentKey: 'required',
            requireResidentKey: true,
            userVerification: 'required',
          },
          attestation: 'none',
        },
      }
    },

    async register({ ticket, response, name }, ctx) {
      const relyingParty = configured()
      const opened = openOwn(registrations.open(ticket, ctx.now()), ctx)
      const { verifyRegistration } = await loadVerify()
      const verified = await verifyRegistration(response, opened.challenge, relyingParty)
      if (!verified) throw notVerifiedResponse()
      const { userId } = ctx.caller
      return inTransaction(ctx, async (tx) => {
        const user = await lock(userId, tx)
        await requireSession(tx)
        await useTicket(opened.ticket, userId, tx)
        requireRoom((await listCredentials(tx.db, { userId })).length)
        const [created] = await createPasskey(tx.db, {
          ...verified,
          userId,
          id: newId(),
          transports: response.response.transports,
          name,
          createdAt: tx.now().toISOString(),
        })
        if (!created) throw new ServiceError('conflict', 'You have added this passkey already.')
        await audit(tx, 'passkey_added', userId, tx.caller.sessionId)
        await announce('passkey_added', user, name, tx)
        return created
      })
    },

    list(page, ctx) {
      const { userId } = ctx.caller
      return readPage(
        newestFirst([userId, 'passkeys']),
        { ...page, history: ctx.history },
        readPasskeys(userId, ctx.db),
      )
    },

    async rename({ passkeyId, name }, ctx) {
      const { userId, sessionId } = ctx.caller
      return inTransaction(ctx, async (tx) => {
        await lock(userId, tx)
        const [renamed] = await renamePasskey(tx.db, { userId, id: passkeyId, name })
        if (!renamed) throw noPasskey()
        await audit(tx, 'passkey_renamed', userId, sessionId)
        return renamed
      })
    },

    async remove({ passkeyId, password }, ctx) {
      const { id: userId } = await confirmUser(password, ctx, passkeyChange)
      return inTransaction(ctx, async (tx) => {
        const user = await lock(userId, tx)
        const [removed] = await deletePasskey(tx.db, { userId, id: passkeyId })
        if (!removed) throw noPasskey()
        await requireOtherWay(user, { id: passkeyId }, tx.db)
        await audit(tx, 'passkey_removed', userId, ctx.caller.sessionId)
        await announce('passkey_removed', user, removed.name, tx)
        return undefined
      })
    },

    async beginSignIn(_input, { now }) {
      const { rpId } = configured()
      const challenge = newChallenge()
      return { ticket: signIns.issue(challenge, now()), options: requestOptions(rpId, challenge, []) }
    },

    async signIn({ session, ...given }, ctx) {
      const usesTokenStore = session === 'cookie'
      const result = await signInWithPasskey(given, ctx, (user, tx, proved) =>
        signIn.complete(user, tx, { ...proved, usesTokenStore }),
      )
      return toSignedIn(result)
    },

    async beginStepUp(_input, ctx) {
      const { rpId } = configured()
      const { userId, sessionId } = ctx.caller
      if (sessionId === undefined) throw noSession()
      const allowed = (await listCredentials(ctx.db, { userId })).map(toDescriptor)
      if (allowed.length === 0) throw new ServiceError('not_found', 'You have no passkey.')
      const challenge = newChallenge()
      return {
        ticket: stepUps.issue([challenge, userId, sessionId], ctx.now()),
        options: requestOptions(rpId, challenge, allowed),
      }
    },

    async stepUp({ ticket, response }, ctx) {
      configured()
      const opened = openOwn(stepUps.open(ticket, ctx.now()), ctx)
      const { userId, sessionId = '' } = ctx.caller // without a session, no ticket is valid
      const { userHandle } = response.response
      const isOwn = userHandle == null || userOf(userHandle) === userId
      const { proof } = isOwn ? await check(response, opened.challenge, userId, ctx) : {}
      const isConfirmed =
        proof &&
        (await inTransaction(ctx, async (tx) => {
          await lock(userId, tx)
          await useTicket(opened.ticket, userId, tx)
          if (!(await use(response.id, proof, userId, tx))) return false
          await confirmSession(tx.db, { userId, sessionId, now: tx.now().toISOString() })
          await audit(tx, 'stepped_up', userId, sessionId)
          return true
        }))
      if (isConfirmed) return undefined
      await audit(ctx, 'step_up_failed', userId, sessionId)
      throw notVerifiedResponse()
    },
  }
  return { handlers, signInWithPasskey }

  function configured(): PasskeyOptions {
    if (!options) throw new ServiceError('not_configured', 'This server has no domain for passkeys.')
    return options
  }

  /** Returns the user that a response names, if there is one, with the new state of the passkey, if the response verifies. */
  async function check(
    response: Parameters<typeof verifyAssertion>[0],
    challenge: string,
    userId: string,
    { db }: Context,
  ): Promise<{ user?: UserRow; proof?: Proof | undefined }> {
    const [found] = await findUserWithPasskey(db, { userId, credentialId: response.id })
    if (!found) return {}
    const { user, passkey } = found
    if (!passkey) return { user }
    const { verifyAssertion } = await loadVerify()
    return { user, proof: await verifyAssertion(response, challenge, passkey, configured()) }
  }

  /** Mails the user, if the server sends mail and the user has an address. */
  async function announce(
    kind: 'passkey_added' | 'passkey_removed',
    { id, email }: UserRow,
    detail: string,
    ctx: Context,
  ): Promise<void> {
    if (email !== null) await enqueue?.({ userId: id, kind, recipient: email, detail }, ctx)
  }
}

/** Loads the library when a passkey is first used: it takes 28 MB, and 0.4 s on two busy cores. */
const loadVerify = () => import('./verify.js')

const passkeyChange = { pointer: '/password', event: 'passkey_change_failed' } as const

/** Returns a function that reads the passkeys of a user. */
export function readPasskeys(userId: string, db: Database) {
  return (before: string = afterAll, limit: number) => listPasskeys(db, { userId, before, limit })
}

/** The new state of a passkey whose response has verified. */
type Proof = NonNullable<Awaited<ReturnType<typeof verifyAssertion>>>

/** Records the use of a passkey. Returns false if it was removed or has been used meanwhile. */
async function use(credentialId: string, proof: Proof, userId: string, { db, now }: Context): Promise<boolean> {
  const used = await usePasskey(db, { ...proof, userId, credentialId, now: now().toISOString() })
  return used.length > 0
}

/** Locks the current user, as every writer does first. */
async function lock(userId: string, { db }: Context): Promise<UserRow> {
  const [user] = await lockUserById(db, { id: userId })
  if (!user) throw userDeleted()
  return user
}

function newChallenge(): string {
  return randomBytes(32).toString('base64url')
}

function ownerOf({ caller: { userId, sessionId } }: UserContext): [userId: string, sessionId: string | null] {
  return [userId, sessionId ?? null]
}

/** Returns the content of a ticket of the current session. Throws `invalid_ticket` for that of another one. */
function openOwn(ticket: Ticket<z.infer<typeof OwnChallenge>>, ctx: UserContext) {
  const [challenge, ...owner] = ticket.data
  if (owner.join('\n') !== ownerOf(ctx).join('\n')) throw invalidTicket()
  return { challenge, ticket }
}

/** Returns the user that a response names. Empty, which is no user, without a name. */
function userOf(userHandle: string | null | undefined): string {
  return Buffer.from(userHandle ?? '', 'base64url')
    .toString()
    .replaceAll('\0', '')
}

/** Transports of a credential are those that the browser named. */
function toDescriptor({ id, transports }: { readonly id: string; readonly transports: string[] }) {
  return { id, type: 'public-key' as const, transports }
}

function requestOptions(rpId: string, challenge: string, allowCredentials: ReturnType<typeof toDescriptor>[]) {
  const timeout = passkeyLimits.ticketLifetime * 1000
  return { challenge, rpId, timeout, userVerification: 'required' as const, allowCredentials }
}

function requireRoom(use: number): void {
  const limit = passkeyLimits.perUser
  if (use >= limit)
    throw new ServiceError('quota_exceeded', `You have ${use} passkeys: remove one first.`, { facts: { limit, use } })
}

function notVerifiedResponse(): ServiceError {
  return fieldFailure('invalid_input', '/response', 'invalid_value', 'The response of the passkey does not verify.')
}

function noPasskey(): ServiceError {
  return new ServiceError('not_found', 'Passkey not found.')
}

function noSession(): ServiceError {
  return new ServiceError('conflict', 'A token of an external issuer has no session to confirm: sign in again there.')
}
