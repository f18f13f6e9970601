import { createClient, createClientOf, toRouteTable } from '@taskpact/client'
import { contract, contractHeader, contractVersion, operations } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/test-server.js'

describe('the contract that a server tells', () => {
  let server: TestServer
  const all = operations(contract)
  const fingerprint = fingerprintOf(all, contractVersion)
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it.each(['/health', '/api/me/tasks', '/nothing', '/trpc/tasks.list'])(
    'is its own, to who names one: %s',
    async (path) => {
      const asked = await fetch(server.url + path, { headers: { [contractHeader]: '0.older' } })
      const unasked = await fetch(server.url + path)

      expect(asked.headers.get(contractHeader)).toBe(fingerprint)
      expect(unasked.headers.has(contractHeader)).toBe(false)
    },
  )

  it('is the one that the client was generated from', async () => {
    const told: (string | null)[] = []
    const client = createClient({
      baseUrl: server.url,
      onRequest: ({ headers }) => void told.push(headers.get(contractHeader)),
      onResponse: ({ headers }) => void told.push(headers.get(contractHeader)),
    })

    await client.system.health()

    expect(told).toEqual([fingerprint, fingerprint])
  })

  it('lets a client of another version know why its calls fail', async () => {
    const older = { header: contractHeader, fingerprint: '0.older' }
    const routes = toRouteTable(all)
    const moved = { ...routes, 'system.health': { ...routes['system.health'], path: '/status' } } as typeof routes
    const client = createClientOf<typeof contract>(moved, { baseUrl: server.url }, older)

    await expect(client.system.health()).rejects.toMatchObject({
      code: 'contract_mismatch',
      cause: { code: 'not_found' },
    })
    expect(await client.system.live()).toEqual({ status: 'live' })
  })
})
