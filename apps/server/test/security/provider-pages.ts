/** Signs a user in on the pages of a provider, and consents. Returns the URL to which it redirects the browser. */
export async function signInOnPages(url: string, user: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next = url
  for (let steps = 0; steps < 12 && !next.startsWith(redirectUri); steps++) next = await step(next, user, cookies)
  return next
}

/** Opens a page, submits its form if it has one, and returns where the response redirects. */
async function step(url: string, user: string, cookies: Map<string, string>): Promise<string> {
  const send = async (to: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(to, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  const page = await send(url)
  const location = page.headers.get('location')
  if (location !== null) return new URL(location, url).href
  const html = await page.text()
  const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1]
  if (prompt === undefined) throw new Error(`No form: ${html}`)
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? url
  const form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: user, password: 'any' }) })
  const submitted = await send(new URL(action, url).href, { method: 'POST', body: form })
  return new URL(submitted.headers.get('location') ?? '', url).href
}
