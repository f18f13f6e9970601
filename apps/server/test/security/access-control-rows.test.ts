import { randomUUID } from 'node:crypto'
import { contract, operations, type SignedIn } from '@taskpact/contract'
import { openDatabase, tasks, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { createPerform } from '@taskpact/engine'
import { createAuth, createService, stores, translateError } from '@taskpact/service'
import { callsOn, type Input, startTestServer, succeeded, testSecret, transports } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sampleInput } from '../support/sample-input.js'

/** Fields that a request may not set, by their names in the contract, in the tables and in other services. */
const forbiddenFields: Input = Object.fromEntries(
  ['user_id', 'owner', 'id', 'createdAt', 'created_at', 'revision', 'version', 'role', 'isAdmin', 'emailVerified']
    .concat(['passwordHash', 'password_hash', 'deletedAt', 'updatedAt', 'completedAt'])
    .map((name) => [name, 'set by a request']),
)

describe('fields that a request may not set', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database?.drop())

  it('A3: are refused on every transport, and no row changes', async () => {
    const server = await startTestServer({ database })
    const created = new Map<string, { id: string; taskId: string }>()
    try {
      for (const transport of transports) {
        const { call } = server.by(transport)
        const ada = await server.signUp()
        const task = succeeded(await call('tasks.create', { title: 'unchanged' }, ada.token)) as { id: string }
        created.set(transport, { id: ada.id, taskId: task.id })
        for (const [name, value] of Object.entries(forbiddenFields)) {
          const extra = { [name]: value }
          const refused = { code: 'invalid_input' }
          const account = { email: `${randomUUID()}@refused.example`, password: 'Test123!' }
          expect(await call('tasks.create', { title: 'x', ...extra }, ada.token), name).toMatchObject(refused)
          expect(await call('tasks.update', { taskId: task.id, title: 'x', ...extra }, ada.token)).toMatchObject(
            refused,
          )
          expect(await call('tasks.complete', { taskId: task.id, ...extra }, ada.token)).toMatchObject(refused)
          expect(await call('auth.updateMe', { name: 'x', ...extra }, ada.token)).toMatchObject(refused)
          expect(await call('auth.signup', { ...account, ...extra })).toMatchObject(refused)
        }
      }
    } finally {
      await server.close()
    }

    const { db, close } = await openDatabase(database.url)
    try {
      const userRows = await db.select().from(users)
      const rows = await db.select().from(tasks)
      expect(userRows.map(({ id }) => id).sort()).toEqual([...created.values()].map(({ id }) => id).sort())
      expect(userRows.map(({ name }) => name)).toEqual(userRows.map(() => null))
      for (const { id, taskId } of created.values()) {
        const [row, ...others] = rows.filter(({ userId }) => userId === id)
        expect(others).toEqual([])
        expect(row).toMatchObject({ id: taskId, title: 'unchanged', completedAt: null, deletedAt: null, revision: 1 })
      }
    } finally {
      await close()
    }
  }, 60_000)
})

describe('response fields', () => {
  it('A4: contain no hash or secret in any output of the contract', () => {
    const fields = operations(contract).flatMap(({ name, output }) =>
      output ? fieldsOf(z.toJSONSchema(output, { io: 'output' })).map((field) => `${name}: ${field}`) : [],
    )

    expect(fields.length).toBeGreaterThan(20)
    // Shown once, for an authenticator app.
    const shown = ['auth.secondFactor.begin: secret']
    expect(fields.filter((field) => /: .*(hash|password|secret|salt|kept|usesTokenStore)/i.test(field))).toEqual(shown)
    const tokens = fields.filter((field) => /: .*token/i.test(field)).map((field) => field.split(':')[0])
    expect(new Set(tokens)).toEqual(
      new Set([
        'auth.signup',
        'auth.signin',
        'auth.signInWithLink',
        'auth.signInWithCode',
        'auth.refresh',
        'auth.changePassword',
        'auth.exportMe', // a list of tokens without the tokens themselves
        'auth.tokens.create',
        'auth.passkeys.signIn',
        'auth.identities.signIn',
      ]),
    )
  })

  it('A4: are those of the contract, even if a handler returns more', async () => {
    const server = await startTestServer({
      api: {
        contract,
        createService: (taskpact) => ({
          ...taskpact,
          auth: {
            ...taskpact.auth,
            me: async (input, ctx) => ({ ...(await taskpact.auth.me(input, ctx)), passwordHash: 'x', tokenHash: 'y' }),
          },
        }),
      },
    })
    try {
      const ada = await server.signUp()
      for (const transport of transports) {
        const me = succeeded(await server.by(transport).call('auth.me', {}, ada.token)) as object
        expect(Object.keys(me).sort()).toEqual(['createdAt', 'email', 'emailVerified', 'id', 'name'])
      }
    } finally {
      await server.close()
    }
  })
})

it('A8: every statement on rows of users is restricted to the calling user', async () => {
  let statements: [sql: string, params: unknown[]][] = []
  const database = await createTestDatabase()
  const opened = await openDatabase(database.url, {
    onQuery: (sql, params) => void statements.push([sql, params]),
  })
  try {
    await opened.migrate()
    const { db } = opened
    const auth = await createAuth({ secrets: [testSecret], onAudit: () => {} })
    const all = operations(contract)
    const service = createService({ auth, environment: 'test', taskLimit: 100, version: '1' })
    const perform = createPerform({ operations: all, service, db, stores, translateError, identify: auth.identify })
    const check = () => Promise.reject(new Error('There is no server'))
    const calls = callsOn({ url: '', perform, operations: all, check })('in-process')
    const touched = new Set<string>()

    for (const operation of all) {
      statements = []
      const account = { email: `${randomUUID()}@example.org`, password: 'Test123!' }
      const signedUp = await calls.value<SignedIn>('auth.signup', account)
      const newIds = { taskId: randomUUID(), sessionId: randomUUID(), idempotencyKey: randomUUID() }
      const ids = { ...newIds, refreshToken: signedUp.refreshToken, ...account }
      await calls.call(operation.name, sampleInput(operation, ids), signedUp.token)

      for (const [sql, params] of statements) {
        for (const [table, owner] of ownersIn(sql)) {
          touched.add(table)
          expect(params[owner - 1], `${operation.name}: ${table} in ${sql}`).toBe(signedUp.user.id)
        }
      }
    }
    expect([...touched].sort()).toEqual(['auth_events', 'idempotency_keys', 'sessions', 'tasks', 'user_revisions'])
  } finally {
    await opened.close()
    await database.drop()
  }
})

const userTables = 'tasks|sessions|auth_events|user_revisions|idempotency_keys'

/** Returns each use of a table with rows of users, and the number of the parameter for the user id, or 0 if there is none. */
function ownersIn(sql: string): [table: string, parameter: number][] {
  const use = new RegExp(`\\b(from|join|update|into)\\s+"?(${userTables})"?(?=\\s|\\()(?:\\s+(t)\\b)?`, 'g')
  const uses = [...sql.matchAll(use)]
  const received = new Map<string, number>()
  return uses.map(({ 1: verb, 2: table = '', 3: alias, index }, i) => {
    const part = sql.slice(index, uses[i + 1]?.index)
    if (verb === 'into') {
      const owner = /\(\s*"?user_id"?[^)]*\)\s*(?:values \(|select\s+)(\$\d+|(?:\w+\.)?"?user_id"?)/.exec(part)?.[1]
      // A selected id is that of a row of the user, which the statement selects before.
      const parameter = owner?.startsWith('$') ? owner : owner && /"?user_id"? = (\$\d+)/.exec(sql)?.[1]
      return [table, Number(parameter?.slice(1) ?? 0)]
    }
    const name = alias ?? table
    const nth = received.get(name) ?? 0
    received.set(name, nth + 1)
    // Searched in the whole statement: the condition of a table joined to a subquery comes after it.
    const named = [...sql.matchAll(new RegExp(`"?\\b${name}"?\\."?user_id"? = \\$(\\d+)`, 'g'))][nth]
    return [table, Number((named ?? /\bwhere user_id = \$(\d+)/.exec(part))?.[1] ?? 0)]
  })
}

function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const properties = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...properties, ...Object.values(schema).flatMap(fieldsOf)]
}
