import type { KoaContextWithOIDC } from 'oidc-provider'
import { html, toPage } from './page.js'

type Refusal = Error & { readonly error?: string; readonly error_description?: string | undefined }

/** Responds with a page for an error that cannot be sent to the app, because its redirect URI is not verified. */
export function sendErrorPage(ctx: KoaContextWithOIDC, error: Refusal): void {
  const { headers, text } = refusalPage(error)
  ctx.set(headers)
  ctx.body = text
}

/** Creates a page for an error of the library. */
export function refusalPage(error: Refusal) {
  const { error: code = 'server_error', error_description: description } = error
  const detail = description === undefined ? html`` : html`<p>${capitalized(description)}.</p>`
  const hint = hints[code] ?? 'Go back to the app and start again.'
  const body = html`<h1>The app could not be connected</h1>${detail}<p>${hint}</p><p class="note">Code <code>${code}</code></p>`
  return toPage({ title: 'Not connected', body })
}

/** Creates a page with the detail of a problem. */
export function failurePage(detail: string) {
  const body = html`<h1>The request failed</h1><p>${detail}</p><p>Go back and try again.</p>`
  return toPage({ title: 'Not connected', body })
}

/** Creates a page for a request of an app that has expired. */
export function expiredPage() {
  const body = html`<h1>The app could not be connected</h1><p>${hints.session_not_found as string}</p>`
  return toPage({ title: 'Not connected', body })
}

const hints: Readonly<Record<string, string>> = {
  session_not_found:
    'The page was open for too long, or your browser blocks cookies. Go back to the app and start again.',
  server_error: 'Something went wrong on our side. Try again later.',
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '')
}
