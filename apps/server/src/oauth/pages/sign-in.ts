import { cancelForm, errorOf, type FormPage } from './form-page.js'
import { type Html, html, toPage } from './page.js'

export interface SignInPage extends FormPage {
  /** The address that the user entered before. */
  readonly email?: string | undefined
  /** Whether the server can mail a code. */
  readonly sendsCodes: boolean
  /** For the script for passkeys: the ticket, and the options of a request as JSON. Undefined if the server has no passkeys. */
  readonly passkey?: { readonly ticket: string; readonly options: string; readonly script: string } | undefined
}

/** Creates the page on which a user signs in. */
export function signInPage({ action, appName, formTarget, email = '', error, sendsCodes, passkey }: SignInPage) {
  const body = html`<h1>Sign in to continue to ${appName}</h1>
${errorOf(error)}
<form method="post" action="${action}/password">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${email}" autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<div class="actions"><button class="main">Sign in</button>${sendsCodes ? requestButton(action) : html``}</div>
</form>
${passkey ? passkeyForm(action, passkey) : html``}
${cancelForm(action)}`
  return toPage({ title: 'Sign in', body, formTarget, hasScript: passkey !== undefined })
}

/** Submits the same form, without a password. */
function requestButton(action: string): Html {
  return html`
<button formaction="${action}/request-code" formnovalidate>E-mail me a code</button>`
}

/** The script shows the form if the browser supports passkeys. */
function passkeyForm(action: string, { ticket, options, script }: NonNullable<SignInPage['passkey']>): Html {
  return html`<form id="passkey" method="post" action="${action}/passkey" data-options="${options}" hidden>
<input type="hidden" name="ticket" value="${ticket}"><input type="hidden" name="response">
<button type="submit">Sign in with a passkey</button>
<p id="passkey-error" class="error" role="alert" hidden>The passkey could not be used. Try again, or sign in another way.</p>
</form>
<script src="${script}" defer></script>`
}

export interface CodePage extends FormPage {
  /** Connects the two steps of the sign-in. */
  readonly ticket: string
  readonly hasRecoveryCode: boolean
}

/** Creates the page for the second factor. */
export function codePage({ action, appName, formTarget, ticket, hasRecoveryCode, error }: CodePage) {
  const recovery = html`<details><summary>Use a recovery code</summary>
<form method="post" action="${action}/code">
<input type="hidden" name="ticket" value="${ticket}">
<label for="recovery">Recovery code</label>
<input id="recovery" name="recoveryCode" autocomplete="off" required>
<div class="actions"><button>Continue</button></div>
</form></details>`
  const body = html`<h1>Enter the code of your authenticator app</h1>
<p>to continue to ${appName}</p>
${errorOf(error)}
<form method="post" action="${action}/code">
<input type="hidden" name="ticket" value="${ticket}">
<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" required autofocus>
<div class="actions"><button class="main">Continue</button></div>
</form>
${hasRecoveryCode ? recovery : html``}
${cancelForm(action)}`
  return toPage({ title: 'Second factor', body, formTarget })
}
