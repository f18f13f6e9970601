import { idempotencyKeys, tasks } from '@taskpact/db'
import { purge, purgeIdempotencyKeys } from '@taskpact/service'
import type { Input } from '@taskpact/testing'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTurn, untilWaiting } from './in-turn.js'
import { type Instances, type InstancesUser, password, startInstances } from './instances.js'

const file = '[{"title":"Late"}]'
const writes: readonly (readonly [string, Input])[] = [
  ['tasks.create', { title: 'Late' }],
  ['tasks.batch', { operations: [{ op: 'create', title: 'Late' }] }],
  ['tasks.import', { format: 'json', content: file }],
]
const late = writes.flatMap(([name, input]) => [
  [name, 'without a key', input] as const,
  [name, 'with a key', { ...input, idempotencyKey: 'late' }] as const,
])

describe('what locks several rows of a user', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it.each(late)('%s %s and the deletion of the account do not wait for each other', async (name, _key, input) => {
    const person = await instances.signUp()

    const [deleted, written] = await inTurn(instances.db, person, [
      () => person.call('auth.deleteMe', { password }),
      () => person.call(name, input),
    ])

    expect(deleted).toEqual({ ok: true, value: undefined })
    expect(written).toMatchObject({ ok: false, code: 'invalid_token' })
  })

  it('claims of expired keys do not deadlock with purging keys and trash', async () => {
    const { db } = instances
    const person = await instances.signUp()
    await expiredTask(instances, person)
    for (const key of ['before', 'held', 'after']) await expiredKey(instances, person, key)
    const work: Promise<unknown>[] = []

    // In whichever order the keys are deleted, one of the others is deleted before `held` and waits for the commit.
    await db.transaction(async (tx) => {
      const ofHeld = and(eq(idempotencyKeys.userId, person.id), eq(idempotencyKeys.key, 'held'))
      await tx.select().from(idempotencyKeys).where(ofHeld).for('update')
      work.push(purgeIdempotencyKeys(db, new Date()))
      await untilWaiting(db, 1)
      expect(await purge({ db, now: new Date(), retentionDays: 1 })).toBe(1)
      for (const key of ['before', 'after'])
        work.push(person.call('tasks.create', { title: 'Anew', idempotencyKey: key }))
      await untilWaiting(db, 2)
    })
    const [, ...created] = await Promise.all(work)

    expect(created).toMatchObject([{ ok: true }, { ok: true }])
  })
})

const longAgo = new Date(Date.now() - 2 * 86_400_000).toISOString()

async function expiredTask({ db }: Instances, person: InstancesUser): Promise<void> {
  const { id: taskId } = await person.tasks('create', { title: 'Expired' })
  await person.tasks('remove', { taskId })
  await db.update(tasks).set({ deletedAt: longAgo }).where(eq(tasks.id, taskId))
}

async function expiredKey({ db }: Instances, { id }: InstancesUser, key: string): Promise<void> {
  await db.insert(idempotencyKeys).values({ userId: id, key, fingerprint: key, result: '{}', createdAt: longAgo })
}
