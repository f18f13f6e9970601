import { purge } from '@taskpact/service'
import type { Input } from '@taskpact/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDevice } from './device.js'
import { fewRuns } from './few-runs.js'
import { type Instances, operationOf, startInstances } from './instances.js'
import { expectSoundLedger } from './ledger.js'
import { tasksById } from './live-tasks.js'
import { type Action, actionOrPurge, everyShared, scripts } from './task-actions.js'
import { write, writeTogether } from './write-together.js'

/** An action, sometimes with an idempotency key that other calls use as well. */
const keyedOrNot = fc
  .tuple(actionOrPurge, fc.constantFrom<Input>({}, {}, { idempotencyKey: 'a' }, { idempotencyKey: 'b' }))
  .map(([action, key]): Action => {
    const takesKey = operationOf(action.name).metadata.idempotency === 'key'
    return takesKey ? { ...action, input: { ...action.input, ...key } } : action
  })

describe('many concurrent writers of one user on two instances', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it('get only outcomes that their operations declare', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(keyedOrNot, { writers: 12, calls: 12 }), async (writers) => {
        const person = await instances.signUp()
        await write(person, [everyShared])

        const made = await writeTogether(person, writers)

        const surprises = made.flatMap(({ name, outcome }) =>
          outcome.ok || operationOf(name).errors.some((code) => code === outcome.code)
            ? []
            : [`${name} ${outcome.code}`],
        )
        expect(surprises).toEqual([])
        expect(made.filter(({ outcome }) => !outcome.ok && outcome.code === 'quota_exceeded')).toEqual([])
        await expectSoundLedger(instances.db, person.id)
        const device = createDevice(person)
        await device.drain(500)
        expect(device.tasks()).toEqual(await tasksById(person))
      }),
      fewRuns(6),
    )
  })

  it('finish while the trash of all users is purged', async () => {
    await fc.assert(
      fc.asyncProperty(scripts(keyedOrNot, { writers: 6, calls: 10 }), async (writers) => {
        const people = await Promise.all([instances.signUp(), instances.signUp()])
        for (const person of people) await write(person, [everyShared])
        let ended = false
        const writing = Promise.all(people.map((person) => writeTogether(person, writers))).finally(() => {
          ended = true
        })
        const empty = async () => {
          const twoDaysOn = new Date(Date.now() + 2 * 86_400_000)
          while (!ended) await purge({ db: instances.db, now: twoDaysOn, retentionDays: 1 })
        }

        await Promise.all([writing, empty(), empty()])

        for (const person of people) await expectSoundLedger(instances.db, person.id)
      }),
      fewRuns(4),
    )
  })
})
