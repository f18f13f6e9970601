import type { Task, TaskStats } from '@taskpact/contract'
import { userRevisions } from '@taskpact/db'
import { purge } from '@taskpact/service'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectedStats } from '../support/expected-stats.js'
import { fewRuns } from './few-runs.js'
import { type Instances, type InstancesUser, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import { actionOrPurge, createShared, scripts } from './task-actions.js'
import { write, writeConcurrently } from './write-concurrently.js'

const now = new Date('2026-11-24T15:30:00.000Z')
/** More than statistics read: their counts are stored. */
const many = 510

describe('statistics during concurrent writes on two instances', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances({ now: () => now })
  })
  afterAll(() => instances?.close())

  it('equal the tasks afterwards, however often they are counted meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(actionOrPurge, { writers: 8, calls: 20 }), async (writers) => {
        const user = await instances.signUp()
        await write(user, [createShared])
        await importMany(user, 'a')
        let ended = false
        const writing = writeConcurrently(user, writers).finally(() => {
          ended = true
        })
        const repeat = async (run: () => Promise<unknown>) => {
          while (!ended) await run()
        }
        await Promise.all([
          writing,
          repeat(() => user.tasks('stats')),
          repeat(() => user.tasks('stats')),
          importMany(user, 'b').then(() => importMany(user, 'a')),
          repeat(() => purge({ db: instances.db, now: new Date(now.getTime() + 2 * 86_400_000), retentionDays: 1 })),
        ])

        const tasks = Object.values(Object.fromEntries(await tasksById(user))) as Task[]
        expect((await user.tasks('stats')) as TaskStats).toEqual(expectedStats(tasks, now, 'UTC'))
        const [owner] = await instances.db.select().from(userRevisions).where(eq(userRevisions.userId, user.id))
        expect(owner?.countedRevision).toBeGreaterThan(0)
      }),
      fewRuns(2),
    )
  })

  /** Creates or replaces tasks. */
  function importMany(user: InstancesUser, letter: string): Promise<unknown> {
    const tasks = Array.from({ length: many }, (_, n) => ({
      id: `0199e8f4-63a1-7d0e-8b11-${letter}${String(n).padStart(11, '0')}`,
      title: `Task ${n}`,
      priority: n % 2 === 0 ? 'low' : 'high',
      tags: n % 3 === 0 ? ['home', letter] : [],
    }))
    return user.tasks('import', { format: 'json', content: JSON.stringify(tasks) })
  }
})
