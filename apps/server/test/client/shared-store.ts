import type { TokenStore } from '@taskpact/client'

/** As `localStorage` is, which several tabs share. */
export function sharedStore() {
  let text: string | null = null
  return {
    get: () => text,
    set(tokens: string) {
      text = tokens
    },
    remove() {
      text = null
    },
  } satisfies TokenStore
}
