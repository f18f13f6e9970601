import type { Variables } from './env.js'

/** What cannot work, and what suits a laptop and no more. */
export function checkProduction(given: Variables): string[] {
  return [...incomplete(given), ...(given.ENVIRONMENT === 'production' ? unfitForProduction(given) : [])]
}

function incomplete({ AUTH_JWKS_URL, AUTH_ISSUER, DATABASE_URL, WORKERS = '1' }: Variables): string[] {
  const embedded = DATABASE_URL === undefined || DATABASE_URL.startsWith('pglite:')
  return [
    ...(AUTH_JWKS_URL !== undefined && AUTH_ISSUER === undefined
      ? ['AUTH_ISSUER: Is required with AUTH_JWKS_URL']
      : []),
    ...(AUTH_ISSUER !== undefined && AUTH_JWKS_URL === undefined
      ? ['AUTH_JWKS_URL: Is required with AUTH_ISSUER']
      : []),
    ...(embedded && /^(auto|[2-9]|[1-9]\d+)$/.test(WORKERS)
      ? ['WORKERS: Must be 1 with an embedded database, which one process has']
      : []),
  ]
}

function unfitForProduction({ JWT_SECRET, JWT_SECRET_PREVIOUS, CORS_ORIGINS }: Variables): string[] {
  const secrets = { JWT_SECRET, JWT_SECRET_PREVIOUS }
  return [
    ...(JWT_SECRET === undefined ? ['JWT_SECRET: Is required in production'] : []),
    ...Object.entries(secrets).flatMap(([name, text]) =>
      text !== undefined && isGuessable(text) ? [`${name}: Is one that people guess: make a random one`] : [],
    ),
    ...(CORS_ORIGINS?.includes('*') ? ['CORS_ORIGINS: Must name the origins in production'] : []),
  ]
}

/** What documentation and templates put in the place of a secret, and what is one character again and again. */
function isGuessable(text: string): boolean {
  return (
    /(your|example|sample|default|test|dev\w*|super)[-_ ]*(jwt|auth)?[-_ ]*(secret|key)|change[-_ ]*(me|this|it)/i.test(
      text,
    ) || new Set(text).size < 8
  )
}
