import { createClient, createClientOf, toRouteTable } from '@taskpact/client'
import { contract, contractHeader, contractVersion, operations } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

describe('contract version header of the server', () => {
  let server: TestServer
  const all = operations(contract)
  const fingerprint = fingerprintOf(all, contractVersion)
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())

  it.each(['/health', '/api/me/tasks', '/nothing', '/trpc/tasks.list'])(
    'is in the response if the request has one: %s',
    async (path) => {
      const withHeader = await fetch(server.url + path, { headers: { [contractHeader]: '0.older' } })
      const withoutHeader = await fetch(server.url + path)

      expect(withHeader.headers.get(contractHeader)).toBe(fingerprint)
      expect(withoutHeader.headers.has(contractHeader)).toBe(false)
    },
  )

  it('has the fingerprint of the generated client', async () => {
    const fingerprints: (string | null)[] = []
    const client = createClient({
      baseUrl: server.url,
      onRequest: ({ headers }) => void fingerprints.push(headers.get(contractHeader)),
      onResponse: ({ headers }) => void fingerprints.push(headers.get(contractHeader)),
    })

    await client.system.health()

    expect(fingerprints).toEqual([fingerprint, fingerprint])
  })

  it('lets a client of another version reject with contract_mismatch', async () => {
    const olderVersion = { header: contractHeader, fingerprint: '0.older' }
    const routes = toRouteTable(all)
    const movedRoutes = { ...routes, 'system.health': { ...routes['system.health'], path: '/status' } } as typeof routes
    const client = createClientOf<typeof contract>(movedRoutes, { baseUrl: server.url }, olderVersion)

    await expect(client.system.health()).rejects.toMatchObject({
      code: 'contract_mismatch',
      cause: { code: 'not_found' },
    })
    expect(await client.system.live()).toEqual({ status: 'live' })
  })
})
