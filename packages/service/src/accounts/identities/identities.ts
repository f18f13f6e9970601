import { type Contract, Email, identityLimits, PersonName } from '@taskpact/contract'
import { inTransaction, newId } from '@taskpact/engine'
import type { Context, Service, UserContext } from '../../context.js'
import type { Enqueue } from '../../mail/outbox.js'
import { ServiceError } from '../../service-error.js'
import { userDeleted } from '../../stores/owner.js'
import type { Audit } from '../audit.js'
import type { ConfirmUser } from '../confirm-user.js'
import type { UserRow } from '../current-user.js'
import { claimEmail } from '../email-queries.js'
import type { RequireOtherWay } from '../last-way.js'
import { requireSession } from '../require-session.js'
import { type SignIn, type SignInResult, toSignedIn } from '../sign-in.js'
import { type Ticket, useTicket } from '../ticket.js'
import { createRevision, createUser, lockUserById, withoutClaims } from '../user-queries.js'
import {
  createIdentity,
  deleteIdentities,
  deleteIdentity,
  getIdentityOwner,
  identityHash,
  listIdentities,
  useIdentity,
} from './identity-queries.js'
import { type Beginner, createIdentityTickets, type IdentityTickets } from './identity-ticket.js'
import type { Provider } from './provider.js'
import type { Providers } from './providers.js'

interface IdentityDependencies {
  readonly secrets: readonly string[]
  readonly providers: Providers
  readonly confirmUser: ConfirmUser
  readonly signIn: SignIn
  readonly audit: Audit
  readonly enqueue: Enqueue
  readonly sendsMail: boolean
  readonly requireOtherWay: RequireOtherWay
}

/** An identity that a provider has confirmed. */
interface Confirmed {
  readonly provider: Provider
  readonly hash: string
  readonly email: string | null
  readonly name: string | null
  readonly ticket: Ticket
}

/** Creates the handlers of sign-in with identity providers. */
export function createIdentities(dependencies: IdentityDependencies): Service<Contract>['auth']['identities'] {
  const { secrets, providers, confirmUser, signIn, audit, enqueue, sendsMail, requireOtherWay } = dependencies
  const signInTickets = createIdentityTickets(secrets, 'identity sign-in')
  const linkTickets = createIdentityTickets(secrets, 'identity link')

  return {
    providers: async () => ({ items: providers.all.map(({ id, name }) => ({ id, name })) }),

    beginSignIn: ({ provider }, ctx) => begin(signInTickets, provider, noUser, ctx),

    async signIn({ ticket, url, session, deviceToken }, ctx) {
      const confirmed = await confirm(signInTickets, { ticket, url }, noUser, ctx)
      // Another request can link, unlink or delete the identity between two statements.
      for (let tries = 0; tries < 3; tries++) {
        const [known] = await getIdentityOwner(ctx.db, { hash: confirmed.hash })
        const result = await inTransaction(ctx, async (tx): Promise<SignInResult | undefined> => {
          const user = known ? await useKnown(known.owner, confirmed, tx) : await createAccount(confirmed, tx)
          if (!user) return undefined
          await useTicket(confirmed.ticket, user.id, tx)
          if (!known) await audit(tx, 'signed_up', user.id)
          const device = signIn.deviceOf(deviceToken, user, tx)
          return signIn.complete(user, tx, { usesTokenStore: session === 'cookie', device, proof: 'first_factor' })
        })
        if (result) return toSignedIn(result)
      }
      throw new ServiceError('unavailable', 'The identity is being changed by other requests. Try again.')
    },

    list: async (_input, { caller, db }) => ({ items: await listIdentities(db, { owner: caller.userId }) }),

    async beginLink({ provider, password }, ctx) {
      providers.get(provider)
      await confirmUser(password, ctx, change)
      return begin(linkTickets, provider, beginnerOf(ctx), ctx)
    },

    async link({ ticket, url }, ctx) {
      const confirmed = await confirm(linkTickets, { ticket, url }, beginnerOf(ctx), ctx)
      const { userId: owner, sessionId } = ctx.caller
      return inTransaction(ctx, async (tx) => {
        // First, as a deletion of the user does: in another order, the two could deadlock.
        const [user] = await lockUserById(tx.db, { id: owner })
        if (!user) throw userDeleted()
        await requireSession(tx)
        await useTicket(confirmed.ticket, owner, tx)
        await requireRoom(owner, tx)
        const [created] = await insert(owner, confirmed, tx)
        if (!created) throw await alreadyLinked(owner, confirmed, tx)
        await audit(tx, 'identity_linked', owner, sessionId)
        await notify('identity_linked', user, confirmed.provider.name, tx)
        return created
      })
    },

    async unlink({ identityId, password }, ctx) {
      const { id: owner } = await confirmUser(password, ctx, change)
      return inTransaction(ctx, async (tx) => {
        // Locks the user, so that two requests at once cannot remove the last two ways to sign in.
        const [user] = await lockUserById(tx.db, { id: owner })
        if (!user) throw userDeleted()
        const identities = await listIdentities(tx.db, { owner })
        const identity = identities.find(({ id }) => id === identityId)
        if (!identity) throw new ServiceError('not_found', 'Identity not found.')
        await requireOtherWay(user, identity, tx.db)
        await deleteIdentity(tx.db, { owner, id: identityId })
        await audit(tx, 'identity_unlinked', owner, ctx.caller.sessionId)
        await notify('identity_unlinked', user, nameOf(identity.provider) ?? identity.provider, tx)
        return undefined
      })
    },
  }

  async function begin(tickets: IdentityTickets, id: string, beginner: Beginner, { now }: Context) {
    const attempt = tickets.begin(id, beginner)
    const url = await providers.get(id).authorizationUrl(attempt)
    return { url, ticket: tickets.issue(attempt, now()) }
  }

  /** Sends the requests to the provider before the transaction, because it may be slow. */
  async function confirm(
    tickets: IdentityTickets,
    { ticket, url }: { readonly ticket: string; readonly url: string },
    beginner: Beginner,
    { now }: Context,
  ): Promise<Confirmed> {
    const { verifier, ...opened } = tickets.open(ticket, beginner, now())
    const { state, nonce, provider: id } = opened.data
    const provider = providers.get(id)
    const { key, email, name } = await provider.claimsOf(url, { state, nonce, verifier })
    return {
      provider,
      hash: identityHash(key),
      email: Email.safeParse(email).data ?? null,
      name: PersonName.safeParse(name).data ?? null,
      ticket: opened,
    }
  }

  /** Returns the user of an identity, locked. Returns undefined if the identity was removed meanwhile. */
  async function useKnown(
    owner: string,
    { hash, email }: Confirmed,
    { db, now }: Context,
  ): Promise<UserRow | undefined> {
    const [user] = await lockUserById(db, { id: owner })
    if (!user) {
      // Left by a previous release that deleted the user.
      await deleteIdentities(db, { owner })
      return undefined
    }
    const used = await useIdentity(db, { hash, owner, email, now: now().toISOString() })
    return used.length > 0 ? user : undefined
  }

  /** Creates an account. Returns undefined, before anything is written, if another request has just linked the identity. */
  async function createAccount(confirmed: Confirmed, ctx: Context): Promise<UserRow | undefined> {
    const { email, name } = confirmed
    const createdAt = ctx.now().toISOString()
    const emailVerifiedAt = email === null ? null : createdAt
    const user = { id: newId(), email, name, passwordHash: null, createdAt, ...withoutClaims, emailVerifiedAt }
    if ((await insert(user.id, confirmed, ctx)).length === 0) return undefined
    if (email !== null && !(await claimEmail(ctx.db, { email, owner: user.id }))) throw ownedByOther(confirmed.provider)
    await createUser(ctx.db, user)
    await createRevision(ctx.db, { id: user.id })
    return user
  }

  async function notify(kind: 'identity_linked' | 'identity_unlinked', user: UserRow, name: string, ctx: Context) {
    if (sendsMail && user.email !== null)
      await enqueue({ userId: user.id, kind, recipient: user.email, detail: name }, ctx)
  }

  /** Returns undefined for a provider that the server no longer has. */
  function nameOf(id: string): string | undefined {
    return providers.all.find((provider) => provider.id === id)?.name
  }
}

const change = { pointer: '/password', event: 'identity_change_failed' } as const
const noUser: Beginner = { userId: null, session: null }

/** Returns the user and the session of a request, or what identifies the session at an external issuer. */
function beginnerOf({ caller: { userId, sessionId, externalToken } }: UserContext): Beginner {
  return { userId, session: sessionId ?? externalToken?.key ?? null }
}

function insert(owner: string, { hash, email, provider }: Confirmed, { db, now }: Context) {
  return createIdentity(db, { hash, owner, id: newId(), provider: provider.id, email, createdAt: now().toISOString() })
}

async function requireRoom(owner: string, { db }: Context): Promise<void> {
  const use = (await listIdentities(db, { owner })).length
  const limit = identityLimits.perUser
  if (use >= limit)
    throw new ServiceError('quota_exceeded', `You have ${use} identities: unlink one first.`, { facts: { limit, use } })
}

async function alreadyLinked(owner: string, { hash, provider: { name } }: Confirmed, { db }: Context) {
  const [known] = await getIdentityOwner(db, { hash })
  const detail =
    known?.owner === owner
      ? `This account at ${name} is linked already.`
      : `This account at ${name} is linked to another account. Unlink it there first.`
  return new ServiceError('conflict', detail)
}

function ownedByOther({ name }: Provider): ServiceError {
  return new ServiceError(
    'conflict',
    `An account with this e-mail address exists. Sign in to it, and link ${name} in its settings.`,
  )
}
