/** A browser without scripts: keeps cookies, follows redirects, and submits forms. */
export interface TestBrowser {
  /** Opens a page, and fills in each form with these values, until a page has no form that they fill in, or `isEnd` accepts its URL. */
  visit(url: string, values: Readonly<Record<string, string>>, isEnd?: (url: string) => boolean): Promise<Page>
}

export interface Page {
  readonly url: string
  readonly text: string
}

interface Form {
  readonly action: string
  readonly fields: URLSearchParams
}

const maxSteps = 20

export function openTestBrowser(): TestBrowser {
  const cookies = new Map<string, string>()

  const request = async (url: string, form?: URLSearchParams): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const init = form ? { method: 'POST', body: form } : {}
    const headers = { cookie, origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' }
    const response = await fetch(url, { ...init, redirect: 'manual', headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }

  return {
    async visit(url, values, isEnd = () => false) {
      let next = url
      let form: URLSearchParams | undefined
      for (let step = 0; step < maxSteps; step++) {
        if (isEnd(next)) return { url: next, text: '' }
        const response = await request(next, form)
        form = undefined
        const location = response.headers.get('location')
        if (location !== null) {
          next = new URL(location, next).href
          continue
        }
        const text = await response.text()
        const found = findForm(text, next, values)
        if (!found) return { url: next, text }
        next = found.action
        form = found.fields
      }
      throw new Error(`No end after ${maxSteps} pages: ${next}`)
    },
  }
}

/** Returns the first form of a page, filled in; undefined if `values` lacks one of its texts. */
function findForm(html: string, url: string, values: Readonly<Record<string, string>>): Form | undefined {
  const attributes = /<form\b([^>]*)>/i.exec(html)?.[1]
  if (attributes === undefined) return undefined
  const fields = new URLSearchParams()
  for (const [tag] of html.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attributeOf(tag, 'name')
    if (!name) continue
    const isButton = /^<button/i.test(tag) || attributeOf(tag, 'type') === 'submit'
    const value = values[name] ?? (isButton ? undefined : attributeOf(tag, 'value'))
    if (/^(?:text)?$/.test(attributeOf(tag, 'type') ?? '') && !isButton && !value) return undefined
    if (value !== undefined && !fields.has(name)) fields.set(name, value)
  }
  return { action: new URL(attributeOf(attributes, 'action') ?? url, url).href, fields }
}

function attributeOf(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1]?.replaceAll('&amp;', '&')
}
