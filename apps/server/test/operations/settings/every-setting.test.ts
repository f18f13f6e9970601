import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readEnv, settingNames } from '../../../src/config/env.js'
import { databaseEffects } from './database-effects.js'
import { identityEffects } from './identity-effects.js'
import { limitEffects } from './limit-effects.js'
import { mailEffects } from './mail-effects.js'
import { oauthEffects } from './oauth-effects.js'
import { oauthIssuerEffects } from './oauth-issuer-effects.js'
import { redisEffects } from './redis-effects.js'
import { servingEffects } from './serving-effects.js'
import { tracingEffects } from './tracing-effects.js'
import type { Effect, SettingName } from './with-settings.js'

const example = readFileSync(new URL('../../../../../.env.example', import.meta.url), 'utf8')
const documented = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name)

// Does not compile if a setting has no test of its effect.
const effects = {
  ...identityEffects,
  ...limitEffects,
  ...servingEffects,
  ...databaseEffects,
  ...redisEffects,
  ...mailEffects,
  ...oauthEffects,
  ...oauthIssuerEffects,
  ...tracingEffects,
} satisfies Record<SettingName, Effect>

/** An invalid value of each setting; undefined if any text is valid. */
const malformed = {
  DATABASE_URL: 'mysql://host/name',
  DATABASE_DIRECT_URL: 'pglite://memory',
  DATABASE_READ_URL: 'pglite://memory',
  DATABASE_POOL_MAX: '0',
  DATABASE_TIMEOUT: 'soon',
  DATABASE_PREPARE: 'yes',
  MIGRATE_ON_START: '1',
  JWT_SECRET: 'short',
  JWT_SECRET_PREVIOUS: 'short',
  AUTH_JWKS_URL: 'ftp://host/keys',
  AUTH_ISSUER: undefined,
  AUTH_AUDIENCE: undefined,
  AUTH_EMAILS_VERIFIED: 'yes',
  TOKEN_EXPIRY_TOLERANCE: '61',
  PASSWORD_BLOCKLIST: 'rare',
  RATE_LIMIT_READ: '-1',
  RATE_LIMIT_WRITE: '1.5',
  RATE_LIMIT_CREDENTIALS: 'many',
  RATE_LIMIT_RENEWAL: 'none',
  REDIS_URL: 'http://host',
  MAIL_URL: 'http://host',
  MAIL_FROM: 'Tasks',
  APP_URL: 'app.example.com',
  PASSKEY_RP_ID: 'https://example.com',
  OIDC_PROVIDERS: '[{"id":"google"}]',
  OAUTH: 'yes',
  PUBLIC_URL: 'tasks.example.com',
  OAUTH_ISSUER: 'auth.example.com',
  OAUTH_CLIENTS: '[{"clientId":"calendar"}]',
  OAUTH_REGISTRATION: 'yes',
  REQUIRE_VERIFIED_EMAIL: 'yes',
  TRASH_RETENTION_DAYS: '0',
  MAX_TASKS_PER_USER: '0',
  TRUST_PROXY: 'true',
  ENVIRONMENT: 'staging',
  CORS_ORIGINS: undefined,
  SESSION_COOKIE: 'none',
  HOST: undefined,
  PORT: '65536',
  WORKERS: 'all',
  MAX_CONNECTIONS: '0',
  MAX_STREAMS: '10000',
  REQUEST_TIMEOUT: '0',
  SHUTDOWN_DELAY: '-1',
  SHUTDOWN_TIMEOUT: '0',
  METRICS_TOKEN: 'short',
  SECURITY_CONTACT: 'security@example.com',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization',
  OTEL_SERVICE_NAME: undefined,
  OTEL_RESOURCE_ATTRIBUTES: 'region=%ZZ',
  OTEL_TRACES_SAMPLER: 'sometimes',
  OTEL_TRACES_SAMPLER_ARG: '1.1',
  LOG_LEVEL: 'loud',
} satisfies Record<SettingName, string | undefined>

describe('each setting', () => {
  it('is documented in .env.example and has a test of its effect', () => {
    expect([...documented].sort()).toEqual([...settingNames].sort())
    expect(Object.keys(effects).sort()).toEqual([...settingNames].sort())
    expect(Object.keys(malformed).sort()).toEqual([...settingNames].sort())
  })

  const invalid = Object.entries(malformed).filter((entry): entry is [string, string] => entry[1] !== undefined)
  it.each(invalid)('is refused by name if malformed: %s', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`^  ${name}: `, 'm'))
  })

  it.each(settingNames)('is refused with a suggestion if misspelt in .env: %s', (name) => {
    expect(() => readEnv({}, { [`${name}X`]: '1' })).toThrow(`${name}X: Unknown variable. Did you mean ${name}?`)
  })

  it.each(settingNames.filter((name) => name.length >= 8))(
    'is refused with a suggestion if misspelt in the environment: %s',
    (name) => {
      expect(() => readEnv({ [`${name}X`]: '1' })).toThrow(`${name}X: Unknown variable. Did you mean ${name}?`)
    },
  )
})
