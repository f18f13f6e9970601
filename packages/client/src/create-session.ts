import type { SignedIn, User } from '@taskpact/contract'
import { ApiError, isApiError } from './api-error.js'
import { type Mark, openCookieMark } from './cookie-mark.js'
import { sleep } from './retry.js'
import type { InternalSession, SecondFactorStep, Send, Session, SessionOptions, SessionStatus } from './session.js'
import { type RequestFor, sessionRequests } from './session-requests.js'
import { isExpired, readTokens, type SessionTokens, toSessionTokens } from './session-tokens.js'
import { openTabSync, settleTime } from './tab-sync.js'
import type { Deadline } from './timeout.js'
import { createMemoryStore, type TokenStore } from './token-store.js'

/** Milliseconds after which an unknown status is asked for again. */
const retryDelay = 5000

/**
 * Creates a session for `createClient({ baseUrl, session })`. Signing up or in stores the tokens and signing out deletes them. A
 * call that is rejected because its token expired is repeated once with a new token; if another user signs in, pending calls reject
 * with `session_changed`. Tabs with the same cookie or shared store, and the same name, follow each other; with Web Locks
 * (https://www.w3.org/TR/web-locks/), they refresh their tokens once for all of them.
 */
export function createSession(options: SessionOptions = {}): Session {
  const { keep = 'memory', storage = keep, onSignedOut, name = 'taskpact' } = options
  const cookie = storage === 'cookie' ? openCookieMark(name) : undefined
  const store: TokenStore = typeof storage === 'object' ? storage : createMemoryStore()
  const tabs = cookie || store.shared ? openTabSync(name, onBroadcast) : undefined
  const listeners = new Set<() => void>()
  const pendingCalls = new Set<Deadline>()
  let request: RequestFor | undefined
  let refreshing: Promise<Tokens> | undefined
  let status: SessionStatus = storage === 'memory' ? 'signed-out' : 'loading'
  let user: User | undefined
  let secondFactor: SecondFactorStep | undefined

  /** Reports the tokens in the store to the page. */
  function show(tokens: Tokens, error?: ApiError): Tokens {
    const previous = user
    user = tokens?.user
    if (tokens ? previous?.id === tokens.user.id : status === 'signed-out') return tokens
    status = tokens ? 'signed-in' : 'signed-out'
    if (tokens) secondFactor = undefined
    if (previous) {
      const reason = tokens ? new ApiError('session_changed', 'Another user signed in.') : error
      if (tokens) for (const call of pendingCalls) call.end(reason)
      onSignedOut?.(reason)
    }
    notify()
    return tokens
  }

  function setSecondFactor(next?: SecondFactorStep): void {
    if (next === secondFactor) return
    secondFactor = next
    notify()
  }

  function notify(): void {
    for (const listener of listeners) listener()
  }

  async function onBroadcast(tokens: string | undefined): Promise<void> {
    await (!cookie ? sleep(settleTime) : tokens ? store.set(tokens) : store.remove())
    show(await readTokens(store))
  }

  async function save(tokens: SessionTokens): Promise<SessionTokens> {
    const text = JSON.stringify(tokens)
    try {
      await store.set(text)
    } catch (cause) {
      // The new tokens are not used, so the server still accepts the stored refresh token.
      throw new ApiError('token_expired', 'Storing tokens failed.', { cause })
    }
    cookie?.set('in')
    if (cookie) tabs?.broadcast(text)
    else if (tokens.user.id !== user?.id) tabs?.broadcast()
    show(tokens)
    return tokens
  }

  async function start(signedIn: SignedIn): Promise<void> {
    const tokens = toSessionTokens(signedIn)
    if (cookie && !(await hasCookie().catch((error) => !isApiError(error, 'forbidden'))))
      throw new ApiError('cookie_blocked', cookieBlocked)
    await save(tokens)
    setSecondFactor()
  }

  async function end(error?: ApiError, mark: Mark = ''): Promise<undefined> {
    cookie?.set(mark)
    const wasSignedIn = await readTokens(store)
    await store.remove()
    if (wasSignedIn) tabs?.broadcast()
    show(undefined, error)
  }

  function leave(mark?: Mark): Promise<void> {
    setSecondFactor()
    return end(undefined, mark)
  }

  const clearLocal = () => leave('out')

  /** Returns whether the browser sends a cookie of a session. True if the contract has no operation for this. */
  async function hasCookie(): Promise<boolean> {
    const output = await request?.('check', {})
    return !output || !!(output as { readonly user: unknown }).user
  }

  /** Returns new tokens, or undefined if the cookie turns out to be none, or has to be ended. */
  async function requestTokens(refreshToken: string | undefined): Promise<Tokens> {
    if (cookie && cookie.get() !== 'in' && !(await hasCookie())) return undefined
    const tokens = toSessionTokens((await request?.('refresh', { refreshToken })) as SignedIn)
    if (cookie?.get() !== 'out') return tokens
    await request?.('end', {}, tokens.token)
    return undefined
  }

  async function refreshTokens(rejected: Tokens): Promise<Tokens> {
    const previous = await readTokens(store)
    // A sign-out or another sign-in during the request wins over its result.
    const isCurrent = async (tokens: Tokens) => (await readTokens(store))?.token === tokens?.token
    if (!(await isCurrent(rejected)) || !request || !(cookie || previous?.refreshToken)) return previous
    try {
      const next = await requestTokens(previous?.refreshToken)
      if (await isCurrent(previous)) return await (next ? save(next) : end())
    } catch (error) {
      if (await isCurrent(previous)) {
        // The refresh token is invalid, or this origin may not use its cookie.
        if (isApiError(error, 'invalid_token', 'forbidden')) await end(error)
        else if (cookie?.get() !== 'out') throw error
        // Without previous tokens there was no session to end, so the caller is signed out and has no error.
        if (previous) throw error
      }
    }
    return readTokens(store)
  }

  function refresh(rejected: Tokens): Promise<Tokens> {
    const work = () => refreshTokens(rejected)
    refreshing ??= (tabs?.locked(work, !!cookie) ?? work()).finally(() => {
      refreshing = undefined
    })
    return refreshing.then(show)
  }

  const canWrite = () => store.canWrite !== false

  async function current(): Promise<Tokens> {
    const tokens = await readTokens(store)
    const isUnknown = cookie && (status === 'loading' || cookie.get() === 'out')
    if (tokens || !isUnknown) show(tokens)
    return (tokens ? isExpired(tokens) && canWrite() : isUnknown) ? refresh(tokens) : tokens
  }

  /** Repeats a call once with a new token if its token is rejected. This is safe: a rejected request has no effect. */
  async function withToken(send: Send): Promise<unknown> {
    const tokens = await current()
    try {
      return await send(tokens?.token)
    } catch (error) {
      if (!tokens || !canWrite() || !isApiError(error, 'token_expired', 'invalid_token')) throw error
      const next = await refresh(tokens)
      // Another user may have signed in meanwhile and must not repeat this call.
      if (next?.user.id !== tokens.user.id || next.token === tokens.token) throw error
      return send(next.token)
    }
  }

  /** Finds out who is signed in, for a page that has not called anything. */
  function load(): void {
    if (status === 'loading' && listeners.size > 0 && (request || !cookie))
      current().catch(() => setTimeout(load, retryDelay))
  }

  const session: InternalSession = {
    usesCookie: !!cookie,
    sharedName: () => tabs && `${name} ${user?.id}`,
    get status() {
      return secondFactor && !user ? 'second-factor-required' : status
    },
    get user() {
      return user
    },
    get secondFactor() {
      return secondFactor
    },
    subscribe(listener) {
      const own = () => listener() // a listener that subscribes twice is called twice
      if (listeners.add(own).size === 1) load()
      return () => void listeners.delete(own)
    },
    bind(routes, client) {
      request = sessionRequests(routes, client)
      load()
    },
    async call({ session: effect, public: isPublic, sessionField }, send, deadline) {
      // Wait for a pending sign-out, whose cookie would replace the new one.
      if (effect === 'start' && cookie?.get() === 'out') await refreshing?.catch(() => {})
      if (!isPublic) pendingCalls.add(deadline)
      try {
        const output = await (isPublic
          ? send(undefined, cookie && sessionField && { session: 'cookie' })
          : withToken(send))
        if (effect === 'end') await leave()
        else if (effect && effect !== 'check') await start(output as SignedIn)
        return output
      } catch (error) {
        // The contract declares `ticket` and `factors` for this code.
        if (isApiError(error, 'second_factor_required')) setSecondFactor(error.problem as SecondFactorStep)
        if (effect === 'start' && isApiError(error, 'invalid_ticket')) setSecondFactor()
        throw error
      } finally {
        pendingCalls.delete(deadline)
      }
    },
    token: async () => (await current())?.token,
    async signout({ offline = false } = {}) {
      try {
        await withToken(async (token) => token && request?.('end', {}, token))
      } catch (error) {
        if (!offline) throw error
        return clearLocal()
      }
      await leave()
    },
    clearLocal,
    forget: clearLocal,
  }
  return session
}

type Tokens = SessionTokens | undefined

const cookieBlocked = 'The browser kept no cookie. Use one site, or SESSION_COOKIE=cross-site.'
