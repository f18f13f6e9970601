import { createTestDatabase } from '@taskpact/db/testing'
import { expect, it, vi } from 'vitest'
import { type OpenServer, type RestUser, signInAgain, signUpUser, startOpenServer } from '../../support/task-user.js'

// The job runs first when the server starts, so the clock of a second server decides what is purged.
it.each([
  ['deletes the trash after', '30', 0],
  ['keeps the trash before', '32', 1],
])('a server started 31 days later %s TRASH_RETENTION_DAYS=%s', async (_what, retention, remaining) => {
  const database = await createTestDatabase()
  const env = { TRASH_RETENTION_DAYS: retention }
  try {
    const ada = await withServer({ database, env, now: () => new Date('2026-11-23T12:00:00Z') }, async (server) => {
      const ada = await signUpUser(server)
      await ada.deleteTask(await ada.createTask())
      return ada
    })
    await withServer({ database, env, now: () => new Date('2026-12-24T12:00:00Z') }, async (server) => {
      const later: RestUser = await signInAgain(server, ada)
      await vi.waitFor(async () => expect(await later.listTasks('trashed=true')).toHaveLength(remaining), 5000)
      await later.createTask() // the first run is complete by then
      expect(await later.listTasks('trashed=true')).toHaveLength(remaining)
      expect(server.log.filter((line) => line.includes('"purged":1'))).toHaveLength(1 - remaining)
      expect(server.log.filter((line) => line.includes('could not be emptied'))).toEqual([])
    })
  } finally {
    await database.drop()
  }
})

async function withServer<T>(
  options: Parameters<typeof startOpenServer>[0],
  use: (server: OpenServer) => Promise<T>,
): Promise<T> {
  const server = await startOpenServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}
