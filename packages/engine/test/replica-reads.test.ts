import { createNotes } from '@taskpact/engine/testing'
import { describe, expect, it } from 'vitest'
import type { ReplicaReads } from '../src/replica-reads.js'
import { ServiceError } from '../src/service-error.js'
import { createMemoryDatabase, type MemoryDatabase } from './notes/memory-database.js'

/** A replica without the notes of the primary. It fails the given number of times. */
function withReplica({ failures = 0 } = {}) {
  const replica = createMemoryDatabase()
  const users: string[] = []
  const replicaReads: ReplicaReads<MemoryDatabase> = {
    async read(primary, userId, read) {
      users.push(userId)
      const result = await read(replica)
      return failures-- > 0 ? read(primary) : result
    },
  }
  return { ...createNotes({ replicaReads }), replica, users }
}

describe('operations with `reads: replica`', () => {
  it('read from the handle that the replica provides', async () => {
    const { call, users } = withReplica()
    await call('notes.create', { fields: { text: 'a' } })

    expect(await call('notes.list')).toMatchObject({ output: { items: [] } })
    expect(users).toEqual(['ada'])
  })

  it('read from the primary if the replica fails', async () => {
    const { call } = withReplica({ failures: 1 })
    await call('notes.create', { fields: { text: 'a' } })

    expect(await call('notes.list')).toMatchObject({
      output: { items: [{ text: 'a' }] },
      etag: expect.stringMatching(/^1-/),
    })
  })

  it('read from the primary if the client has an output already', async () => {
    const { call, users } = withReplica()
    await call('notes.create', { fields: { text: 'a' } })

    expect(await call('notes.list', { ifNoneMatch: ['"other"'] })).toMatchObject({ output: { items: [{ text: 'a' }] } })
    expect(users).toEqual([])
  })

  it('have an ETag of the data that was read', async () => {
    const { call, replica } = withReplica()
    await call('notes.create', { fields: { text: 'a' } })
    replica.rows.revisions.set('ada', 7)

    expect((await call('notes.list')).etag).toMatch(/^7-/)
  })

  it('are authorized and validated before they are read', async () => {
    const { call, users } = withReplica()

    await expect(call('notes.list', { token: 'nonsense' })).rejects.toBeInstanceOf(ServiceError)
    await expect(call('notes.list', { owner: 'eve' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call('notes.list', { fields: { limit: 0 } })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(users).toEqual([])
  })
})

it('other operations read from the primary', async () => {
  const { call, users } = withReplica()
  await call('notes.create', { fields: { text: 'a' } })
  await call('notes.update', { fields: { noteId: 'note 1', text: 'b' } })

  expect(await call('notes.get', { fields: { noteId: 'note 1' } })).toMatchObject({ output: { text: 'b' } })
  expect(await call('notes.all', { stream: false })).toMatchObject({ output: { notes: [{ text: 'b' }] } })
  expect(users).toEqual([])
})
