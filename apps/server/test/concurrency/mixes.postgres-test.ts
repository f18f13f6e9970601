import { purge } from '@taskpact/service'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevice } from './device.js'
import { fewRuns } from './few-runs.js'
import { type Instances, operationOf, startInstances } from './instances.js'
import { tasksById } from './live-tasks.js'
import { type Action, actionOrPurge, createShared, scripts } from './task-actions.js'
import { expectConsistentCounters } from './user-counters.js'
import { write, writeConcurrently } from './write-concurrently.js'

/** An action, sometimes with an idempotency key that other calls use as well. */
const maybeKeyed = fc
  .tuple(actionOrPurge, fc.constantFrom<Input>({}, {}, { idempotencyKey: 'a' }, { idempotencyKey: 'b' }))
  .map(([action, key]): Action => {
    const acceptsKey = operationOf(action.name).metadata.idempotency === 'key'
    return acceptsKey ? { ...action, input: { ...action.input, ...key } } : action
  })

describe('many concurrent writers of one user on two instances', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it('get only outcomes that their operations declare', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(maybeKeyed, { writers: 12, calls: 12 }), async (writers) => {
        const user = await instances.signUp()
        await write(user, [createShared])

        const calls = await writeConcurrently(user, writers)

        const undeclared = calls.flatMap(({ name, outcome }) =>
          outcome.ok || operationOf(name).errors.some((code) => code === outcome.code)
            ? []
            : [`${name} ${outcome.code}`],
        )
        expect(undeclared).toEqual([])
        expect(calls.filter(({ outcome }) => !outcome.ok && outcome.code === 'quota_exceeded')).toEqual([])
        await expectConsistentCounters(instances.db, user.id)
        const device = createDevice(user)
        await device.readAll(500)
        expect(device.tasks()).toEqual(await tasksById(user))
      }),
      fewRuns(6),
    )
  })

  it('finish while the trash of all users is purged', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(maybeKeyed, { writers: 6, calls: 10 }), async (writers) => {
        const users = await Promise.all([instances.signUp(), instances.signUp()])
        for (const user of users) await write(user, [createShared])
        let ended = false
        const writing = Promise.all(users.map((user) => writeConcurrently(user, writers))).finally(() => {
          ended = true
        })
        const purgeRepeatedly = async () => {
          const inTwoDays = new Date(Date.now() + 2 * 86_400_000)
          while (!ended) await purge({ db: instances.db, now: inTwoDays, retentionDays: 1 })
        }

        await Promise.all([writing, purgeRepeatedly(), purgeRepeatedly()])

        for (const user of users) await expectConsistentCounters(instances.db, user.id)
      }),
      fewRuns(4),
    )
  })
})
