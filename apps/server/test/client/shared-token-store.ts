import type { TokenStore } from '@taskpact/client'

/** Creates a store that several sessions can share, as tabs share `localStorage`. */
export function sharedTokenStore() {
  let stored: string | null = null
  return {
    shared: true,
    get: () => stored,
    set(tokens: string) {
      stored = tokens
    },
    remove() {
      stored = null
    },
  } satisfies TokenStore
}
