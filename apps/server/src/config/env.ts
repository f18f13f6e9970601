import { availableParallelism } from 'node:os'
import { type DatabaseRole, readUrlParameters } from '@taskpact/db/database-url'
import * as z from 'zod'
import { sessionCookies } from '../http/token-cookie.js'
import { checkProduction } from './check-production.js'
import { identityProviders } from './identity-providers.js'
import { parseKeyValues } from './key-values.js'
import { oauthClients } from './oauth-clients.js'
import { toOrigin } from './origin.js'
import { domainOf, isWithin } from './relying-party.js'
import { findUnknownVariables } from './unknown-variables.js'

export type Variables = Readonly<Record<string, string | undefined>>

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const origins = list.transform((items, ctx) =>
  items.map((item) => {
    const origin = toOrigin(item)
    if (origin === undefined)
      ctx.addIssue(`Must list origins such as https://app.example.com, which ${JSON.stringify(item)} is not`)
    return origin ?? item
  }),
)
const integer = z
  .string()
  .regex(/^\d{1,6}$/, { error: 'Must be a whole number' })
  .transform(Number)
const seconds = (max: number) => integer.pipe(z.int().min(1).max(max))
const requestsPerMinute = integer.pipe(z.int().max(100_000))
const flag = z.enum(['true', 'false'], { error: 'Must be true or false' }).transform((text) => text === 'true')
const workers = z
  .string()
  .regex(/^(auto|[1-9]\d{0,2})$/, { error: 'Must be a whole number, or auto' })
  .transform((text) => (text === 'auto' ? availableParallelism() : Number(text)))
  .pipe(z.int().min(1).max(256))

const keyValues = z.string().refine((text) => parseKeyValues(text) !== undefined, {
  error: 'Must be a list such as key1=value1,key2=value2, with values percent-encoded',
})
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** Returns whether text is a database URL. One for PostgreSQL may list several hosts, which `URL` does not parse. */
function isDatabaseUrl(text: string): boolean {
  return text.startsWith('pglite:') || URL.canParse(text.replace(/^(\w+:\/\/(?:[^/?#]*@)?[^/?#@,]*),[^/?#@]*/, '$1'))
}

const plainUrl = z
  .string()
  .regex(/^https?:\/\/./, { error: 'Must begin with https:// or http://', abort: true })
  .refine((text) => URL.canParse(text) && !/[?#]/.test(text), { error: 'Must be a URL without ? and #' })
const httpUrl = plainUrl.transform((text) => text.replace(/\/+$/, ''))

const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, { error: 'Must have at least 32 bytes' })

const databaseUrl = (begin: RegExp, error: string, role: DatabaseRole) =>
  z
    .string()
    .regex(begin, { error, abort: true })
    .refine(isDatabaseUrl, { error: 'Must be a URL: in a password, write / ? # and @ percent-encoded' })
    .superRefine((url, ctx) => {
      if (!url.startsWith('pglite:')) for (const problem of readUrlParameters(url, role).problems) ctx.addIssue(problem)
    })

const settings = z.object({
  DATABASE_URL: databaseUrl(
    /^(pglite|postgres|postgresql):\/\/./,
    'Must begin with pglite:// or postgres://',
    'primary',
  ).default('pglite://.data/pg'),
  DATABASE_DIRECT_URL: databaseUrl(/^(postgres|postgresql):\/\/./, 'Must begin with postgres://', 'direct').optional(),
  DATABASE_READ_URL: databaseUrl(/^(postgres|postgresql):\/\/./, 'Must begin with postgres://', 'replica').optional(),
  DATABASE_POOL_MAX: integer.pipe(z.int().min(1).max(1000)).default(10),
  DATABASE_TIMEOUT: seconds(600).default(5),
  DATABASE_PREPARE: flag.optional(),
  MIGRATE_ON_START: flag.optional(),
  JWT_SECRET: secret.optional(),
  JWT_SECRET_PREVIOUS: secret.optional(),
  AUTH_JWKS_URL: z
    .string()
    .regex(/^(https?|file):\/\/./, { error: 'Must begin with https://, http:// or file://', abort: true })
    .refine(URL.canParse, { error: 'Must be a URL' })
    .optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_EMAILS_VERIFIED: flag.default(false),
  TOKEN_EXPIRY_TOLERANCE: integer.pipe(z.int().max(60)).default(0),
  PASSWORD_BLOCKLIST: z.enum(['common']).optional(),
  RATE_LIMIT_READ: requestsPerMinute.default(1200),
  RATE_LIMIT_WRITE: requestsPerMinute.default(600),
  RATE_LIMIT_CREDENTIALS: requestsPerMinute.default(20),
  RATE_LIMIT_RENEWAL: requestsPerMinute.default(60),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, { error: 'Must begin with redis:// or rediss://', abort: true })
    .refine(URL.canParse, { error: 'Must be a URL: in a password, write / ? # and @ percent-encoded' })
    .optional(),
  MAIL_URL: z
    .string()
    .regex(/^smtps?:\/\/./, { error: 'Must begin with smtp:// or smtps://', abort: true })
    .refine(URL.canParse, { error: 'Must be a URL: in a password, write / ? # and @ percent-encoded' })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
      error: 'Must be an address such as tasks@example.com, or a name with one: Tasks <tasks@example.com>',
    })
    .optional(),
  APP_URL: httpUrl.optional(),
  PASSKEY_RP_ID: z
    .string()
    .toLowerCase()
    .regex(/^[a-z\d-]+(\.[a-z\d-]+)*$/, { error: 'Must be a domain such as example.com' })
    .optional(),
  REQUIRE_VERIFIED_EMAIL: flag.default(false),
  OIDC_PROVIDERS: identityProviders.optional(),
  OAUTH: z.enum(['off', 'own', 'external']).default('off'),
  PUBLIC_URL: httpUrl.optional(),
  OAUTH_ISSUER: plainUrl.optional(), // published as it is, because clients compare it with that of the metadata
  OAUTH_CLIENTS: oauthClients.optional(),
  OAUTH_REGISTRATION: flag.default(false),
  TRASH_RETENTION_DAYS: integer.pipe(z.int().min(1).max(3650)).default(30),
  MAX_TASKS_PER_USER: integer.pipe(z.int().min(1)).default(100_000),
  TRUST_PROXY: integer.default(0),
  ENVIRONMENT: z.enum(['development', 'test', 'production']).default('development'),
  CORS_ORIGINS: origins.optional(),
  SESSION_COOKIE: z.enum(sessionCookies).default('strict'),
  HOST: z.string().min(1).optional(),
  PORT: integer.pipe(z.int().max(65_535)).default(8000),
  WORKERS: workers.default(1),
  MAX_CONNECTIONS: integer.pipe(z.int().min(1)).default(10_000),
  MAX_STREAMS: integer.optional(),
  REQUEST_TIMEOUT: seconds(3600).default(60),
  SHUTDOWN_DELAY: integer.pipe(z.int().max(300)).optional(),
  SHUTDOWN_TIMEOUT: seconds(300).default(10),
  METRICS_TOKEN: z.string().min(16, { error: 'Must have at least 16 characters' }).optional(),
  SECURITY_CONTACT: z
    .string()
    .regex(/^(mailto:|https:\/\/|tel:)\S+$/, { error: 'Must begin with mailto:, https:// or tel:' })
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .string()
    .regex(/^https?:\/\/./, { error: 'Must begin with https:// or http://', abort: true })
    .refine(URL.canParse, { error: 'Must be a URL' })
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: keyValues.optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_RESOURCE_ATTRIBUTES: keyValues.optional(),
  OTEL_TRACES_SAMPLER: z.enum(samplers).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0?\.\d{1,10}|[01](\.0{1,10})?)$/, { error: 'Must be a number from 0 to 1' })
    .transform(Number)
    .default(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** The settings of the server, documented in `.env.example`. */
const Env = settings.transform((env, ctx) => {
  const inProduction = env.ENVIRONMENT === 'production'
  const { MAX_CONNECTIONS, MAX_STREAMS = Math.floor(MAX_CONNECTIONS / 4) } = env
  if (MAX_STREAMS >= MAX_CONNECTIONS)
    ctx.addIssue({ code: 'custom', path: ['MAX_STREAMS'], message: 'Must be less than MAX_CONNECTIONS' })
  const APP_URL = env.APP_URL ?? (inProduction ? undefined : 'http://localhost:5173')
  const CORS_ORIGINS = env.CORS_ORIGINS ?? (inProduction ? [] : ['http://localhost:*', 'http://127.0.0.1:*'])
  const { PASSKEY_RP_ID = domainOf(APP_URL) } = env
  const pages = APP_URL === undefined ? CORS_ORIGINS.map((origin) => origin.replace(/:\*$/, '')) : [APP_URL]
  if (PASSKEY_RP_ID !== undefined && !pages.some((page) => isWithin(domainOf(page) ?? '', PASSKEY_RP_ID))) {
    const message = 'Must be the host of APP_URL (without it, of an origin in CORS_ORIGINS) or a parent domain'
    ctx.addIssue({ code: 'custom', path: ['PASSKEY_RP_ID'], message })
  }
  return {
    ...env,
    APP_URL,
    PASSKEY_RP_ID,
    PUBLIC_URL: env.PUBLIC_URL ?? (inProduction ? undefined : `http://localhost:${env.PORT}`),
    CORS_ORIGINS,
    HOST: env.HOST ?? (inProduction ? '0.0.0.0' : '127.0.0.1'),
    MAX_STREAMS,
    MIGRATE_ON_START: env.MIGRATE_ON_START ?? !inProduction,
    SHUTDOWN_DELAY: env.SHUTDOWN_DELAY ?? (inProduction ? 5 : 0),
  }
})
export type Env = z.infer<typeof Env>

export const settingNames = Object.keys(settings.shape)

/**
 * Parses the settings from the environment and `.env`; the environment takes precedence. An empty value counts as absent. Throws an
 * Error that lists every invalid variable by name, including unknown ones in `.env`.
 */
export function readEnv(environment: Variables, file: Variables = {}): Env {
  const given = Object.fromEntries(
    Object.entries({ ...file, ...environment }).filter(([, value]) => value !== '' && value !== undefined),
  )
  const result = Env.safeParse(given)
  const invalid = (result.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
  const problems = [...invalid, ...findUnknownVariables(settingNames, environment, file), ...checkProduction(given)]
  if (result.success && problems.length === 0) return result.data
  throw new Error(`Invalid configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
}
