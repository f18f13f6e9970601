/**
 * Storage for the tokens of a session as one string, such as a key of `localStorage`, a keychain entry or a file. `get` is called
 * for every call of the client, so that all tabs that share the store use the same session: cache the value if reading is slow.
 */
export interface TokenStore {
  /** Returns the stored string, or null or undefined if there is none. */
  get(): string | null | undefined | Promise<string | null | undefined>
  set(tokens: string): void | Promise<void>
  remove(): void | Promise<void>
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
