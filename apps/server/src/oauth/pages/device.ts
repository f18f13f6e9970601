import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { contextOf } from '../../http/request-context.js'
import { shownName } from '../shown-name.js'
import { type Html, html, toPage } from './page.js'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

/** The pages on which a user connects an app on a device without a browser (RFC 8628, section 3.3). */
export const devicePages = {
  mask: '****-****',
  deviceInfo: (ctx) => ({
    ip: contextOf(ctx.req).client.ip,
    ua: ctx.get('user-agent').slice(0, 300),
    at: new Date().toISOString(),
  }),

  async userCodeInputSource(ctx, form, _out, error) {
    if (error && lacksCookie(ctx)) return sendExpired(ctx, actionOf(form))
    const message = error && messageOf(error)
    const body = html`<h1>Connect a device</h1>
${message === undefined ? html`<p>Enter the code that the device shows.</p>` : html`<p class="error" role="alert">${message}</p>`}
<form method="post" action="${actionOf(form)}">
<input type="hidden" name="xsrf" value="${xsrfOf(form)}">
<label for="user_code">Code</label>
<input id="user_code" class="code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
<div class="actions"><button class="main">Continue</button></div>
</form>`
    send(ctx, 'Connect a device', body)
  },

  async userCodeConfirmSource(ctx, form, client, info, userCode) {
    const {
      ip = 'unknown',
      ua = 'unknown',
      at,
    } = info as { readonly ip?: string; readonly ua?: string; readonly at?: string }
    const body = html`<h1>Connect ${nameOf(client)}?</h1>
<p>Check that the device shows this code:</p>
<p class="code">${userCode}</p>
<p class="warning" role="note"><strong>Did you get this code from someone else?</strong> Then choose Cancel: they would get access to your account.</p>
<dl>
<dt>Time of the request</dt><dd>${at === undefined ? 'unknown' : `${at.slice(0, 16).replace('T', ' ')} UTC`}</dd>
<dt>IP address</dt><dd>${ip}</dd>
<dt>Program</dt><dd>${ua}</dd>
</dl>
<form method="post" action="${actionOf(form)}">
<input type="hidden" name="xsrf" value="${xsrfOf(form)}">
<input type="hidden" name="user_code" value="${userCode}">
<div class="actions">
<button class="main" name="confirm" value="yes">The codes match</button>
<button name="abort" value="yes">Cancel</button>
</div>
</form>`
    send(ctx, 'Connect a device', body)
  },

  async successSource(ctx) {
    const client = ctx.oidc.client
    const body = html`<h1>Connected</h1><p>${client ? nameOf(client) : 'The app'} on your device is connected. You can close this page.</p>`
    send(ctx, 'Connected', body)
  },
} satisfies Partial<DeviceFlow>

function send(ctx: KoaContextWithOIDC, title: string, body: Html): void {
  const { headers, text } = toPage({ title, body })
  ctx.set(headers)
  ctx.body = text
}

/** Returns whether the browser sent no cookie. Saving the session that the library creates for its form would then fail. */
function lacksCookie({ oidc: { session } }: KoaContextWithOIDC): boolean {
  return session?.exp === undefined
}

function sendExpired(ctx: KoaContextWithOIDC, action: string): void {
  Object.assign(ctx.oidc.session as object, { touched: false })
  const hint = 'The page was open for too long, or your browser blocks cookies.'
  send(ctx, 'Connect a device', html`<h1>Connect a device</h1><p>${hint} <a href="${action}">Open it again.</a></p>`)
}

function nameOf({
  clientName,
  clientId,
}: {
  readonly clientName?: string | undefined
  readonly clientId: string
}): string {
  return shownName(clientName, clientId)
}

function messageOf(error: Error): string {
  if (error.name === 'NoCodeError') return 'Enter the code that the device shows.'
  if (error.name === 'AbortedError') return 'The device was not connected.'
  if ('userCode' in error)
    return 'The code is wrong, has expired or was used before. Check it, or get a new one on the device.'
  return 'The device could not be connected. Try again.'
}

/** Returns the path of the form that the library passes. The pages have their own form instead. */
function actionOf(form: string): string {
  return /action="([^"]*)"/.exec(form)?.[1] ?? ''
}

function xsrfOf(form: string): string {
  return /name="xsrf" value="([^"]*)"/.exec(form)?.[1] ?? ''
}
