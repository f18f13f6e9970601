import { contract, operations } from '@taskpact/contract'
import {
  type Calls,
  type Outcome,
  startTestServer,
  type TestServer,
  type Transport,
  transports,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecordedCall, type Recording, recordedCalls } from './recorded-calls.js'

// Replays the same calls on every transport, each as a different user, and compares the outcomes.
describe('parity of transports', () => {
  let server: TestServer
  const outcomesByTransport = new Map<Transport, ReadonlyMap<string, unknown>>()
  beforeAll(async () => {
    server = await startTestServer({ now: () => new Date('2026-03-01T12:00:00Z') })
    for (const transport of transports)
      outcomesByTransport.set(transport, await replay(server.by(transport), transport))
  }, 120_000)
  afterAll(() => server?.close())

  it('covers each operation with a success, and with a failure if it requires a user', () => {
    const direct = outcomesByTransport.get('in-process') as ReadonlyMap<string, Outcome>
    const successesOf = (name: string) =>
      recordedCalls.filter(({ operation }) => operation === name).map(({ label }) => direct.get(label)?.ok)

    for (const { name, metadata } of operations(contract)) {
      expect(successesOf(name), name).toContain(true)
      if (metadata.access === 'user' && !failOnlyWithoutToken.has(name))
        expect(successesOf(name), name).toContain(false)
    }
  })

  describe.each(['rest', 'client', 'trpc'] as const)('%s', (transport) => {
    it.each(recordedCalls.map(({ label, operation }) => [operation, label] as const))(
      '%s (%s) has the same outcome as in-process',
      (_operation, label) => {
        expect(outcomesByTransport.get(transport)?.get(label)).toEqual(
          outcomesByTransport.get('in-process')?.get(label),
        )
      },
    )
  })
})

/** Operations without input fail only because of the token, which `conformance.ts` checks for each operation. */
const failOnlyWithoutToken = new Set([
  'auth.sessions.list',
  'auth.sessions.revokeOthers',
  'auth.exportMe',
  'auth.signout',
])

/** Returns the outcomes by label, without values that differ between users. */
async function replay(calls: Calls, transport: Transport): Promise<ReadonlyMap<string, unknown>> {
  const outcomes = new Map<string, Outcome>()
  const email = `parity-${transport}@example.com`
  const read = (path: string) => {
    const [label = '', ...keys] = path.split('.')
    const outcome = outcomes.get(label)
    if (!outcome?.ok) throw new Error(`${label} failed: ${JSON.stringify(outcome)}`)
    return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], outcome.value)
  }
  for (const recorded of recordedCalls) {
    const { label, operation, token, input } = toCall(recorded, { email, outcomes, read })
    outcomes.set(label, await calls.call(operation, input, token))
  }
  const comparable = withoutIdentity(email)
  return new Map([...outcomes].map(([label, outcome]) => [label, comparable(outcome)]))
}

function toCall({ label, operation, input = {}, as = 'session' }: RecordedCall, recording: Recording) {
  const token = { none: undefined, nonsense: 'not.a.token' }[as as 'none']
  const isLabel = as !== 'none' && as !== 'nonsense'
  return {
    label,
    operation,
    input: typeof input === 'function' ? input(recording) : input,
    token: isLabel ? String(recording.read(`${as}.token`)) : token,
  }
}

/** Replaces ids by their order of appearance, and tokens, cursors and client data by constants. */
function withoutIdentity(email: string): (outcome: Outcome) => unknown {
  const ids = new Map<string, string>()
  const clientFields = ['ip', 'userAgent']
  const opaque = [
    'requestId',
    'token',
    'refreshToken',
    'deviceToken',
    'nextCursor',
    'createdAt',
    'lastUsedAt',
    'expiresAt',
  ]
  return (outcome) =>
    JSON.parse(
      JSON.stringify(outcome, (key, value: unknown) => {
        if (clientFields.includes(key)) return key
        return opaque.includes(key) && value !== null ? key : value
      })
        .replaceAll(email, 'email')
        .replace(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g, (id) => {
          if (!ids.has(id)) ids.set(id, `id ${ids.size + 1}`)
          return ids.get(id) as string
        }),
    )
}
