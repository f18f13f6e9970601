import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startMailServer, startTestServer, type TestMailServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordedCalls } from '../conformance/recorded-calls.js'
import { replay } from '../conformance/replay.js'
import { startTestProvider, type TestProvider } from '../support/identity-provider.js'
import { createStatementRecorder, type Plan } from './explain.js'

const now = () => new Date('2026-03-01T12:00:00Z')

describe('all operations', () => {
  const statements = createStatementRecorder()
  const databases: TestDatabase[] = []
  let onCitus: TestServer
  let provider: TestProvider
  let mail: TestMailServer
  const outcomes: Record<'citus' | 'plain', ReadonlyMap<string, unknown>> = { citus: new Map(), plain: new Map() }
  let plans: readonly Plan[] = []

  beforeAll(async () => {
    databases.push(await createTestDatabase(), await createTestDatabase({ isDistributed: false }))
    const [distributed, plain] = databases
    provider = await startTestProvider()
    mail = await startMailServer()
    const env = { ...mail.env, OIDC_PROVIDERS: provider.setting }
    onCitus = await startTestServer({
      now,
      env,
      database: distributed as TestDatabase,
      onQuery: statements.onQuery,
    })
    const onPlain = await startTestServer({ now, env, database: plain as TestDatabase })
    for (const [kind, server] of [
      ['citus', onCitus],
      ['plain', onPlain],
    ] as const) {
      // Addresses of their own, because they have one mail server.
      const services = { mail, database: server.database, now }
      outcomes[kind] = await replay(server.by('rest'), `on-${kind}@example.com`, services)
    }
    await onPlain.close()
    plans = await statements.plans(await onCitus.database())
  }, 120_000)
  afterAll(async () => {
    await onCitus?.close()
    await provider?.close()
    await mail?.close()
    for (const database of databases) await database.drop()
    const lines = plans.map(
      ({ tasks, isPulled, text }) => `${tasks}${isPulled ? ', by the coordinator' : ''}: ${text.slice(0, 150)}`,
    )
    process.stdout.write(`\nShards that each statement runs on:\n${lines.sort().join('\n')}\n`)
  })

  it.each(recordedCalls.map(({ label, operation }) => [operation, label] as const))(
    '%s (%s) has the same outcome on Citus and on PostgreSQL',
    (_operation, label) => {
      expect(outcomes.plain.get(label)).toBeDefined()
      expect(outcomes.citus.get(label)).toEqual(outcomes.plain.get(label))
    },
  )

  it('run each statement of a user on one shard', () => {
    expect(plans.length).toBeGreaterThan(40)
    const several = plans.filter(({ tasks, isPermitted }) => tasks > 1 && !isPermitted)
    expect(several.map(({ text }) => text)).toEqual([])
  })

  it('insert rows by the coordinator only to create and import tasks', () => {
    const pulled = plans.filter(({ isPulled }) => isPulled).map(({ text }) => text)
    expect(pulled.every((text) => /insert into "?tasks"?/.test(text))).toBe(true)
  })
})
