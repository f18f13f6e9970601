import { type ErrorCode, errors as statuses } from '@taskpact/contract'
import { type OAuthRecord, type OAuthRecords, type StoredRecord, translateError } from '@taskpact/service'
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'

type Store = Parameters<OAuthRecords['endGrantOf']>[2]

export interface AdapterOptions {
  readonly records: OAuthRecords
  /** The client and the request id are those of the current request. */
  readonly store: Store
}

/**
 * Milliseconds in which a second use of a code or a refresh token does not end the grant: it can be a concurrent request, or a retry after
 * a lost response. A refresh token is accepted again in this time; a code is not.
 */
const reuseGrace = 10_000
/** Seconds after which a registered client is deleted if no user has authorized it. */
const unusedClientLifetime = 24 * 60 * 60
/** The kinds of records that are used once. Of concurrent requests, one succeeds. */
const usedOnce = new Set(['AuthorizationCode', 'DeviceCode'])
/** The kind of records that belong to a user but have no `accountId`. */
const interaction = 'Interaction'

interface SignIn {
  readonly accountId?: string
  readonly amr?: readonly string[]
}

/** Creates the storage of the library, for each kind of record. */
export function adapterOf({ records, store }: AdapterOptions): (kind: string) => Adapter {
  return (kind) =>
    withStatus({
      async upsert(id, payload, expiresIn = unusedClientLifetime) {
        const { consumed: _inColumn, ...content } = payload
        const record: OAuthRecord = {
          id,
          payload: content,
          ...signInOf(kind, payload),
          grantId: payload.grantId,
          lookup: payload.userCode ?? (kind === 'Session' ? payload.uid : undefined),
          expiresAt: new Date(store.now().getTime() + expiresIn * 1000),
          dependsOn: dependenciesOf(kind, payload),
        }
        if (!(await records.put(kind, record, store))) throw new errors.InvalidGrant('the authorization has ended')
      },

      async find(id) {
        return toPayload(kind, await records.get(kind, id, store), store.now())
      },

      async findByUid(uid) {
        return toPayload(kind, await records.find(kind, uid, store), store.now())
      },

      async findByUserCode(userCode) {
        return toPayload(kind, await records.find(kind, userCode, store), store.now())
      },

      async consume(id) {
        const isFirst = await records.consume(kind, id, store)
        if (!isFirst && usedOnce.has(kind)) throw new errors.InvalidGrant('the code was used before')
      },

      // The library destroys a refresh token just before it revokes the grant. Both end in one transaction, so that an app can try again after a failure.
      async destroy(id) {
        if (kind === 'Grant' || kind === 'RefreshToken') await records.endGrantOf(kind, id, store)
        else await records.delete(kind, id, store)
      },

      async revokeByGrantId(grantId) {
        await records.endGrantOf('Grant', grantId, store)
      },
    })
}

/** Adds the status to errors of the database, so that the library responds as the API does, such as with that of `unavailable`. */
function withStatus(adapter: Adapter): Adapter {
  const wrapped = Object.entries(adapter).map(([name, method]) => [
    name,
    (...parameters: never[]) =>
      (method as (...given: never[]) => Promise<unknown>)(...parameters).catch((thrown: unknown) => {
        const failure = translateError(thrown)
        throw failure ? Object.assign(failure, { statusCode: statuses[failure.code as ErrorCode].status }) : thrown
      }),
  ])
  return Object.fromEntries(wrapped) as Adapter
}

function toPayload(kind: string, stored: StoredRecord | undefined, now: Date): AdapterPayload | undefined {
  if (!stored) return undefined
  const { payload, consumedAt, expiresAt } = stored
  const isGrace = consumedAt && now.getTime() - consumedAt.getTime() < reuseGrace
  const consumed = consumedAt && !isGrace ? { consumed: toSeconds(consumedAt) } : {}
  return { ...payload, ...(kind !== 'Client' && { exp: toSeconds(expiresAt) }), ...consumed }
}

/** Refresh tokens depend on their grant and its registered client, and grants on that client. */
function dependenciesOf(kind: string, { grantId, clientId }: AdapterPayload): NonNullable<OAuthRecord['dependsOn']> {
  const client = clientId === undefined ? [] : [['Client', clientId] as const]
  if (kind === 'Grant') return client
  return kind === 'RefreshToken' && grantId !== undefined ? [...client, ['Grant', grantId]] : []
}

/** Returns the user of a record, and for a sign-in its access state, which the library stores as the method of authentication (`amr`). */
function signInOf(kind: string, payload: AdapterPayload): Pick<OAuthRecord, 'owner' | 'accessState'> {
  if (kind !== interaction && kind !== 'Session') return { owner: payload.accountId }
  const { result, session } = payload as { readonly result?: { readonly login?: SignIn }; readonly session?: SignIn }
  const { accountId, amr } = kind === 'Session' ? (payload as SignIn) : (result?.login ?? session ?? {})
  return { owner: accountId, accessState: accountId === undefined ? undefined : amr?.[0] }
}

function toSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
