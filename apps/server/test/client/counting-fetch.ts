export interface CountingFetch {
  readonly fetch: typeof fetch
  /** The paths that were asked for, with the status of each answer. */
  readonly asked: { readonly path: string; readonly status: number }[]
  /** How many answers came from an address, of one status or of any. */
  count(path: string, status?: number): number
}

/** The real `fetch`, and what went through it; `change` may alter what is sent. */
export function countingFetch(change: (init: RequestInit) => RequestInit = (init) => init): CountingFetch {
  const asked: CountingFetch['asked'] = []
  return {
    asked,
    count: (path, status) =>
      asked.filter((one) => one.path === path && (status === undefined || one.status === status)).length,
    async fetch(input, init = {}) {
      const response = await fetch(input, change(init))
      asked.push({ path: new URL(String(input)).pathname, status: response.status })
      return response
    },
  }
}

/** A `fetch` that keeps cookies, as the browser does for a page of the server's own origin. */
export function browserFetch(): CountingFetch & { readonly cookies: Map<string, string> } {
  const cookies = new Map<string, string>()
  const counting = countingFetch((init) => {
    const headers = new Headers(init.headers)
    headers.set('sec-fetch-site', 'same-origin')
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    return { ...init, headers }
  })
  return {
    ...counting,
    cookies,
    async fetch(input, init) {
      const response = await counting.fetch(input, init)
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
  }
}
