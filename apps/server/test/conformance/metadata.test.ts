import { contract, type Operation, operations } from '@taskpact/contract'
import { type Input, startTestServer, type TestServer, type Transport, transports } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleInput } from '../support/sample-input.js'

const all = operations(contract)
const operationNamed = (name: string) => all.find((operation) => operation.name === name) as Operation
const keyed = all.filter(({ metadata }) => metadata.idempotency === 'key').map(({ name }) => [name] as const)
const revised = all.filter(({ metadata }) => metadata.concurrency === 'revision').map(({ name }) => [name] as const)

// For every operation, on every transport.
describe('metadata of operations', () => {
  let server: TestServer
  let token: string
  beforeAll(async () => {
    server = await startTestServer()
    token = (await server.signUp()).token
  })
  afterAll(() => server?.close())

  function call(transport: Transport, name: string, input: Input): Promise<unknown> {
    return server.by(transport).value(name, input, token)
  }

  /** Creates a task for an operation: in the trash for `restore`. */
  async function taskFor(name: string): Promise<{ id: string; revision: number }> {
    const task = (await call('in-process', 'tasks.create', { title: 'Buy milk' })) as { id: string; revision: number }
    if (name !== 'tasks.restore') return task
    await call('in-process', 'tasks.remove', { taskId: task.id })
    return { id: task.id, revision: task.revision + 1 }
  }

  async function state(): Promise<unknown> {
    return call('in-process', 'tasks.changes', { limit: 500 })
  }

  describe.each(transports)('%s', (transport) => {
    it.each(keyed)('%s has one effect per idempotency key', async (name) => {
      const { id: taskId } = await taskFor(name)
      const input = {
        ...sampleInput(operationNamed(name), { taskId }),
        idempotencyKey: `${name}/${transport.replaceAll(' ', '-')}`,
      }
      const first = await call(transport, name, input)
      const stateAfter = await state()

      expect(await call(transport, name, input)).toEqual(first)
      expect(await call('in-process', name, input)).toEqual(first)
      expect(await state()).toEqual(stateAfter)
    })

    it.each(keyed)('%s refuses an idempotency key of another call', async (name) => {
      const { id: taskId } = await taskFor(name)
      const key = `other/${name}/${transport.replaceAll(' ', '-')}`
      await call('in-process', 'tasks.create', { title: 'Something else', idempotencyKey: key })
      const before = await state()

      const outcome = await server
        .by(transport)
        .call(name, { ...sampleInput(operationNamed(name), { taskId }), idempotencyKey: key }, token)

      expect(outcome).toEqual({ ok: false, code: 'idempotency_key_reused', fields: [] })
      expect(await state()).toEqual(before)
    })

    it.each(revised)('%s accepts the current revision in ifMatch', async (name) => {
      const { id: taskId, revision } = await taskFor(name)
      await call(transport, name, { ...sampleInput(operationNamed(name), { taskId }), ifMatch: revision })
    })

    it.each(revised)('%s refuses another revision in ifMatch, and changes nothing', async (name) => {
      const { id: taskId, revision } = await taskFor(name)
      const before = await state()
      for (const ifMatch of [0, revision - 1, revision + 1]) {
        const input = { ...sampleInput(operationNamed(name), { taskId }), ifMatch }
        const outcome = await server.by(transport).call(name, input, token)
        expect(outcome).toEqual({ ok: false, code: 'revision_mismatch', fields: [] })
      }
      expect(await state()).toEqual(before)
    })
  })
})
