import { expect, it } from 'vitest'
import { readEnv } from './env.js'
import { printConfig } from './print-config.js'

it('prints each effective setting and hides secrets', () => {
  const shown = printConfig(
    readEnv({
      DATABASE_URL: 'postgres://ada:hunter2@db.example.org:5432/tasks?sslmode=require&password=hunter2',
      DATABASE_READ_URL: 'postgres://ada:hunter2@replica.example.org/tasks',
      REDIS_URL: 'redis://:hunter2@cache.example.org/0',
      JWT_SECRET: 'hunter2 '.repeat(5),
      JWT_SECRET_PREVIOUS: 'hunter2-'.repeat(5),
      METRICS_TOKEN: 'hunter2-hunter2-hunter2',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=hunter2',
      OIDC_PROVIDERS: JSON.stringify([
        { id: 'one', name: 'One', issuer: 'https://one.example', clientId: 'tasks', clientSecret: 'hunter2' },
      ]),
      OAUTH: 'own',
      OAUTH_CLIENTS: JSON.stringify([
        { clientId: 'a', name: 'A', redirectUris: ['https://a.example/b'], clientSecret: 'hunter2 '.repeat(5) },
      ]),
      CORS_ORIGINS: 'https://a.example.org, https://b.example.org',
      PORT: '1234',
    }),
  )

  expect(shown).not.toContain('hunter2')
  expect(shown.split('\n')).toEqual(
    expect.arrayContaining([
      'DATABASE_URL=postgres://ada:***@db.example.org:5432/tasks?sslmode=require&password=***',
      'DATABASE_READ_URL=postgres://ada:***@replica.example.org/tasks',
      'REDIS_URL=redis://:***@cache.example.org/0',
      'JWT_SECRET=***',
      'OAUTH_CLIENTS=***',
      'OIDC_PROVIDERS=***',
      'CORS_ORIGINS=https://a.example.org,https://b.example.org',
      'PORT=1234',
      'WORKERS=1',
      'HOST=127.0.0.1',
    ]),
  )
})
