import { linkLifetimes } from '@taskpact/contract'
import { cancelForm, errorOf, type FormPage } from './form-page.js'
import { html, toPage } from './page.js'

export interface MailedCodePage extends FormPage {
  /** The address for which a code was requested. */
  readonly email: string
  /** Connects the code with the request for it. */
  readonly ticket: string
}

/** Creates the page for a code in a mail. It does not reveal whether an account has the address. */
export function mailedCodePage({ action, appName, formTarget, email, ticket, error }: MailedCodePage) {
  const minutes = String(linkLifetimes.signIn / 60)
  const body = html`<h1>Enter the code from the mail</h1>
<p>to continue to ${appName}</p>
${errorOf(error)}
<p id="sent">If an account has the address ${email}, we have mailed a code to it. Enter the code here within ${minutes} minutes.</p>
<form method="post" action="${action}/mailed-code">
<input type="hidden" name="ticket" value="${ticket}"><input type="hidden" name="email" value="${email}">
<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" required autofocus aria-describedby="sent">
<div class="actions"><button class="main">Continue</button></div>
</form>
<form method="post" action="${action}/request-code">
<input type="hidden" name="email" value="${email}">
<button class="plain">Send another code</button>
</form>
<p><a href="${action}">Sign in another way</a></p>
${cancelForm(action)}`
  return toPage({ title: 'Code from the mail', body, formTarget })
}
