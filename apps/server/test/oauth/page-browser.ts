/** A page that a browser has loaded. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A browser without scripts: it keeps cookies, follows redirects on the server, and submits forms. */
export interface PageBrowser {
  /** Stops at a redirect to another origin, whose URL the page then has. */
  open(url: string): Promise<Page>
  /** Submits the form of a page whose action, or that of one of its buttons, ends with a text, with more fields. */
  submit(page: Page, action: string, fields?: Readonly<Record<string, string>>): Promise<Page>
  /** Submits a form twice, as a double click does: follows the second response alone. */
  submitTwice(page: Page, action: string, fields?: Readonly<Record<string, string>>): Promise<Page>
}

export function createPageBrowser(publicUrl: string): PageBrowser {
  const { origin } = new URL(publicUrl)
  const cookies = new Map<string, { readonly value: string; readonly path: string }>()

  async function load(url: string, init: RequestInit = {}, maxHops = 10): Promise<Page> {
    let next = new URL(url)
    let request: RequestInit = init
    for (let hops = 0; hops < maxHops; hops++) {
      if (next.origin !== origin) return { url: next.href, status: 0, headers: new Headers(), text: '' }
      const cookie = [...cookies]
        .filter(([, { path }]) => next.pathname.startsWith(path))
        .map(([name, { value }]) => `${name}=${value}`)
        .join('; ')
      const headers = { accept: 'text/html', ...(request.headers as Record<string, string>), cookie }
      const response = await fetch(next, { ...request, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) keep(line)
      const location = response.headers.get('location')
      const text = await response.text()
      if (location === null) return { url: next.href, status: response.status, headers: response.headers, text }
      next = new URL(location, next)
      request = {}
    }
    if (maxHops > 1) throw new Error(`Too many redirects: ${next.href}`)
    return { url: next.href, status: 0, headers: new Headers(), text: '' }
  }

  function submit(page: Page, action: string, more: Readonly<Record<string, string>> = {}, maxHops?: number) {
    const form = formsOf(page).find((one) => one.action.endsWith(action))
    if (!form) throw new Error(`No form ${action} in ${page.status} ${page.url}: ${page.text}`)
    const body = new URLSearchParams({ ...form.fields, ...more })
    return load(new URL(form.action, page.url).href, { method: 'POST', body, headers: { origin } }, maxHops)
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/'
    if (value === '') cookies.delete(name)
    else cookies.set(name, { value, path })
  }

  return {
    open: (url) => load(url),
    submit: (page, action, fields) => submit(page, action, fields),
    async submitTwice(page, action, fields) {
      const ignored = submit(page, action, fields, 1)
      const [second] = await Promise.all([submit(page, action, fields), ignored])
      return second
    },
  }
}

function formsOf({ text }: Page): { readonly action: string; readonly fields: Readonly<Record<string, string>> }[] {
  return [...text.matchAll(/<form[^>]*? action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].flatMap(
    ([, action = '', inner = '']) => {
      const fields = Object.fromEntries(
        [...inner.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
          const name = /name="([^"]*)"/.exec(input)?.[1]
          return name === undefined ? [] : [[name, unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '')]]
        }),
      )
      const ofButtons = [...inner.matchAll(/<button[^>]* formaction="([^"]*)"/g)].map(([, own = '']) => own)
      return [action, ...ofButtons].map((one) => ({ action: unescaped(one), fields }))
    },
  )
}

/** Returns the text of HTML without references to characters. */
export function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
