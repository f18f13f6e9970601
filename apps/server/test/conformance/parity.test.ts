import { contract, operations } from '@taskpact/contract'
import {
  type Outcome,
  startMailServer,
  startTestServer,
  type TestMailServer,
  type TestServer,
  type Transport,
  transports,
  transportsOf,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestProvider, type TestProvider } from '../support/identity-provider.js'
import { recordedCalls } from './recorded-calls.js'
import { replay } from './replay.js'

const all = operations(contract)
const now = () => new Date('2026-03-01T12:00:00Z')

/** Returns whether a transport serves an operation. */
function served(transport: Transport): (name: string) => boolean {
  const names = all.filter((operation) => transportsOf(operation).includes(transport)).map(({ name }) => name)
  return (name) => names.includes(name)
}

// Replays the same calls on every transport, each as a different user, and compares the outcomes.
describe('parity of transports', () => {
  let provider: TestProvider
  let server: TestServer
  let mail: TestMailServer
  const outcomesByTransport = new Map<Transport, ReadonlyMap<string, unknown>>()
  beforeAll(async () => {
    provider = await startTestProvider()
    mail = await startMailServer()
    const env = { ...mail.env, OIDC_PROVIDERS: provider.setting }
    server = await startTestServer({ env, now })
    const services = { mail, database: server.database, now }
    for (const transport of transports)
      outcomesByTransport.set(
        transport,
        await replay(server.by(transport), `parity-${transport}@example.com`, services, served(transport)),
      )
  }, 120_000)
  afterAll(async () => {
    await server?.close()
    await provider?.close()
    await mail?.close()
  })

  it('covers each operation with a success, and with a failure if it requires a user', () => {
    const direct = outcomesByTransport.get('in-process') as ReadonlyMap<string, Outcome>
    const successesOf = (name: string) =>
      recordedCalls.filter(({ operation }) => operation === name).map(({ label }) => direct.get(label)?.ok)

    for (const { name, metadata } of all) {
      expect(successesOf(name), name).toContain(true)
      if (metadata.access === 'user' && !failOnlyWithoutToken.has(name))
        expect(successesOf(name), name).toContain(false)
    }
  })

  describe.each(['rest', 'client', 'trpc'] as const)('%s', (transport) => {
    const compared = recordedCalls.filter(({ operation }) => served(transport)(operation))
    it.each(compared.map(({ label, operation }) => [operation, label] as const))(
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
  'auth.identities.list',
  'auth.exportMe',
  'auth.secondFactor.get',
  'auth.signout',
])
