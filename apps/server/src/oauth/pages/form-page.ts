import { type Html, html } from './page.js'

/** What each page of the sign-in shows. */
export interface FormPage {
  /** Path to which the forms are sent, without the name of the step. */
  readonly action: string
  readonly appName: string
  /** The URI of the app to which a form can lead. Undefined for a device. */
  readonly formTarget: string | undefined
  readonly error?: string | undefined
}

export function cancelForm(action: string): Html {
  return html`<form method="post" action="${action}/cancel"><button class="plain">Cancel and go back to the app</button></form>`
}

export function errorOf(error: string | undefined): Html {
  return error === undefined ? html`` : html`<p class="error" role="alert">${error}</p>`
}
