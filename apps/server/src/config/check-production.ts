import type { Variables } from './env.js'

/** Returns a message for each setting that contradicts another one or, in production, is unsafe. */
export function checkProduction(given: Variables): string[] {
  return [...inconsistent(given), ...(given.ENVIRONMENT === 'production' ? unsafeInProduction(given) : [])]
}

function inconsistent({
  AUTH_JWKS_URL,
  AUTH_ISSUER,
  DATABASE_URL,
  DATABASE_DIRECT_URL,
  DATABASE_READ_URL,
  WORKERS = '1',
  MAIL_URL,
  MAIL_FROM,
  APP_URL,
  REQUIRE_VERIFIED_EMAIL,
  OIDC_PROVIDERS,
  OAUTH = 'off',
  OAUTH_ISSUER,
  OAUTH_CLIENTS,
  OAUTH_REGISTRATION,
  PUBLIC_URL,
  ENVIRONMENT = 'development',
}: Variables): string[] {
  const embedded = DATABASE_URL === undefined || DATABASE_URL.startsWith('pglite:')
  return [
    ...(AUTH_JWKS_URL !== undefined && AUTH_ISSUER === undefined
      ? ['AUTH_ISSUER: Is required with AUTH_JWKS_URL']
      : []),
    ...(AUTH_ISSUER !== undefined && AUTH_JWKS_URL === undefined
      ? ['AUTH_JWKS_URL: Is required with AUTH_ISSUER']
      : []),
    ...(embedded && DATABASE_DIRECT_URL !== undefined
      ? ['DATABASE_DIRECT_URL: Needs a PostgreSQL server in DATABASE_URL: an embedded database has no other processes']
      : []),
    ...(embedded && DATABASE_READ_URL !== undefined
      ? ['DATABASE_READ_URL: Needs a PostgreSQL server in DATABASE_URL: an embedded database has no replicas']
      : []),
    ...(MAIL_URL !== undefined && MAIL_FROM === undefined ? ['MAIL_FROM: Is required with MAIL_URL'] : []),
    ...(MAIL_URL !== undefined && APP_URL === undefined && ENVIRONMENT === 'production'
      ? ['APP_URL: Is required with MAIL_URL in production']
      : []),
    ...(OIDC_PROVIDERS !== undefined && APP_URL === undefined && ENVIRONMENT === 'production'
      ? ['APP_URL: Is required with OIDC_PROVIDERS in production']
      : []),
    ...(OAUTH !== 'off' && PUBLIC_URL === undefined && ENVIRONMENT === 'production'
      ? [`PUBLIC_URL: Is required with OAUTH=${OAUTH} in production`]
      : []),
    ...(OAUTH === 'external' && OAUTH_ISSUER === undefined ? ['OAUTH_ISSUER: Is required with OAUTH=external'] : []),
    ...(OAUTH !== 'external' && OAUTH_ISSUER !== undefined ? ['OAUTH_ISSUER: Needs OAUTH=external'] : []),
    ...(OAUTH !== 'own' && OAUTH_CLIENTS !== undefined ? ['OAUTH_CLIENTS: Needs OAUTH=own'] : []),
    ...(OAUTH !== 'own' && OAUTH_REGISTRATION === 'true' ? ['OAUTH_REGISTRATION: Needs OAUTH=own'] : []),
    ...(REQUIRE_VERIFIED_EMAIL === 'true' && MAIL_URL === undefined && ENVIRONMENT !== 'development'
      ? ['REQUIRE_VERIFIED_EMAIL: Needs a mail server in MAIL_URL']
      : []),
    ...(embedded && /^(auto|[2-9]|[1-9]\d+)$/.test(WORKERS)
      ? ['WORKERS: Must be 1 with an embedded database, which only one process can open']
      : []),
  ]
}

function unsafeInProduction({
  JWT_SECRET,
  JWT_SECRET_PREVIOUS,
  CORS_ORIGINS,
  SESSION_COOKIE,
  OAUTH = 'off',
  OAUTH_ISSUER,
  PUBLIC_URL,
}: Variables): string[] {
  const secrets = { JWT_SECRET, JWT_SECRET_PREVIOUS }
  return [
    ...(JWT_SECRET === undefined ? ['JWT_SECRET: Is required in production'] : []),
    ...Object.entries(secrets).flatMap(([name, text]) =>
      text !== undefined && isGuessable(text)
        ? [`${name}: Looks like a placeholder. Generate one with \`openssl rand -base64 48\`.`]
        : [],
    ),
    ...(CORS_ORIGINS?.includes(':*')
      ? ['CORS_ORIGINS: Must list each origin with its port in production, without :*']
      : []),
    ...(OAUTH !== 'off' && PUBLIC_URL !== undefined && lacksTls(PUBLIC_URL)
      ? ['PUBLIC_URL: Must begin with https:// in production']
      : []),
    ...(OAUTH === 'external' && OAUTH_ISSUER !== undefined && lacksTls(OAUTH_ISSUER)
      ? ['OAUTH_ISSUER: Must begin with https:// in production']
      : []),
    ...(SESSION_COOKIE === 'cross-site' ? unsafeAcrossSites(CORS_ORIGINS) : []),
  ]
}

function unsafeAcrossSites(origins: string | undefined): string[] {
  if (origins === undefined) return ['CORS_ORIGINS: Is required in production with SESSION_COOKIE=cross-site']
  const withoutTls = origins
    .split(',')
    .map((origin) => origin.trim())
    .filter(lacksTls)
  return withoutTls.map(
    (origin) => `CORS_ORIGINS: Must list https origins with SESSION_COOKIE=cross-site, which ${origin} is not`,
  )
}

/** Returns whether the network can change the pages of an origin, which could then use the cookie. */
function lacksTls(origin: string): boolean {
  return /^http:/i.test(origin) && !/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(origin)
}

/** Returns whether a secret looks like a placeholder of documentation or a template, or repeats a few characters. */
function isGuessable(text: string): boolean {
  return (
    /(your|example|sample|default|test|dev\w*|super)[-_ ]*(jwt|auth)?[-_ ]*(secret|key)|change[-_ ]*(me|this|it)/i.test(
      text,
    ) || new Set(text).size < 8
  )
}
