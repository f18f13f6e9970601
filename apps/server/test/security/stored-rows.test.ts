import type { AccountExport, ImportReport, SignedIn, Task } from '@taskpact/contract'
import { testPassword, transports } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, startOpenServer } from '../support/task-user.js'

/** Valid in earlier releases, which did not limit the parts of an address (RFC 5321, section 4.5.3.1). */
const addresses = [
  `${'a'.repeat(65)}@example.com`,
  `a@${'b'.repeat(64)}.com`,
  'a@example-.com',
  `'o.neil+x_-@example.com`,
]

/** 240 code points in NFC: earlier releases counted the 120 that were sent. */
const longTitle = '\u09df'.repeat(120).normalize('NFC')

describe('rows of earlier releases', () => {
  let server: OpenServer
  beforeAll(async () => {
    server = await startOpenServer()
  })
  afterAll(() => server?.close())

  describe.each(addresses)('an account with the address %s', (email) => {
    it('can sign in on every transport, and has its address', async () => {
      const { id } = await server.signUp()
      await server.db.execute(sql`update users set email = ${email} where id = ${id}`)
      // Distributed tables have no trigger that does it.
      await server.db.execute(sql`insert into emails (email, owner) values (${email}, ${id}) on conflict do nothing`)

      for (const transport of transports) {
        const input = { email: ` ${email.toUpperCase()} `, password: testPassword }
        const { user } = await server.by(transport).value<SignedIn>('auth.signin', input)
        expect(user, transport).toMatchObject({ id, email })
      }
    })

    it('fails with invalid_credentials for a wrong password', async () => {
      const input = { email, password: 'another password' }
      expect(await server.by('rest').call('auth.signin', input)).toMatchObject({ code: 'invalid_credentials' })
    })
  })

  it('a task with a title that is too long can be read, changed, exported and moved to the trash', async () => {
    const owner = await server.signUp()
    const { id: taskId } = await owner.value<Task>('tasks.create', { title: 'Short', tags: ['home'] })
    await server.db.execute(sql`
      update tasks set title = ${longTitle} where user_id = ${owner.id} and id = ${taskId}::uuid`)

    expect(await owner.value('tasks.update', { taskId, dueDate: '2026-11-24' })).toMatchObject({ title: longTitle })
    expect(await owner.value('tasks.complete', { taskId, completed: true })).toMatchObject({ title: longTitle })
    const exported = await owner.value<AccountExport>('auth.exportMe')
    expect(exported.tasks).toMatchObject([{ title: longTitle, dueDate: '2026-11-24', completed: true }])
    expect(await owner.call('tasks.remove', { taskId })).toMatchObject({ ok: true })
  })

  it('an import names such a task as invalid, and takes the others', async () => {
    const user = await server.signUp()
    const content = JSON.stringify({ tasks: [{ title: longTitle }, { title: 'Short' }] })

    const report = await user.value<ImportReport>('tasks.import', { content })

    expect(report).toMatchObject({ created: 1, failed: [{ row: 1, problem: { code: 'invalid_input' } }] })
    expect(report.failed[0]?.problem.errors).toMatchObject([{ pointer: '/title', code: 'too_long' }])
  })
})
