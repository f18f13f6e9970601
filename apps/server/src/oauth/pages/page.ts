import { escapeHtml } from '@taskpact/service'
import { page } from '../../docs/html.js'

/** HTML that needs no escaping. */
export interface Html {
  readonly html: string
}

/** Creates HTML from a template. Escapes its values unless they are HTML. */
export function html(strings: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const text = strings.reduce((all, part, index) => all + toText(values[index - 1] ?? '') + part)
  return { html: text }
}

function toText(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escapeHtml(value)
  return 'html' in value ? value.html : value.map((one) => one.html).join('')
}

export interface PageOptions {
  readonly title: string
  readonly body: Html
  /** The redirect URI of the app. Browsers apply `form-action` to it too, as the form redirects there (CSP, section 6.4.3). */
  readonly formTarget?: string | undefined
  /** Whether the page has the script for passkeys. Default: false. */
  readonly hasScript?: boolean
}

/** Returns a page with its headers. It works without scripts, and no other page can frame it. */
export function toPage({ title, body, formTarget, hasScript = false }: PageOptions) {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    `form-action 'self'${formTarget === undefined ? '' : ` ${sourceOf(formTarget)}`}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(hasScript ? ["script-src 'self'"] : []),
  ]
  return {
    headers: {
      'Content-Security-Policy': policy.join('; '),
      'Cache-Control': 'no-store',
      'X-Frame-Options': 'DENY',
      // With `no-referrer`, browsers would send the forms with the origin `null` (Fetch, section 4.1).
      'Referrer-Policy': 'same-origin',
      'Content-Type': 'text/html; charset=utf-8',
    },
    text: page(escapeHtml(title), `<style>${style}</style><main>${body.html}</main>`),
  }
}

/**
 * Returns the source of a URI: its origin, or its scheme if that is a private-use one of an app, or if the host is an IPv6 address, which no
 * source with a host matches (CSP, section 6.7.2.9).
 */
function sourceOf(uri: string): string {
  const { protocol, hostname, origin } = new URL(uri)
  return /^https?:$/.test(protocol) && !hostname.startsWith('[') ? origin : protocol
}

const style = `
:root{color-scheme:light dark;--line:#8886;--accent:#1a5fb4}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:1rem}
main{max-width:26rem;margin:2rem auto}
h1{font-size:1.4rem;line-height:1.3}
label{display:block;margin:1rem 0 .25rem}
input:not([type=checkbox]){box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid var(--line);border-radius:.4rem}
button{font:inherit;padding:.6rem 1rem;border:1px solid var(--line);border-radius:.4rem;cursor:pointer;background:transparent;color:inherit}
button.main{background:var(--accent);border-color:var(--accent);color:#fff}
.actions{display:flex;gap:.75rem;margin:1.5rem 0;flex-wrap:wrap}
.host{font-size:1.7rem;font-weight:700;overflow-wrap:anywhere;margin:.5rem 0}
.code{font:700 1.7rem ui-monospace,monospace;letter-spacing:.1em}
.note,.error{border-left:.3rem solid var(--line);padding:.25rem .75rem;margin:1rem 0}
.error{border-color:#c01c28}
.warning{border-left:.3rem solid #e5a50a;padding:.25rem .75rem;margin:1rem 0}
.plain{border:0;padding:0;text-decoration:underline}
[hidden]{display:none}
dt{font-weight:600}dd{margin:0 0 .75rem;overflow-wrap:anywhere}
`
