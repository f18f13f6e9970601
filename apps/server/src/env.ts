import * as z from 'zod'

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const whole = z
  .string()
  .regex(/^\d{1,6}$/, { error: 'Must be a whole number' })
  .transform(Number)

const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, { error: 'Must have at least 32 bytes' })

/** The settings of the server, as `.env.example` explains them. */
const Env = z
  .object({
    DATABASE_URL: z
      .string()
      .regex(/^(pglite|postgres|postgresql):\/\/./, {
        error: 'Must begin with pglite:// or postgres://',
      })
      .default('pglite://.data/pg'),
    DATABASE_POOL_MAX: whole.pipe(z.int().min(1).max(1000)).default(10),
    JWT_SECRET: secret.optional(),
    JWT_SECRET_PREVIOUS: secret.optional(),
    AUTH_JWKS_URL: z
      .string()
      .regex(/^(https?|file):\/\/./, { error: 'Must begin with https://, http:// or file://' })
      .optional(),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().optional(),
    PASSWORD_BLOCKLIST: z.enum(['common']).optional(),
    TRUST_PROXY: whole.default(0),
    TRASH_RETENTION_DAYS: whole.pipe(z.int().min(1).max(3650)).default(30),
    MAX_TASKS_PER_USER: whole.pipe(z.int().min(1)).default(100_000),
    ENVIRONMENT: z.enum(['development', 'test', 'production']).default('development'),
    CORS_ORIGINS: list.default(['http://localhost:3000']),
    HOST: z.string().min(1).optional(),
    PORT: whole.pipe(z.int().max(65_535)).default(8000),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .transform((env) => ({
    ...env,
    HOST: env.HOST ?? (env.ENVIRONMENT === 'production' ? '0.0.0.0' : '127.0.0.1'),
  }))
export type Env = z.infer<typeof Env>

/** Throws an Error that lists every setting that is wrong, each by its name. An empty setting counts as absent. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = Env.safeParse(given)
  const wrong = (result.error?.issues ?? []).map(({ path, message }) => `  ${path.join('.')}: ${message}`)
  const problems = [...wrong, ...incomplete(given), ...(given.ENVIRONMENT === 'production' ? unsafe(given) : [])]
  if (result.success && problems.length === 0) return result.data
  throw new Error(`The environment is not right:\n${problems.join('\n')}`)
}

function incomplete({ AUTH_JWKS_URL, AUTH_ISSUER }: Readonly<Record<string, string | undefined>>): string[] {
  if ((AUTH_JWKS_URL === undefined) === (AUTH_ISSUER === undefined)) return []
  return [
    AUTH_ISSUER === undefined
      ? '  AUTH_ISSUER: Is required with AUTH_JWKS_URL'
      : '  AUTH_JWKS_URL: Is required with AUTH_ISSUER',
  ]
}

/** What suits a laptop and no more. */
function unsafe(given: Readonly<Record<string, string | undefined>>): string[] {
  return [
    ...(given.JWT_SECRET === undefined ? ['  JWT_SECRET: Is required in production'] : []),
    ...(given.CORS_ORIGINS?.includes('*') ? ['  CORS_ORIGINS: Must name the origins in production'] : []),
  ]
}
