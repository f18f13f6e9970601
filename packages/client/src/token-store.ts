/**
 * Where a session keeps its tokens: one string under a name of the store's own, such as in `localStorage`, a keychain or a file.
 * It is read at each call, so that every tab that shares it goes by the same session; make it cache where reading is slow.
 */
export interface TokenStore {
  get(): string | null | undefined | Promise<string | null | undefined>
  set(tokens: string): void | Promise<void>
  remove(): void | Promise<void>
}

/** Keeps them for as long as the page or the process lives. */
export function createMemoryStore(): TokenStore {
  let kept: string | undefined
  return {
    get: () => kept,
    set(tokens) {
      kept = tokens
    },
    remove() {
      kept = undefined
    },
  }
}
