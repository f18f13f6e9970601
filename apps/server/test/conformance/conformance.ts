import { randomUUID } from 'node:crypto'
import { type AppRouter, type Operation, operations, type Place } from '@taskpact/contract'
import {
  type Input,
  type Outcome,
  startTestServer,
  type TestServer,
  transports,
  transportsOf,
  type User,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../../src/server.js'
import { hostile } from '../support/hostile-texts.js'
import { sampleInput, stringFields } from '../support/sample-input.js'

interface Owner extends User {
  /** Existing resources of this user, by the name of their field. */
  readonly ids: Input
}

/** Tests every operation of a contract on every transport. A new operation is covered as soon as it is in the contract. */
export function describeConformance<C extends AppRouter>(
  api: Api<C>,
  covers: (name: string) => boolean = () => true,
): void {
  const all = operations(api.contract)
  const covered = all.filter(({ name }) => covers(name))
  let server: TestServer
  let ada: Owner
  let eve: Owner
  let spareOwner: Owner | undefined
  let spareTask: Input | undefined

  beforeAll(async () => {
    server = await startTestServer({ api })
    ada = await signUpOwner('ada')
    eve = await signUpOwner('eve')
  })
  afterAll(() => server?.close())

  async function signUpOwner(name: string): Promise<Owner> {
    const user = await server.signUp(`${name}@example.org`)
    const task = await user.value<{ id: string }>('tasks.create', { title: `A task of ${name}` })
    return { ...user, ids: { userId: user.id, taskId: task.id, sessionId: user.sessionId } }
  }

  describe.each(transports)('%s', (transport) => {
    const call = ({ name }: Operation, input: Input, token?: string) => server.by(transport).call(name, input, token)

    const served = covered.filter((operation) => transportsOf(operation).includes(transport))
    describe.each(served.map((operation) => [operation.name, operation] as const))('%s', (_name, operation) => {
      const needsUser = operation.metadata.access === 'user'
      const ownsPath = 'userId' in operation.input.shape

      it(
        needsUser ? 'refuses a call without a token before it reads the input' : 'serves a call without a token',
        async () => {
          const sample = sampleInput(operation, ada.ids)
          const input = needsUser ? { ...sample, userId: 'someone', unknown: '\u0000' } : sample
          const outcome = await call(operation, input)

          expect(outcome).not.toMatchObject({ code: 'internal' })
          if (needsUser) expect(outcome).toEqual({ ok: false, code: 'unauthenticated', fields: [] })
          else expect(outcome).not.toMatchObject({ code: 'unauthenticated' })
        },
      )

      if (needsUser) {
        it('refuses an invalid token', async () => {
          expect(await call(operation, sampleInput(operation, ada.ids), 'not.a.token')).toMatchObject({
            code: 'invalid_token',
          })
        })
      }

      if (ownsPath) {
        it("refuses another user's id before it validates the rest", async () => {
          const input = { ...sampleInput(operation, ada.ids), unknown: '\u0000' }
          expect(await call(operation, input, eve.token)).toEqual({ ok: false, code: 'forbidden', fields: [] })
        })
      }

      for (const field of ['taskId', 'sessionId'].filter((field) => field in operation.input.shape)) {
        it(`responds for another user's ${field} as for an unknown one`, async () => {
          const input = sampleInput(operation, { ...ada.ids, userId: eve.id })
          const unknown = { ...input, [field]: '0199e8f4-63a1-7d0e-8b11-000000000000' }
          const outcome = await call(operation, input, eve.token)
          expect(outcome).toMatchObject({ ok: false, code: 'not_found' })
          expect(await call(operation, unknown, eve.token)).toEqual(outcome)
        })
      }

      if (Object.keys(operation.input.shape).length > 0) {
        it('refuses an unknown field by name', async () => {
          const outcome = await call(operation, { ...sampleInput(operation, ada.ids), nonsense: 'x' }, ada.token)
          expect(outcome).toMatchObject({ ok: false, code: 'invalid_input' })
          expect(outcome.ok ? '' : outcome.fields.join()).toMatch(/^(body|query)\/nonsense$/)
        })
      }
    })
  })

  const texts = covered.flatMap((operation) => stringFields(operation).map((field) => [operation, field] as const))

  it.each(texts.map(([operation, field]) => [operation.name, field, operation] as const))(
    '%s accepts or refuses any text in %s, equally on every transport',
    async (_name, field, operation) => {
      for (const [label, text] of Object.entries(hostile)) {
        const outcomes = []
        for (const transport of transportsOf(operation)) {
          if (!textsFor(transport, operation, field).some(([one]) => one === label)) continue
          const owner = await disposable(operation, field)
          const input = { ...sampleInput(operation, owner.ids), [field]: text }
          const outcome = await server.by(transport).call(operation.name, input, owner.token)
          // In a URL or a header, the HTTP server itself refuses this text and cannot name the field.
          if (!outcome.ok && outcome.code === 'headers_too_large' && label === '10⁵ characters') continue
          if (outcome.ok) {
            spareOwner = undefined
            spareTask = undefined
          }
          if (outcome.ok) expectRoundTrip(operation, field, input, outcome.value, `${label} by ${transport}`)
          else if (!isAccepted(outcome))
            expect(refusals, `${label} by ${transport}: ${outcome.code}`).toContain(outcome.code)
          const fields = outcome.ok ? [] : outcome.fields
          outcomes.push(isAccepted(outcome) ? 'ok' : `${outcome.ok || outcome.code} ${fields}`)
        }
        expect(new Set(outcomes), `${label}: ${outcomes.join(' / ')}`).toHaveLength(1)
      }
    },
  )

  /** Returns an owner whose account or task may be changed or deleted. Both are reused until an operation succeeds. */
  async function disposable(operation: Operation, field: string): Promise<Owner> {
    if (operation.kind !== 'mutation' || operation.metadata.access === 'public') return ada
    if (operation.name.startsWith('auth.')) {
      spareOwner ??= await signUpOwner(randomUUID())
      return spareOwner
    }
    if (field === 'taskId' || !('taskId' in operation.input.shape)) return ada
    spareTask ??= { taskId: (await ada.value<{ id: string }>('tasks.create', { title: 'Disposable' })).id }
    return { ...ada, ids: { ...ada.ids, ...spareTask } }
  }
}

/** Texts that a path or a query cannot contain: the URL is another one or invalid, so the operation is not reached. */
const notRepresentable: Readonly<Record<string, Partial<Record<Place, readonly string[]>>>> = {
  rest: { path: ['empty', 'a dot', 'lone surrogate', '10⁵ characters'], query: ['lone surrogate'] },
  client: { path: ['a dot', '10⁵ characters'] },
}

function textsFor(
  transport: string,
  { kind, places, metadata }: Operation,
  field: string,
): [label: string, text: string][] {
  const place = places[field]
  return Object.entries(hostile).filter(([label, text]) => {
    if (transport === 'rest' && metadata.requestFile && !text.isWellFormed()) return false
    if (transport === 'rest' && place === 'header' && /[^ -~]/.test(text)) return false
    // An EventSource repeats a request whose connection the server has closed.
    if (transport === 'trpc' && kind === 'stream' && label === '10⁵ characters') return false
    // HTTP removes spaces around the value of a header, which is in quotes elsewhere.
    if (transport === 'rest' && kind === 'stream' && text !== text.trim()) return false
    return !(place && notRepresentable[transport]?.[place]?.includes(label))
  })
}

/** A reused idempotency key has been accepted as well. */
function isAccepted(outcome: Outcome): boolean {
  return outcome.ok || outcome.code === 'idempotency_key_reused'
}

const refusals = [
  'invalid_input',
  'invalid_json',
  'invalid_cursor',
  'invalid_ticket',
  'invalid_credentials',
  'invalid_link',
  'invalid_ticket',
  'invalid_code',
  'not_configured',
  'wrong_password',
  'invalid_token',
  'invalid_ticket',
  'invalid_code',
  'email_taken',
  'forbidden',
  'not_found',
  'invalid_ticket',
  'not_configured',
]

/** Expects that a response has the accepted value as parsed by the contract. */
function expectRoundTrip(operation: Operation, field: string, input: Input, value: unknown, label: string): void {
  const parsed = (operation.input.parse(input) as Record<string, unknown>)[field]
  const output = value as Record<string, unknown> | undefined
  if (field !== 'userId' && output && field in output) expect(output[field], label).toEqual(parsed)
}
