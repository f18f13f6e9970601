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

/** What no caller may set, in the names of the contract, of the tables and of other services. */
const forbidden: Input = Object.fromEntries(
  ['user_id', 'owner', 'id', 'createdAt', 'created_at', 'revision', 'version', 'role', 'isAdmin', 'emailVerified']
    .concat(['passwordHash', 'password_hash', 'deletedAt', 'updatedAt', 'completedAt'])
    .map((name) => [name, 'set by a caller']),
)

describe('what a caller may not set', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database?.drop())

  it('A3: is refused in every way, and the rows are as if it had not been sent', async () => {
    const gate = await startTestServer({ database })
    const made = new Map<string, { id: string; taskId: string }>()
    try {
      for (const way of transports) {
        const { call } = gate.by(way)
        const ada = await gate.signUp()
        const task = succeeded(await call('tasks.create', { title: 'as it was' }, ada.token)) as { id: string }
        made.set(way, { id: ada.id, taskId: task.id })
        for (const [name, value] of Object.entries(forbidden)) {
          const more = { [name]: value }
          const refused = { code: 'invalid_input' }
          const account = { email: `${randomUUID()}@refused.example`, password: 'Test123!' }
          expect(await call('tasks.create', { title: 'x', ...more }, ada.token), name).toMatchObject(refused)
          expect(await call('tasks.update', { taskId: task.id, title: 'x', ...more }, ada.token)).toMatchObject(refused)
          expect(await call('tasks.complete', { taskId: task.id, ...more }, ada.token)).toMatchObject(refused)
          expect(await call('auth.updateMe', { name: 'x', ...more }, ada.token)).toMatchObject(refused)
          expect(await call('auth.signup', { ...account, ...more })).toMatchObject(refused)
        }
      }
    } finally {
      await gate.close()
    }

    const { db, close } = await openDatabase(database.url)
    try {
      const people = await db.select().from(users)
      const rows = await db.select().from(tasks)
      expect(people.map(({ id }) => id).sort()).toEqual([...made.values()].map(({ id }) => id).sort())
      expect(people.map(({ name }) => name)).toEqual(people.map(() => null))
      for (const { id, taskId } of made.values()) {
        const [row, ...others] = rows.filter(({ userId }) => userId === id)
        expect(others).toEqual([])
        expect(row).toMatchObject({ id: taskId, title: 'as it was', completedAt: null, deletedAt: null, revision: 1 })
      }
    } finally {
      await close()
    }
  }, 60_000)
})

describe('what a caller learns', () => {
  it('A4: has no field for hashes and secrets in any answer of the contract', () => {
    const fields = operations(contract).flatMap(({ name, output }) =>
      output ? fieldsOf(z.toJSONSchema(output, { io: 'output' })).map((field) => `${name}: ${field}`) : [],
    )

    expect(fields.length).toBeGreaterThan(20)
    expect(fields.filter((field) => /: .*(hash|password|secret|salt|kept|usesTokenStore)/i.test(field))).toEqual([])
    const tokens = fields.filter((field) => /: .*token/i.test(field)).map((field) => field.split(':')[0])
    expect(new Set(tokens)).toEqual(new Set(['auth.signup', 'auth.signin', 'auth.refresh', 'auth.changePassword']))
  })

  it('A4: is no more than the contract has, whatever a handler returns', async () => {
    const gate = await startTestServer({
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
      const ada = await gate.signUp()
      for (const way of transports) {
        const me = succeeded(await gate.by(way).call('auth.me', {}, ada.token)) as object
        expect(Object.keys(me).sort()).toEqual(['createdAt', 'email', 'id', 'name'])
      }
    } finally {
      await gate.close()
    }
  })
})

it('A8: every statement on rows of users names the user who calls', async () => {
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
      const some = { taskId: randomUUID(), sessionId: randomUUID(), idempotencyKey: randomUUID() }
      const ids = { ...some, refreshToken: signedUp.refreshToken, ...account }
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

const ofUsers = 'tasks|sessions|auth_events|user_revisions|idempotency_keys'

/** Each use of a table with rows of users, and the number of the parameter that names the user; 0 where none does. */
function ownersIn(sql: string): [table: string, parameter: number][] {
  const use = new RegExp(`\\b(from|join|update|into)\\s+"?(${ofUsers})"?(?=\\s|\\()(?:\\s+(t)\\b)?`, 'g')
  const uses = [...sql.matchAll(use)]
  const seen = new Map<string, number>()
  return uses.map(({ 1: verb, 2: table = '', 3: alias, index }, i) => {
    const part = sql.slice(index, uses[i + 1]?.index)
    if (verb === 'into') {
      const owner = /\(\s*"?user_id"?[^)]*\)\s*(?:values \(|select\s+)\$(\d+)/.exec(part)
      return [table, Number(owner?.[1] ?? 0)]
    }
    const name = alias ?? table
    const nth = seen.get(name) ?? 0
    seen.set(name, nth + 1)
    // Anywhere: a table that is joined to a subquery has its condition on the user after it.
    const named = [...sql.matchAll(new RegExp(`"?\\b${name}"?\\."?user_id"? = \\$(\\d+)`, 'g'))][nth]
    return [table, Number((named ?? /\bwhere user_id = \$(\d+)/.exec(part))?.[1] ?? 0)]
  })
}

function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const properties = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...properties, ...Object.values(schema).flatMap(fieldsOf)]
}
