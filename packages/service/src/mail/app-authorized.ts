import { scopeNames, scopes } from '@taskpact/contract'
import type { Content } from './templates.js'

/** What the mail about a connected app mentions, as the consent page showed it. */
export interface AnnouncedApp {
  /** Untrusted, but one line without control characters. */
  readonly name: string
  /** Where the app gets the authorization: the host of its redirect URI, or null for a device. */
  readonly host: string | null
  readonly scopes: readonly string[]
}

/**
 * Returns the mail about an app that can act for the user. The name has a line of its own, so that it cannot pass as a sentence of the
 * server.
 */
export function appAuthorized({ name, host, scopes: granted }: AnnouncedApp): Content {
  const allowed = scopeNames.filter((scope) => granted.includes(scope))
  return {
    subject: 'An app can use your account',
    before: [
      'An app was allowed to use your Taskpact account.',
      `Name, which the app may have chosen itself: ${name}`,
      host === null ? 'It runs on a device that showed a code.' : `Access goes to: ${host}`,
      `What it can do: ${allowed.map((scope) => scopes[scope].description).join(' ')}`,
      'You can disconnect it at any time in the settings of your account.',
    ],
    after: ['If this was not you, reset your password at once: that ends all sessions and disconnects all apps.'],
  }
}
