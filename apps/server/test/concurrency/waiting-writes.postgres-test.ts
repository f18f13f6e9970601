import type { Outcome } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Instances, operationOf, startInstances } from './instances.js'
import { queueOnLock } from './queue-on-lock.js'

/** Two concurrent calls that wait for the same row, and the outcomes that the second may have. */
const orders = [
  ['restore', 'remove', 'outside the trash', ['ok', 'not_found']],
  ['complete', 'restore', 'in the trash', ['ok', 'not_found']],
  ['update', 'restore', 'in the trash', ['ok', 'not_found']],
  ['remove', 'restore', 'in the trash', ['ok', 'not_found']],
  ['purge', 'remove', 'outside the trash', ['ok', 'not_found']],
  ['restore', 'purge', 'in the trash', ['not_found']],
  ['complete', 'remove', 'outside the trash', ['not_found']],
  ['remove', 'remove', 'outside the trash', ['not_found']],
] as const

describe('a write that waits for another', () => {
  let instances: Instances
  beforeAll(async () => {
    instances = await startInstances()
  })
  afterAll(() => instances?.close())

  it.each(orders)(
    '%s after %s of a task that was %s reports the actual state',
    async (second, first, place, allowed) => {
      const user = await instances.signUp()
      const { id: taskId } = await user.tasks('create', { title: 'One' })
      if (place === 'in the trash') await user.tasks('remove', { taskId })
      const input = (name: string) => ({ taskId, ...(name === 'update' && { title: 'New', dueDate: '2026-11-24' }) })

      const [firstOutcome, secondOutcome] = await queueOnLock(instances.db, user, [
        () => user.call(`tasks.${first}`, input(first)),
        () => user.call(`tasks.${second}`, input(second)),
      ])

      expect(firstOutcome).toMatchObject({ ok: true })
      expect(allowed).toContain(codeOf(secondOutcome))
      if (secondOutcome && !secondOutcome.ok)
        expect(operationOf(`tasks.${second}`).errors).toContain(secondOutcome.code)
    },
  )
})

function codeOf(outcome: Outcome | undefined): string {
  return outcome?.ok ? 'ok' : (outcome?.code ?? 'nothing')
}
