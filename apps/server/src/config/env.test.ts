import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { readEnv } from './env.js'

const secret = 'a secret of the tests, of at least 32 bytes'

describe('readEnv', () => {
  it('returns the development defaults for an empty environment', () => {
    expect(readEnv({})).toEqual({
      DATABASE_URL: 'pglite://.data/pg',
      DATABASE_POOL_MAX: 10,
      DATABASE_TIMEOUT: 5,
      MIGRATE_ON_START: true,
      AUTH_EMAILS_VERIFIED: false,
      APP_URL: 'http://localhost:5173',
      PASSKEY_RP_ID: 'localhost',
      OAUTH: 'off',
      PUBLIC_URL: 'http://localhost:8000',
      OAUTH_REGISTRATION: false,
      REQUIRE_VERIFIED_EMAIL: false,
      TOKEN_EXPIRY_TOLERANCE: 0,
      RATE_LIMIT_READ: 1200,
      RATE_LIMIT_WRITE: 600,
      RATE_LIMIT_CREDENTIALS: 20,
      RATE_LIMIT_RENEWAL: 60,
      WORKERS: 1,
      MAX_CONNECTIONS: 10_000,
      MAX_STREAMS: 2500,
      REQUEST_TIMEOUT: 60,
      SHUTDOWN_DELAY: 0,
      SHUTDOWN_TIMEOUT: 10,
      ENVIRONMENT: 'development',
      CORS_ORIGINS: ['http://localhost:*', 'http://127.0.0.1:*'],
      SESSION_COOKIE: 'strict',
      HOST: '127.0.0.1',
      PORT: 8000,
      LOG_LEVEL: 'info',
      TRUST_PROXY: 0,
      TRASH_RETENTION_DAYS: 30,
      MAX_TASKS_PER_USER: 100_000,
      OTEL_TRACES_SAMPLER: 'parentbased_always_on',
      OTEL_TRACES_SAMPLER_ARG: 1,
    })
  })

  it('treats an empty value as absent', () => {
    const empty = Object.fromEntries(Object.keys(readEnv({ JWT_SECRET: secret })).map((name) => [name, '']))

    expect(readEnv(empty)).toEqual(readEnv({}))
    expect(problemsOf({ ENVIRONMENT: 'production', JWT_SECRET: '' })).toEqual(['JWT_SECRET'])
  })

  it('ignores variables of other programs', () => {
    expect(readEnv({ PATH: '/usr/bin', PORTS: 'x' })).toEqual(readEnv({}))
  })

  it('ignores other variables of OpenTelemetry in the environment', () => {
    const others = [
      'OTEL_TRACES_EXPORTER',
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      'OTEL_EXPORTER_OTLP_TIMEOUT',
      'OTEL_LOG_LEVEL',
    ]

    expect(readEnv(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual(readEnv({}))
  })

  it.each([
    ['0.1', 0.1],
    ['.25', 0.25],
    ['1.0', 1],
    ['0', 0],
  ])('reads the sampling ratio %s', (text, ratio) => {
    expect(readEnv({ OTEL_TRACES_SAMPLER_ARG: text }).OTEL_TRACES_SAMPLER_ARG).toBe(ratio)
  })

  it('parses numbers and lists', () => {
    const env = readEnv({ PORT: '0', DATABASE_POOL_MAX: '25', CORS_ORIGINS: ' https://a.example , https://b.example,' })

    expect(env).toMatchObject({
      PORT: 0,
      DATABASE_POOL_MAX: 25,
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
    })
  })

  it.each([
    'pglite://memory',
    'pglite://.data/pg',
    'postgres://u:p@h:5432/d',
    'postgresql://h/d',
    'postgres://h/d?sslmode=require',
    'postgres://h/d?schema=public&connection_limit=5&keepalives=1&keepalives_idle=30',
  ])('accepts DATABASE_URL=%s', (url) => {
    expect(readEnv({ DATABASE_URL: url }).DATABASE_URL).toBe(url)
  })

  it.each([
    ['DATABASE_URL', 'mysql://h/d'],
    ['DATABASE_URL', 'postgres://'],
    ['DATABASE_URL', ' postgres://h/d'],
    ['DATABASE_URL', '.data/pg'],
    ['DATABASE_URL', 'postgres://h/d?sslmode=maybe'],
    ['DATABASE_URL', 'postgres://h/d?keepalive=1'],
    ['DATABASE_POOL_MAX', '0'],
    ['DATABASE_POOL_MAX', '1001'],
    ['DATABASE_POOL_MAX', '-1'],
    ['JWT_SECRET', 'x'.repeat(31)],
    ['JWT_SECRET', 'é'.repeat(15)],
    ['ENVIRONMENT', 'staging'],
    ['ENVIRONMENT', 'Production'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '8e3'],
    ['PORT', '0x50'],
    ['PORT', ' 80'],
    ['PORT', 'http'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_TIMEOUT', '0'],
    ['DATABASE_TIMEOUT', '601'],
    ['DATABASE_PREPARE', 'yes'],
    ['MIGRATE_ON_START', '1'],
    ['RATE_LIMIT_READ', '-1'],
    ['RATE_LIMIT_WRITE', '1.5'],
    ['RATE_LIMIT_CREDENTIALS', '100001'],
    ['RATE_LIMIT_RENEWAL', '100001'],
    ['DATABASE_URL', 'postgres://ada:se/cret@db.example.org/tasks'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['REDIS_URL', 'redis://:se/cret@cache.example.org:6379'],
    ['WORKERS', '02'],
    ['WORKERS', 'all'],
    ['WORKERS', '0'],
    ['MAX_CONNECTIONS', '0'],
    ['MAX_STREAMS', '10000'],
    ['REQUEST_TIMEOUT', '0'],
    ['SHUTDOWN_DELAY', '301'],
    ['SHUTDOWN_TIMEOUT', '0'],
    ['METRICS_TOKEN', 'short'],
    ['SECURITY_CONTACT', 'security@example.org'],
  ])('refuses %s=%s by name', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([name])
  })

  it('accepts several PostgreSQL hosts in DATABASE_URL', () => {
    const url = 'postgres://ada:secret@one.example.org:5432,two.example.org:5433/tasks?sslmode=require'
    expect(readEnv({ DATABASE_URL: url })).toMatchObject({ DATABASE_URL: url })
  })

  it('accepts several hosts and standbys in DATABASE_READ_URL', () => {
    const DATABASE_READ_URL =
      'postgres://ada:secret@one.example.org,two.example.org:5433/tasks?target_session_attrs=standby'
    expect(readEnv({ DATABASE_URL: 'postgres://h/d', DATABASE_READ_URL })).toMatchObject({ DATABASE_READ_URL })
  })

  it.each([
    'mysql://h/d',
    'pglite://memory',
    'postgres://h/d?keepalive=1',
    'postgres://h/d?target_session_attrs=primary',
  ])('refuses DATABASE_READ_URL=%s', (DATABASE_READ_URL) => {
    expect(problemsOf({ DATABASE_URL: 'postgres://h/d', DATABASE_READ_URL })).toEqual(['DATABASE_READ_URL'])
  })

  it('refuses DATABASE_DIRECT_URL with an embedded database, and any other one than of PostgreSQL', () => {
    const DATABASE_DIRECT_URL = 'postgres://h/d'
    expect(readEnv({ DATABASE_URL: 'postgres://pooler/d', DATABASE_DIRECT_URL })).toMatchObject({ DATABASE_DIRECT_URL })
    expect(problemsOf({ DATABASE_URL: 'pglite://memory', DATABASE_DIRECT_URL })).toEqual(['DATABASE_DIRECT_URL'])
    expect(problemsOf({ DATABASE_URL: 'postgres://h/d', DATABASE_DIRECT_URL: 'mysql://h/d' })).toEqual([
      'DATABASE_DIRECT_URL',
    ])
  })

  it('refuses DATABASE_READ_URL with an embedded database', () => {
    const DATABASE_READ_URL = 'postgres://h/d'
    expect(messageOf({ DATABASE_READ_URL })).toMatch(/DATABASE_READ_URL: .*an embedded database has no replicas/)
    expect(problemsOf({ DATABASE_URL: 'pglite://memory', DATABASE_READ_URL })).toEqual(['DATABASE_READ_URL'])
  })

  it.each(['DATABASE_TIMEOUTS', 'RATE_LIMIT_READS', 'DATABSE_URL', 'TRASH_RETENTION_DAY'])(
    'refuses the misspelt variable %s and suggests the right one',
    (name) => {
      expect(problemsOf({ [name]: '1' })).toEqual([name])
      expect(messageOf({ [name]: '1' })).toMatch(/Did you mean [A-Z_]+\?/)
    },
  )

  it('refuses an unknown variable in .env', () => {
    expect(() => readEnv({}, { PORT: '1', COLOUR: 'red' })).toThrow('COLOUR: Unknown variable')
  })

  it('prefers the environment to .env', () => {
    expect(readEnv({ PORT: '1' }, { PORT: '2', HOST: '::1' })).toMatchObject({ PORT: 1, HOST: '::1' })
  })

  it('takes WORKERS=auto as one per core, and a number as it is', () => {
    const DATABASE_URL = 'postgres://h/d'

    expect(readEnv({ DATABASE_URL, WORKERS: 'auto' }).WORKERS).toBe(availableParallelism())
    expect(readEnv({ DATABASE_URL, WORKERS: '3' }).WORKERS).toBe(3)
  })

  it.each(['auto', '2'])('refuses WORKERS=%s on an embedded database', (workers) => {
    expect(problemsOf({ WORKERS: workers })).toEqual(['WORKERS'])
    expect(problemsOf({ WORKERS: workers, DATABASE_URL: 'pglite://memory' })).toEqual(['WORKERS'])
  })

  it('counts the length of JWT_SECRET in bytes', () => {
    expect(readEnv({ JWT_SECRET: 'é'.repeat(16) }).JWT_SECRET).toBe('é'.repeat(16))
  })

  it('lists every invalid setting at once', () => {
    const wrong = { DATABASE_URL: 'x', DATABASE_POOL_MAX: 'x', JWT_SECRET: 'x', PORT: 'x', LOG_LEVEL: 'x' }

    expect(problemsOf(wrong)).toEqual(Object.keys(wrong))
    expect(problemsOf({ ...wrong, ENVIRONMENT: 'x' })).toHaveLength(6)
  })

  it('names each unknown parameter of DATABASE_URL, without the password', () => {
    const message = messageOf({
      DATABASE_URL: 'postgres://ada:hunter2@h/d?keepalive=1&sslmode=hunter2&password=hunter2',
    })

    expect(message).toMatch(/DATABASE_URL: keepalive is unknown.*\n.*DATABASE_URL: sslmode must be disable/)
    expect(message).not.toContain('hunter2')
  })

  it('never repeats a secret in the message', () => {
    const wrong = { JWT_SECRET: 'hunter2', DATABASE_URL: 'mysql://user:hunter2@host/d' }

    expect(messageOf(wrong)).toMatch(/JWT_SECRET/)
    expect(messageOf(wrong)).not.toContain('hunter2')
  })
})

describe('readEnv in production', () => {
  const production = { ENVIRONMENT: 'production', JWT_SECRET: secret }

  it('defaults HOST to every interface', () => {
    expect(readEnv(production).HOST).toBe('0.0.0.0')
    expect(readEnv({ ...production, HOST: '10.0.0.1' }).HOST).toBe('10.0.0.1')
    expect(readEnv({ ENVIRONMENT: 'test' }).HOST).toBe('127.0.0.1')
  })

  it('requires JWT_SECRET', () => {
    expect(problemsOf({ ENVIRONMENT: 'production' })).toEqual(['JWT_SECRET'])
  })

  it.each([
    'your-secret-key-min-32-chars-0123456789',
    'change-me-change-me-change-me-change-me',
    'super-secret-super-secret-super-secret',
    'x'.repeat(64),
  ])('refuses a placeholder as a secret: %s', (text) => {
    expect(problemsOf({ ...production, JWT_SECRET: text })).toEqual(['JWT_SECRET'])
    expect(problemsOf({ ...production, JWT_SECRET_PREVIOUS: text })).toEqual(['JWT_SECRET_PREVIOUS'])
    expect(readEnv({ JWT_SECRET: text }).JWT_SECRET).toBe(text)
  })

  it('defaults to no migrations on start and a shutdown delay', () => {
    expect(readEnv(production)).toMatchObject({ MIGRATE_ON_START: false, SHUTDOWN_DELAY: 5 })
    expect(readEnv({ ...production, MIGRATE_ON_START: 'true', SHUTDOWN_DELAY: '0' })).toMatchObject({
      MIGRATE_ON_START: true,
      SHUTDOWN_DELAY: 0,
    })
  })

  it.each(['*', 'https://a.example, *', 'http://localhost:*'])('refuses a wildcard in CORS_ORIGINS: %s', (origins) => {
    expect(problemsOf({ ...production, CORS_ORIGINS: origins })).toEqual(['CORS_ORIGINS'])
  })

  it('normalizes the origins of CORS_ORIGINS, and refuses what no browser sends', () => {
    const env = readEnv({ CORS_ORIGINS: 'https://App.example.com:443/, http://localhost:*' })

    expect(env.CORS_ORIGINS).toEqual(['https://app.example.com', 'http://localhost:*'])
    for (const origins of ['*', 'app.example.com', 'https://a.example, https://*.example'])
      expect(problemsOf({ CORS_ORIGINS: origins })).toEqual(['CORS_ORIGINS'])
  })

  it('allows no origin unless CORS_ORIGINS lists it', () => {
    expect(readEnv(production).CORS_ORIGINS).toEqual([])
    expect(readEnv({ ...production, CORS_ORIGINS: 'https://a.example' }).CORS_ORIGINS).toEqual(['https://a.example'])
  })

  it('requires SESSION_COOKIE=cross-site to list https origins, or those of this machine', () => {
    const acrossSites = { ...production, SESSION_COOKIE: 'cross-site' }
    const local = 'https://app.example.com, http://localhost:5173, http://127.0.0.1:5173'

    expect(problemsOf(acrossSites)).toEqual(['CORS_ORIGINS'])
    expect(messageOf({ ...acrossSites, CORS_ORIGINS: `${local}, http://app.example.com` })).toMatch(
      /CORS_ORIGINS: Must list https origins .*http:\/\/app\.example\.com is not$/m,
    )
    expect(problemsOf({ ...acrossSites, CORS_ORIGINS: 'http://localhost.example.com' })).toEqual(['CORS_ORIGINS'])
    expect(readEnv({ ...acrossSites, CORS_ORIGINS: local })).toMatchObject({ SESSION_COOKIE: 'cross-site' })
    expect(readEnv({ ...production, CORS_ORIGINS: 'http://app.example.com' }).SESSION_COOKIE).toBe('strict')
  })

  it('lists all violated production rules at once', () => {
    expect(problemsOf({ ENVIRONMENT: 'production', CORS_ORIGINS: 'http://localhost:*' })).toEqual([
      'JWT_SECRET',
      'CORS_ORIGINS',
    ])
  })

  it.each([
    ['PORT', 'x'],
    ['DATABASE_POOL_MAX', '0'],
    ['DATABASE_URL', 'x'],
    ['LOG_LEVEL', 'loud'],
  ])('lists the production rules together with an invalid %s', (name, value) => {
    const problems = problemsOf({ ENVIRONMENT: 'production', CORS_ORIGINS: '*', [name]: value })

    expect(problems.sort()).toEqual(['CORS_ORIGINS', 'JWT_SECRET', name].sort())
  })
})

describe('readEnv with OAUTH', () => {
  const external = { OAUTH: 'external', OAUTH_ISSUER: 'https://auth.example' }
  const clients = JSON.stringify([
    { clientId: 'calendar', name: 'Calendar', redirectUris: ['https://calendar.example/callback'] },
  ])
  const production = { ENVIRONMENT: 'production', JWT_SECRET: secret, PUBLIC_URL: 'https://tasks.example' }

  it.each<[string, Readonly<Record<string, string>>]>([
    ['OAUTH_ISSUER: Is required with OAUTH=external', { OAUTH: 'external' }],
    ['OAUTH_ISSUER: Needs OAUTH=external', { OAUTH_ISSUER: 'https://auth.example' }],
    ['OAUTH_ISSUER: Needs OAUTH=external', { OAUTH: 'own', OAUTH_ISSUER: 'https://auth.example' }],
    ['OAUTH_CLIENTS: Needs OAUTH=own', { OAUTH_CLIENTS: clients }],
    ['OAUTH_CLIENTS: Needs OAUTH=own', { ...external, OAUTH_CLIENTS: clients }],
    ['OAUTH_REGISTRATION: Needs OAUTH=own', { OAUTH_REGISTRATION: 'true' }],
    ['OAUTH_REGISTRATION: Needs OAUTH=own', { ...external, OAUTH_REGISTRATION: 'true' }],
    ['PUBLIC_URL: Is required with OAUTH=own in production', { ...production, OAUTH: 'own', PUBLIC_URL: '' }],
    ['PUBLIC_URL: Is required with OAUTH=external in production', { ...production, ...external, PUBLIC_URL: '' }],
    [
      'PUBLIC_URL: Must begin with https:// in production',
      { ...production, OAUTH: 'own', PUBLIC_URL: 'http://tasks.example' },
    ],
    [
      'OAUTH_ISSUER: Must begin with https:// in production',
      { ...production, ...external, OAUTH_ISSUER: 'http://auth.example' },
    ],
  ])('refuses a contradiction: %s', (message, variables) => {
    expect(messageOf(variables)).toBe(`Invalid configuration:\n  ${message}`)
  })

  it.each<Readonly<Record<string, string>>>([
    { OAUTH: 'own', OAUTH_CLIENTS: clients, OAUTH_REGISTRATION: 'true' },
    { OAUTH: 'off', OAUTH_REGISTRATION: 'false' },
    external,
    { ...production, OAUTH: 'own' },
    { ...production, ...external },
    { ...production, ...external, OAUTH_ISSUER: 'http://localhost:3000', PUBLIC_URL: 'http://localhost:8000' },
    { ...production, PUBLIC_URL: 'http://tasks.example' },
  ])('accepts %j', (variables) => {
    expect(messageOf(variables)).toBe('')
  })

  it('keeps the slash at the end of the issuer, which is part of its identifier, and no other', () => {
    const env = readEnv({ ...external, OAUTH_ISSUER: 'https://auth.example/', PUBLIC_URL: 'https://tasks.example//' })

    expect(env).toMatchObject({ OAUTH_ISSUER: 'https://auth.example/', PUBLIC_URL: 'https://tasks.example' })
  })

  it('has the address of the server in development as PUBLIC_URL, and none in production', () => {
    expect(readEnv({ PORT: '9000' }).PUBLIC_URL).toBe('http://localhost:9000')
    expect(readEnv({ ENVIRONMENT: 'production', JWT_SECRET: secret }).PUBLIC_URL).toBeUndefined()
  })
})

/** The names of the settings that are refused, in the order of the message. */
function problemsOf(variables: Readonly<Record<string, string>>): string[] {
  return messageOf(variables)
    .split('\n')
    .flatMap((line) => /^ {2}(\w+): ./.exec(line)?.[1] ?? [])
}

function messageOf(variables: Readonly<Record<string, string>>): string {
  try {
    readEnv(variables)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
