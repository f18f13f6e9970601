/**
 * Storage for the tokens of a session as one string, such as a key of `localStorage`, a keychain entry or a file. `get` is called
 * for every call of the client, so that all tabs that share the store use the same session: cache the value if reading is slow.
 */
export interface TokenStore {
  /** Returns the stored string, or null or undefined if there is none. */
  get(): string | null | undefined | Promise<string | null | undefined>
  /** If it throws, a refresh fails with `token_expired` and its new tokens are not used, so that the stored ones remain valid. */
  set(tokens: string): void | Promise<void>
  remove(): void | Promise<void>
  /**
   * Whether all tabs of this origin use the same store, as with `localStorage`: they then refresh the tokens once for all and hear of
   * sign-ins and sign-outs in each other. Default: false.
   */
  readonly shared?: boolean | undefined
  /**
   * False if the store cannot be written now, as the cookies of a request while React Server Components render: tokens are then not
   * refreshed, and a call with an expired one fails with `token_expired`. Default: true.
   */
  readonly canWrite?: boolean | undefined
}

/** Creates a store that lasts as long as the page or the process. */
export function createMemoryStore(): TokenStore {
  let stored: string | undefined
  return {
    get: () => stored,
    set(tokens) {
      stored = tokens
    },
    remove() {
      stored = undefined
    },
  }
}
