import { openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { startTestServer, testPassword } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { startOwnCitus } from '../../../../packages/db/test/own-citus.js'

it('while a worker is away, its users and operations that read every node are unavailable', async () => {
  const cluster = await startOwnCitus()
  try {
    const database = await createTestDatabase({ cluster: cluster.url })
    const server = await startTestServer({ database })
    try {
      const [lost, kept] = cluster.workers
      const { db, close } = await openDatabase(database.url, { poolMax: 1 })
      const portOf = async (id: string) => {
        const rows = await db.execute(sql`
          select nodeport from citus_shards where shardid = get_shard_id_for_distribution_column('users', ${id}::text)`)
        return Number((rows as unknown as { nodeport: number }[])[0]?.nodeport)
      }
      let served = await server.signUp()
      while ((await portOf(served.id)) !== kept.port) served = await server.signUp()
      let other = await server.signUp()
      while ((await portOf(other.id)) !== lost.port) other = await server.signUp()
      await close()

      await lost.crash()

      const unavailable = { ok: false, code: 'unavailable' }
      expect(await other.call('tasks.create', { title: 'a' })).toMatchObject(unavailable)
      expect(await served.call('tasks.create', { title: 'a' })).toMatchObject({ ok: true })
      expect(await served.call('auth.me')).toMatchObject({ ok: true })
      const passwords = { currentPassword: testPassword, newPassword: 'Other-456' }
      expect(await served.call('auth.tokens.list')).toMatchObject(unavailable)
      expect(await served.call('auth.changePassword', passwords)).toMatchObject(unavailable)

      await lost.restart()

      await expect
        .poll(() => served.call('auth.changePassword', passwords), { timeout: 20_000 })
        .toMatchObject({ ok: true })
    } finally {
      await server.close()
      await database.drop()
    }
  } finally {
    await cluster.close()
  }
}, 120_000)
