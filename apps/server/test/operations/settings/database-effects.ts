import { type Contract, contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { sendTo, startTestServer, testSecret, unlimitedCalls } from '@taskpact/testing'
import { expect } from 'vitest'
import { startProcess } from '../../support/server-process.js'
import type { Effect, SettingName } from './with-settings.js'

/** Effects that are visible only on a PostgreSQL server. */
export const databaseEffects = {
  DATABASE_URL: async () => {
    const database = await createTestDatabase()
    try {
      expect(await queryOnServer({}, 'select current_database() as value', database)).toEqual([
        { value: new URL(database.url).pathname.slice(1) },
      ])
    } finally {
      await database.drop()
    }
  },
  DATABASE_DIRECT_URL: async () => {
    const database = await createTestDatabase()
    const DATABASE_DIRECT_URL = `${database.url}?application_name=direct`
    const server = await startTestServer({ database, env: { DATABASE_DIRECT_URL } })
    const sessions = `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'direct'`
    try {
      const open = await server.database()
      await expect.poll(() => open.execute(sessions)).toMatchObject([{ count: 1 }])
    } finally {
      await server.close()
      await database.drop()
    }
  },
  DATABASE_READ_URL: async () => {
    const database = await createTestDatabase()
    const server = await startTestServer({ database, env: { DATABASE_READ_URL: database.url } })
    const { send } = server
    const { token } = await server.signUp()
    try {
      await expect
        .poll(async () => {
          await send('/api/me/tasks', { token })
          return series((await send('/metrics')).text, 'taskpact_replica_reads_total{outcome="served"}')
        })
        .toMatch(/[1-9]/)
    } finally {
      await server.close()
      await database.drop()
    }
  },
  DATABASE_POOL_MAX: async () => {
    expect(await metric({ DATABASE_POOL_MAX: '3' }, 'taskpact_database_connections_max')).toBe('3')
  },
  DATABASE_TIMEOUT: async () => {
    expect(await queryOnServer({ DATABASE_TIMEOUT: '20' }, `select 'slept' as value from pg_sleep(2)`)).toEqual([
      { value: 'slept' },
    ])
    await expect(queryOnServer({ DATABASE_TIMEOUT: '1' }, `select 'slept' as value from pg_sleep(2)`)).rejects.toThrow()
  },
  DATABASE_PREPARE: async () => {
    const prepared = 'select count(*) > 0 as value from pg_prepared_statements'
    const settings = { DATABASE_POOL_MAX: '1' }
    expect(await queryOnServer({ ...settings, DATABASE_PREPARE: 'true' }, prepared)).toEqual([{ value: true }])
    expect(await queryOnServer({ ...settings, DATABASE_PREPARE: 'false' }, prepared)).toEqual([{ value: false }])
  },
  MIGRATE_ON_START: async () => {
    expect(await readiness('false')).toBe(503)
    expect(await readiness('true')).toBe(200)
  },
  WORKERS: async () => {
    const database = await createTestDatabase()
    const env = { DATABASE_URL: database.url, DATABASE_POOL_MAX: '3', JWT_SECRET: testSecret, WORKERS: '2' }
    const server = await startProcess({ ...unlimitedCalls, ...env })
    try {
      await expect
        .poll(
          async () =>
            series((await sendTo(() => server as never)('/metrics')).text, 'taskpact_database_connections_max'),
          {
            timeout: 60_000,
          },
        )
        .toBe('6') // of two processes
    } finally {
      await server.stop()
      await database.drop()
    }
  },
} satisfies Partial<Record<SettingName, Effect>>

type Settings = Partial<Record<SettingName, string>>

function series(text: string, name: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name} `))
    ?.slice(name.length + 1)
}

async function metric(env: Settings, name: string): Promise<string | undefined> {
  const server = await startTestServer({ env })
  try {
    return series((await sendTo(() => server)('/metrics')).text, name)
  } finally {
    await server.close()
  }
}

/** Returns the status of the readiness check of a server on an empty database. */
async function readiness(MIGRATE_ON_START: string): Promise<number> {
  const database = await createTestDatabase({ isEmpty: true })
  const server = await startTestServer({ database, env: { MIGRATE_ON_START } })
  try {
    return (await sendTo(() => server)('/health/ready')).status
  } finally {
    await server.close()
    await database.drop()
  }
}

/** Returns the rows of a statement, over the connections of a server. */
async function queryOnServer(
  env: Settings,
  statement: string,
  database?: Awaited<ReturnType<typeof createTestDatabase>>,
) {
  let db: Database | undefined
  const server = await startTestServer<Contract>({
    env,
    ...(database && { database }),
    api: {
      contract,
      createService: (service) => ({
        ...service,
        system: {
          ...service.system,
          health: (input, ctx) => {
            db = ctx.db
            return service.system.health(input, ctx)
          },
        },
      }),
    },
  })
  try {
    const send = sendTo(() => server)
    await send('/health')
    const { token } = await server.signUp('ada@example.com')
    await send('/api/me/tasks', { token })
    if (!db) throw new TypeError('The handler of health has a context')
    return [...((await db.execute(statement)) as unknown as Iterable<unknown>)] // postgres.js returns a list
  } finally {
    await server.close()
  }
}
