import { idempotencyKeys, tasks } from '@taskpact/db'
import { purge, purgeIdempotencyKeys } from '@taskpact/service'
import type { Input } from '@taskpact/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Instances, type InstancesUser, password, startInstances } from './instances.js'
import { queueOnLock, untilBlocked } from './queue-on-lock.js'

const file = '[{"title":"Late"}]'
const writes: readonly (readonly [string, Input])[] = [
  ['tasks.create', { title: 'Late' }],
  ['tasks.batch', { operations: [{ op: 'create', title: 'Late' }] }],
  ['tasks.import', { format: 'json', content: file }],
]
const lateCalls = [
  ...writes.flatMap(([name, input]) => [
    [name, 'without a key', input] as const,
    [name, 'with a key', { ...input, idempotencyKey: 'late' }] as const,
  ]),
  ['tasks.create', 'with an id', { title: 'Late', id: '0199e8f4-63a1-4d0e-8b11-9f1e5f0c2a77' }] as const,
]

describe('operations that lock several rows of a user', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it.each(lateCalls)('%s %s does not deadlock with the deletion of the account', async (name, _with, input) => {
    const user = await instances.signUp()

    const [deleted, written] = await queueOnLock(instances.db, user, [
      () => user.call('auth.deleteMe', { password }),
      () => user.call(name, input),
    ])

    expect(deleted).toEqual({ ok: true, value: undefined })
    expect(written).toMatchObject({ ok: false, code: 'invalid_token' })
  })

  it('calls with expired keys do not deadlock with the purge of keys and trash', async () => {
    const { db } = instances
    const user = await instances.signUp()
    await expiredTask(instances, user)
    for (const key of ['before', 'held', 'after']) await expiredKey(instances, user, key)
    const pending: Promise<unknown>[] = []

    // Whatever the order of deletion, one of the other keys is deleted before `held` and waits for the commit.
    await db.transaction(async (tx) => {
      const heldKey = and(eq(idempotencyKeys.userId, user.id), eq(idempotencyKeys.key, 'held'))
      await tx.select().from(idempotencyKeys).where(heldKey).for('update')
      pending.push(purgeIdempotencyKeys(db, new Date()))
      await untilBlocked(db, 1)
      expect(await purge({ db, now: new Date(), retentionDays: 1 })).toBe(1)
      for (const key of ['before', 'after'])
        pending.push(user.call('tasks.create', { title: 'Anew', idempotencyKey: key }))
      await untilBlocked(db, 2)
    })
    const [, ...created] = await Promise.all(pending)

    expect(created).toMatchObject([{ ok: true }, { ok: true }])
  })
})

const longAgo = new Date(Date.now() - 2 * 86_400_000).toISOString()

async function expiredTask({ db }: Instances, user: InstancesUser): Promise<void> {
  const { id: taskId } = await user.tasks('create', { title: 'Expired' })
  await user.tasks('remove', { taskId })
  await db.update(tasks).set({ deletedAt: longAgo }).where(eq(tasks.id, taskId))
}

async function expiredKey({ db }: Instances, { id }: InstancesUser, key: string): Promise<void> {
  await db.insert(idempotencyKeys).values({ userId: id, key, fingerprint: key, result: '{}', createdAt: longAgo })
}
