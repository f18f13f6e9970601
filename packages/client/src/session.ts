import type { SignedIn } from '@taskpact/contract'
import type { ApiError } from './api-error.js'
import { hasEnded, type KeptTokens, readTokens, toKeptTokens } from './kept-tokens.js'
import { oneTabAtATime, openOtherTabs } from './other-tabs.js'
import { createMemoryStore, type TokenStore } from './token-store.js'

export interface SessionOptions {
  /**
   * `memory`, the default: the tokens are gone with the page. A store keeps them over a reload, readable by every script of the
   * page. `cookie`: the server keeps the refresh token in a cookie that no script can read; for pages of the server's own origin
   * and of those that it lists.
   */
  readonly keep?: 'memory' | 'cookie' | TokenStore
  /**
   * Is told once when the user is no longer signed in: with the refusal that ended it (`invalid_token` or `forbidden`), or with
   * nothing after a sign-out, here or in another tab.
   */
  readonly onSignedOut?: (error: ApiError | undefined) => void
  /** Names the session among those of one origin. Default: `taskpact`. */
  readonly name?: string
}

/** Who is signed in, for one client; its tokens are renewed as they end. */
export interface Session {
  /** An access token that has not ended, for what is sent otherwise than by the client; undefined while signed out. */
  token(): Promise<string | undefined>
  /** Drops the tokens here, and tells the server nothing: `auth.signout` does both. */
  forget(): Promise<void>
}

/** What a client does with its session. */
export interface OpenSession extends Session {
  readonly isInCookie: boolean
  /** By what tokens are renewed: the client's own call. */
  bind(renew: Renew): void
  current(): Promise<KeptTokens | undefined>
  /** The tokens in place of some that were refused; however many ask at once, there is one call. Rejects with its failure. */
  renewed(refused: KeptTokens | undefined): Promise<KeptTokens | undefined>
  begin(signedIn: SignedIn): Promise<void>
}

/** The refusals that end a session: its refresh token is no longer good, or no page of this origin may use its cookie. */
const endings: readonly unknown[] = ['invalid_token', 'forbidden']

type Renew = (refreshToken: string | undefined) => Promise<SignedIn>

/**
 * A session for `createClient({ baseUrl, session })`: signing in or up keeps the tokens, signing out drops them, and a call that is
 * refused because its token ended is sent once more with a new one. Where there are Web Locks (https://www.w3.org/TR/web-locks/),
 * tabs that share a store or a cookie renew in turn, so that one renewal serves them all.
 */
export function createSession({ keep = 'memory', onSignedOut, name = 'taskpact' }: SessionOptions = {}): Session {
  const isInCookie = keep === 'cookie'
  const store = typeof keep === 'object' ? keep : createMemoryStore()
  const tabs = keep === 'memory' ? undefined : openOtherTabs(name, hear)
  const read = () => readTokens(store)
  let renew: Renew | undefined
  let renewing: Promise<KeptTokens | undefined> | undefined
  /** Whether the cookie was asked for already, and there was none. */
  let isKnownOut = !isInCookie

  async function hear(tokens: KeptTokens | undefined): Promise<void> {
    isKnownOut = tokens === undefined
    if (isInCookie) await (tokens ? store.set(JSON.stringify(tokens)) : store.remove())
    if (!tokens) onSignedOut?.(undefined)
  }

  async function keepTokens(tokens: KeptTokens): Promise<KeptTokens> {
    isKnownOut = false
    await store.set(JSON.stringify(tokens))
    if (isInCookie) tabs?.tell(tokens)
    return tokens
  }

  async function end(error?: ApiError): Promise<void> {
    isKnownOut = true
    const wasIn = (await read()) !== undefined
    await store.remove()
    if (!wasIn) return
    tabs?.tell(undefined)
    onSignedOut?.(error)
  }

  async function renewOnce(refused: KeptTokens | undefined): Promise<KeptTokens | undefined> {
    const kept = await read()
    if (kept?.token !== refused?.token || !renew) return kept
    if (!isInCookie && !kept?.refreshToken) return kept
    try {
      const next = toKeptTokens(await renew(kept?.refreshToken))
      const since = await read()
      // Who signed out meanwhile, or in as somebody else, is not signed in again.
      return since?.token === kept?.token ? await keepTokens(next) : since
    } catch (error) {
      const since = await read()
      if (since?.token !== kept?.token) return since
      if (endings.includes((error as ApiError).code)) await end(error as ApiError)
      else throw error
      // Without tokens, there was nobody: that is not the failure of the call that asked.
      if (kept) throw error
      return undefined
    }
  }

  const session: OpenSession = {
    isInCookie,
    bind(by) {
      renew = by
    },
    async current() {
      const kept = await read()
      return (kept ? hasEnded(kept) : !isKnownOut) ? session.renewed(kept) : kept
    },
    renewed(refused) {
      const work = () => renewOnce(refused)
      renewing ??= (keep === 'memory' ? work() : oneTabAtATime(name, work)).finally(() => {
        renewing = undefined
      })
      return renewing
    },
    begin: async (signedIn) => void (await keepTokens(toKeptTokens(signedIn))),
    token: async () => (await session.current())?.token,
    forget: () => end(),
  }
  return session
}
