import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Milliseconds after which the status of a session is read again, and some more. */
const untilStale = 4500

describe('sessions that are checked in the same turn', () => {
  let server: TestServer
  let users: User[]
  const statements: string[] = []
  beforeAll(async () => {
    server = await startTestServer({ onQuery: (statement) => void statements.push(statement) })
    users = await Promise.all(Array.from({ length: 5 }, () => server.signUp()))
  })
  afterAll(() => server?.close())

  const read = ({ token }: User) => server.by('in-process').call('tasks.stats', {}, token)
  const checksDuring = async (run: () => Promise<unknown>) => {
    statements.length = 0
    await run()
    return statements.filter((text) => /from "sessions" where/.test(text))
  }

  it('are read by one statement, and only those that have ended are refused', async () => {
    await Promise.all(users.map(read))
    const [first, second] = users as [User, User]
    const database = await server.database()
    await database.execute(`delete from sessions where user_id = '${first.id}'`)
    await new Promise((resolve) => setTimeout(resolve, untilStale))
    let outcomes: unknown[] = []
    const checks = await checksDuring(async () => {
      outcomes = await Promise.all(users.map(read))
    })

    expect(checks).toEqual([expect.stringContaining('any($1::text[])')])
    expect(outcomes).toMatchObject([{ code: 'invalid_token' }, ...users.slice(1).map(() => ({ ok: true }))])
    expect(await read(second)).toMatchObject({ ok: true })
  }, 15_000)

  it('are read by its primary key if there is only one', async () => {
    await new Promise((resolve) => setTimeout(resolve, untilStale))

    expect(await checksDuring(() => read(users[1] as User))).toEqual([expect.not.stringContaining('any(')])
  }, 15_000)
})
