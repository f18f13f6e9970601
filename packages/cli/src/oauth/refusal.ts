import { Failure, UsageError } from '../usage-error.js'
import { OAuthError } from './oauth-error.js'

/** Exit code if a sign-in is refused. */
const notAllowed = 4

/** Messages for errors of an authorization server whose description does not say what to do. */
const explanations: Readonly<Record<string, string>> = {
  access_denied: 'The sign-in was denied. Nothing was stored',
  expired_token: 'The code has expired.\nNext: repeat taskpact login --device',
  invalid_client:
    'The authorization server does not know this client.\nNext: use --client-id with the id that it was registered with',
}

/** Translates an error of an authorization server, or its error response, into a failure. Returns other errors unchanged. */
export function refusalOf(error: unknown): unknown {
  const refused =
    error instanceof URLSearchParams
      ? new OAuthError(error.get('error') ?? 'no code', error.get('error_description') ?? undefined)
      : error
  if (!(refused instanceof OAuthError)) return refused
  if (refused.code === 'invalid_scope') return new UsageError(`--scopes: ${refused.message}`)
  return new Failure(explanations[refused.code] ?? `The sign-in was refused: ${refused.message}`, notAllowed)
}
