/**
 * What scripts know of a session cookie that they cannot read: `in` after a sign-in, `out` if the session has to be ended on the
 * server. Empty if nothing is known.
 */
export type Mark = 'in' | 'out' | ''

export interface CookieMark {
  get(): Mark
  set(mark: Mark): void
}

/** Opens the mark in `localStorage`. Where scripts may not use that, the mark lasts as long as the page. */
export function openCookieMark(name: string): CookieMark {
  let own: Mark = ''
  const key = `${name} session`
  const inStorage = (work: (storage: Storage) => unknown) => {
    try {
      return work((globalThis as unknown as { readonly localStorage: Storage }).localStorage)
    } catch {
      return own
    }
  }
  return {
    get: () => (inStorage((storage) => storage.getItem(key)) ?? '') as Mark,
    set(mark) {
      own = mark
      inStorage((storage) => storage.setItem(key, mark))
    },
  }
}

interface Storage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}
