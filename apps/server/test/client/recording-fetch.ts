export interface RecordingFetch {
  readonly fetch: typeof fetch
  /** Requests that got a response, in order. */
  readonly requests: { readonly path: string; readonly status: number }[]
  /** Number of responses for a path, with any status or a given one. */
  count(path: string, status?: number): number
}

/** Returns a `fetch` that records its requests; `change` modifies them before they are sent. */
export function recordingFetch(change: (init: RequestInit) => RequestInit = (init) => init): RecordingFetch {
  const requests: RecordingFetch['requests'] = []
  return {
    requests,
    count: (path, status) =>
      requests.filter((one) => one.path === path && (status === undefined || one.status === status)).length,
    async fetch(input, init = {}) {
      const response = await fetch(input, change(init))
      requests.push({ path: new URL(String(input)).pathname, status: response.status })
      return response
    },
  }
}

/** Returns a recording `fetch` with a cookie jar, as in a browser on a page of the server's own origin. */
export function browserFetch(): RecordingFetch & { readonly cookies: Map<string, string> } {
  const cookies = new Map<string, string>()
  const recording = recordingFetch((init) => {
    const headers = new Headers(init.headers)
    headers.set('sec-fetch-site', 'same-origin')
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    return { ...init, headers }
  })
  return {
    ...recording,
    cookies,
    async fetch(input, init) {
      const response = await recording.fetch(input, init)
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
  }
}
