import { scopes } from '@taskpact/contract'
import { html, toPage } from './page.js'

export interface ConsentPage {
  readonly action: string
  readonly app: ShownApp
  /** The scopes that the app asks for and does not have yet. */
  readonly requested: readonly string[]
  /** The account that the app will act for. */
  readonly account: string
  readonly formTarget: string | undefined
  /** Whether the user can sign in with another account. */
  readonly canSwitch: boolean
}

/** An app as the page shows it. Its name is untrusted, unless the operator has registered the app. */
export interface ShownApp {
  readonly name: string
  readonly clientId: string
  readonly isRegisteredByOperator: boolean
  /** The host of the redirect URI. Undefined for a device. */
  readonly host: string | undefined
  /** Whether the host is the user's computer, so that any program on it can be the app. */
  readonly isOnThisComputer: boolean
}

/** Creates the page on which a user allows an app or denies it. */
export function consentPage({ action, app, requested, account, formTarget, canSwitch }: ConsentPage) {
  const allowed = requested.map((name) => html`<li>${descriptionOf(name)}</li>`)
  const body = html`<h1>Allow ${app.name} to use your account?</h1>
${destination(app)}
${app.isRegisteredByOperator ? html`` : unverified(app)}
${requested.length === 0 ? html`<p>It asks for no new access.</p>` : html`<p>It will be able to:</p><ul>${allowed}</ul>`}
<p>It has no access to your password. You can disconnect it at any time.</p>
<dl><dt>Your account</dt><dd>${account}</dd></dl>
<form method="post" action="${action}/consent">
<div class="actions">
<button class="main" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</div>
</form>
${canSwitch ? html`<form method="post" action="${action}/switch"><button class="plain">Use another account</button></form>` : html``}`
  return toPage({ title: `Allow ${app.name}?`, body, formTarget })
}

function destination({ host, isOnThisComputer }: ShownApp) {
  if (host === undefined) return html`<p>It runs on the device that showed you the code.</p>`
  if (!isOnThisComputer) return html`<p>You will be sent to</p><p class="host">${host}</p>`
  return html`<p class="host">this computer</p>
<p class="warning" role="note"><strong>This app runs on this computer (${host}).</strong> Any program here can ask for this access. Continue only if
you have just started to sign in from a program that you trust.</p>`
}

function unverified({ clientId }: ShownApp) {
  const site = /^https:/.test(clientId)
    ? html` It says that it belongs to <strong>${new URL(clientId).host}</strong>.`
    : html``
  return html`<p class="warning" role="note"><strong>This app is not verified.</strong> The app chose its own name.${site}</p>`
}

/** Returns the description of a scope, which for one of the API is that of the contract. */
function descriptionOf(name: string): string {
  return name in scopes ? scopes[name as keyof typeof scopes].description : (ownScopes[name] ?? name)
}

const ownScopes: Readonly<Record<string, string>> = {
  openid: 'See your user id.',
  offline_access: 'Stay connected while you do not use it.',
}
